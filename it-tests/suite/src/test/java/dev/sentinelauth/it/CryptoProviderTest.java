package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static dev.sentinelauth.it.support.Verifications.GOOD;
import static dev.sentinelauth.it.support.Verifications.config;
import static dev.sentinelauth.it.support.Verifications.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Real tokens, checked by a provider that the application brings along. */
class CryptoProviderTest {
  private static final ClassLoader OURS = CryptoProviderTest.class.getClassLoader();

  private final Logger logger =
      (Logger) LoggerFactory.getLogger("dev.sentinelauth.SignatureProvider");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final SentinelEmulator emulator = SentinelEmulator.start().addAccount(ACCOUNT);
  private final Installation app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void close() {
    logger.detachAppender(lines);
    emulator.close();
  }

  @ParameterizedTest
  @CsvSource({"accp, AmazonCorrettoCryptoProvider", "conscrypt, Conscrypt"})
  void providerOfTheClassPathChecksTokens(String library, String name) throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"));
    URL jar = Path.of("target", "crypto-providers", library + ".jar").toUri().toURL();
    try (URLClassLoader application = new URLClassLoader(new URL[] {jar}, OURS);
        Sentinel sentinel = start(application)) {
      assertThat(told())
          .singleElement()
          .asString()
          .startsWith("INFO Signatures are checked by " + name);

      assertTokensAreJudged(sentinel);
    }
  }

  @Test
  void libraryThatIsBrokenIsToldOnceAndTheJdkChecksTokens() {
    ClassLoader broken =
        new ClassLoader(OURS) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.equals("org.conscrypt.Conscrypt")) {
              return defineClass(name, new byte[] {1, 2, 3, 4}, 0, 4);
            }
            throw new ClassNotFoundException(name);
          }
        };
    try (Sentinel sentinel = start(broken)) {
      assertThat(told())
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .startsWith(
                          "WARN Conscrypt is there, but not used to check signatures:"
                              + " java.lang.ClassFormatError"),
              line -> assertThat(line).isEqualTo("INFO Signatures are checked by SunRsaSign"));

      assertTokensAreJudged(sentinel);
    }
  }

  private void assertTokensAreJudged(Sentinel sentinel) {
    assertThat(outcome(sentinel, emulator.mint(app).compact())).isEqualTo(GOOD);
    String token = emulator.mint(app).claim("jti", "other").compact();
    int signature = token.lastIndexOf('.') + 1;
    char changed = token.charAt(signature) == 'A' ? 'B' : 'A';
    assertThat(
            outcome(
                sentinel, token.substring(0, signature) + changed + token.substring(signature + 1)))
        .isEqualTo("bad_signature");
  }

  private List<String> told() {
    return lines.list.stream()
        .map(line -> line.getLevel() + " " + line.getFormattedMessage())
        .toList();
  }

  private Sentinel start(ClassLoader application) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(application);
    try {
      return Sentinel.create(config(emulator));
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
