package dev.sentinelauth.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.SentinelEmulator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Test classes of users of the extension, run by JUnit. */
class SentinelExtensionTest {

  /** What those classes saw. */
  private static final Queue<Object> SEEN = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  /** Failures of tests and of classes; empty where all is well. */
  private static List<Throwable> run(boolean parallel, Class<?>... classes) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Stream.of(classes).map(type -> selectClass(type)).toList())
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "" + parallel)
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
            .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
            .build();
    List<Throwable> failures = new ArrayList<>();
    List<String> run = new ArrayList<>();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                synchronized (failures) {
                  run.add(test.getUniqueId());
                  result.getThrowable().ifPresent(failures::add);
                }
              }
            });
    assertThat(run).hasSizeGreaterThan(classes.length);
    return failures;
  }

  private static String printed(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** Asked by other static fields, in {@code @BeforeAll}, in tests, in nested ones, after all. */
  static class OneForTheClass {
    @RegisterExtension
    static final SentinelExtension sentinel = SentinelExtension.forAccount("le1");

    private static final Properties TAKEN_EARLY = sentinel.settings();

    @BeforeAll
    static void before() {
      SEEN.add(sentinel.uri());
    }

    @Test
    void oneTest() {
      assertThat(sentinel.settings()).isEqualTo(TAKEN_EARLY);
      SEEN.add(sentinel.uri());
    }

    @Nested
    class Inside {
      @Test
      void anotherTest(TestToken token, SentinelEmulator emulator) {
        assertThat(token.verified().getName()).isEqualTo("test-client");
        SEEN.add(emulator.uri());
      }
    }

    @AfterAll
    static void after(TestSentinel theSame) {
      SEEN.add(theSame.uri());
    }
  }

  @Test
  void inAStaticFieldItLivesAsLongAsTheClass() {
    assertThat(run(false, OneForTheClass.class)).isEmpty();
    assertThat(SEEN).hasSize(4);
    assertThat(SEEN.stream().distinct()).hasSize(1);
    assertThatThrownBy(OneForTheClass.sentinel::settings)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the tests that this SentinelExtension was for are over")
        .hasMessageContaining("@RegisterExtension");
  }

  static class OneForEachTest {
    @RegisterExtension final SentinelExtension sentinel = SentinelExtension.forAccount("le1");

    @Test
    void oneTest() {
      SEEN.add(sentinel);
      SEEN.add(sentinel.uri());
    }

    @Test
    void anotherTest() {
      SEEN.add(sentinel);
      SEEN.add(sentinel.uri());
    }
  }

  @Test
  void inAnotherFieldItLivesAsLongAsTheTest() {
    for (boolean parallel : List.of(false, true)) {
      SEEN.clear();
      assertThat(run(parallel, OneForEachTest.class)).isEmpty();
      assertThat(SEEN).hasSize(4);
      assertThat(SEEN.stream().distinct()).hasSizeGreaterThanOrEqualTo(3);
      SEEN.stream()
          .filter(SentinelExtension.class::isInstance)
          .forEach(
              ended ->
                  assertThatThrownBy(((SentinelExtension) ended)::uri)
                      .isInstanceOf(IllegalStateException.class));
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class OneInstance extends OneForEachTest {
    @BeforeAll
    void before() {
      SEEN.add(sentinel.uri());
    }
  }

  @Test
  void inTheFieldOfAnInstanceForAllTestsItLivesAsLongAsTheClass() {
    assertThat(run(false, OneInstance.class)).isEmpty();
    assertThat(SEEN).hasSize(5);
    assertThat(SEEN.stream().distinct()).hasSize(2);
  }

  /** The settings are taken once, for two classes that come one after the other or together. */
  static class Base {
    @RegisterExtension
    static final SentinelExtension sentinel = SentinelExtension.forAccount("le1");

    static final URI TAKEN_ONCE = sentinel.uri();

    @Test
    void isThere() {
      assertThat(sentinel.uri()).isEqualTo(TAKEN_ONCE);
      assertThat(sentinel.token().verified().getName()).isEqualTo("test-client");
      SEEN.add(sentinel.uri());
    }
  }

  static class First extends Base {}

  static class Second extends Base {}

  @Test
  void classesThatInheritItHaveOneAtTheSamePort() {
    assertThat(run(false, First.class, Second.class)).isEmpty();
    assertThat(run(true, First.class, Second.class)).isEmpty();
    assertThat(SEEN).hasSize(4);
    assertThat(SEEN.stream().distinct()).hasSize(1);
  }

  @Test
  void parallelClassesHaveOneEach() {
    assertThat(run(true, OneForTheClass.class, First.class, OneForEachTest.class)).isEmpty();
    assertThat(SEEN.stream().filter(URI.class::isInstance).distinct()).hasSizeGreaterThan(2);
  }

  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static class TestsInARow {
    @RegisterExtension
    static final SentinelExtension sentinel = SentinelExtension.forAccount("le1");

    @Test
    @Order(1)
    void everythingFails() throws Exception {
      sentinel.failing(Endpoint.JWKS, Fault.status(503));
      sentinel.emulator().host().fail(Endpoint.OTHER, Fault.status(418));
      SEEN.add(get("/api"));
      sentinel.unreachable();
    }

    @Test
    @Order(2)
    void nothingOfThatIsLeft() throws Exception {
      assertThat(sentinel.received().apiCalls()).isEmpty();
      SEEN.add(get("/sentinel/well-known/jwks"));
      SEEN.add(get("/api"));
      assertThat(sentinel.received().apiCalls()).hasSize(1);
    }

    private static int get(String path) throws Exception {
      return Calls.get(sentinel.uri() + path);
    }
  }

  @Test
  void faultsAndRequestsEndWithTheirTest() {
    assertThat(run(false, TestsInARow.class)).isEmpty();
    assertThat(SEEN).containsExactly(418, 200, 404);
  }

  static class Mistaken {
    @RegisterExtension
    static final SentinelExtension sentinel = SentinelExtension.forAccount("le1");

    @Test
    void expectsTooMuch() {
      String good = sentinel.token().scope("msg.read").bearer();
      String bad = sentinel.token().expired().bearer();
      String other = sentinel.token().account("le2").bearer();
      assertThat(List.of(good, bad, other)).as("status 200 but was 401").isEmpty();
    }
  }

  @Test
  void aFailedTestHasANoteOfThoseOfItsTokensThatAreBad() {
    List<Throwable> failures = run(false, Mistaken.class);

    assertThat(failures).hasSize(1);
    assertThat(printed(failures.get(0)))
        .contains("Suppressed: dev.sentinelauth.test.TestKitNote: of the tokens of this test,")
        .contains("  token().expired(): expired (the token has expired (exp))")
        .contains("  token().account(\"le2\"): wrong_audience")
        .doesNotContain("token().scope");
  }

  static class MistakenWithoutTokens {
    @RegisterExtension
    static final SentinelExtension sentinel = SentinelExtension.forAccount("le1");

    @Test
    void fails() {
      SEEN.add(sentinel.token().bearer());
      throw new IllegalStateException("its own fault");
    }
  }

  @Test
  void aFailureThatNoTokenExplainsIsLeftAsItIs() {
    List<Throwable> failures = run(false, MistakenWithoutTokens.class);

    assertThat(failures).hasSize(1);
    assertThat(failures.get(0)).hasMessage("its own fault").hasNoSuppressedExceptions();
  }
}
