package dev.sentinelauth.test;

import dev.sentinelauth.emulator.SentinelEmulator;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * An emulated Sentinel for the tests of a class, in JUnit 5 and 6:
 *
 * <pre>
 * &#064;RegisterExtension
 * static SentinelExtension sentinel = SentinelExtension.forAccount("le81823118");
 * </pre>
 *
 * <p>In a static field it lives as long as the class, nested ones included, in another field as
 * long as each test. It starts with the first, or before, when it is asked for something; so other
 * static fields may take its settings. In a class that others inherit from, it is one for all of
 * them and comes back on the port that it had.
 *
 * <p>With the end of each test its faults end, and {@link #received()} begins anew, unless other
 * tests of the class run at the same time; rotated keys stay. A test that fails has a note of those
 * of its tokens that a real verifier refuses, as a suppressed exception.
 *
 * <p>Tests may take a {@link SentinelExtension}, a {@link TestSentinel}, a {@link TestToken} (that
 * of {@link #token()}) or a {@link SentinelEmulator} as parameters.
 */
public final class SentinelExtension extends TestSentinel
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver,
        TestExecutionExceptionHandler {
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<String> users = new HashSet<>();
  private final Set<String> tests = new HashSet<>();

  private SentinelExtension(InstantSource clock, List<String> accounts) {
    super(clock, accounts);
  }

  /**
   * A Sentinel that serves these accounts.
   *
   * @param account the one that tokens are for, and that the credentials in {@link #settings()}
   *     belong to
   */
  public static SentinelExtension forAccount(String account, String... more) {
    return forAccount(InstantSource.system(), account, more);
  }

  /** The same with the clock that tokens are dated by. */
  public static SentinelExtension forAccount(InstantSource clock, String account, String... more) {
    return new SentinelExtension(clock, accounts(account, more));
  }

  /** For JUnit. */
  @Override
  public void beforeAll(ExtensionContext context) {
    use(context);
  }

  /** For JUnit. */
  @Override
  public void beforeEach(ExtensionContext context) {
    use(context);
    lock.lock();
    try {
      if (tests.isEmpty()) {
        begin();
      }
      tests.add(context.getUniqueId());
    } finally {
      lock.unlock();
    }
  }

  /** What was before the test is none of its business. */
  private void begin() {
    emulator().host().forgetRequests();
    minted().clear();
  }

  /** For JUnit. */
  @Override
  public void afterEach(ExtensionContext context) {
    lock.lock();
    try {
      if (tests.remove(context.getUniqueId()) && tests.isEmpty()) {
        recover();
      }
    } finally {
      lock.unlock();
    }
    release(context);
  }

  /** For JUnit. */
  @Override
  public void afterAll(ExtensionContext context) {
    release(context);
  }

  /** A class, a nested one, a test: whoever uses it, and so keeps it open. */
  private void use(ExtensionContext context) {
    lock.lock();
    try {
      users.add(context.getUniqueId());
      open();
    } finally {
      lock.unlock();
    }
  }

  private void release(ExtensionContext context) {
    lock.lock();
    try {
      if (users.remove(context.getUniqueId()) && users.isEmpty()) {
        close();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  String endedMessage() {
    return "the tests that this SentinelExtension was for are over, so it has ended; is the field"
        + " @RegisterExtension, and static where @BeforeAll, a server or more than one test needs it?";
  }

  /** For JUnit. */
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == SentinelExtension.class
        || type == TestSentinel.class
        || type == TestToken.class
        || type == SentinelEmulator.class;
  }

  /** For JUnit. */
  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == TestToken.class) {
      return token();
    }
    return type == SentinelEmulator.class ? emulator() : this;
  }

  /** For JUnit. */
  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    try {
      note().ifPresent(failure::addSuppressed);
    } catch (RuntimeException e) {
      failure.addSuppressed(e); // what is of interest is the failure
    }
    throw failure;
  }

  private Optional<Throwable> note() {
    List<String> refused =
        minted().all().stream()
            .flatMap(
                token ->
                    witness().refusal(token.compact()).stream()
                        .map(why -> "  " + token.name() + ": " + why))
            .distinct()
            .toList();
    return refused.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TestKitNote(
                "of the tokens of this test, a verifier with settings() refuses:\n"
                    + String.join("\n", refused)));
  }
}
