package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log lines that the README tells operators to look for are those that are written. */
class ReadmeLogTest {

  /** What differs from one installation to the next: URLs, key ids, times, numbers, reasons. */
  private static final Pattern VARIABLE =
      Pattern.compile("https?://\\S+|\\[[^]]*]|\\([^)]*\\)|\\d[\\dT:.Z-]*|le\\d+");

  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.sentinelauth");
  private final Level levelBefore = logger.getLevel();
  private final Collection<String> logged = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          logged.add(shape(event.getLevel() + " " + event.getFormattedMessage()));
        }
      };

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final SentinelEmulator emulator = SentinelEmulator.start(now::get);
  private final Installation app = Installation.forApi("le81823118", "msg.read");

  @BeforeEach
  void listen() {
    emulator.addAccount("le81823118").install(app);
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.DEBUG);
  }

  @AfterEach
  void close() {
    logger.detachAppender(appender);
    logger.setLevel(levelBefore);
    emulator.close();
  }

  @Test
  void everyLogLineOfTheReadmeIsWrittenInARotationAndTwoOutages() {
    try (Sentinel sentinel = start()) {
      assertThat(status(sentinel, emulator.mint(app).compact())).isEqualTo(200);
      assertThat(status(sentinel, expired())).isEqualTo(401);
      emulator.host().keys().rotate();
      later();
      assertThat(status(sentinel, emulator.mint(app).compact())).isEqualTo(200);
      emulator.host().fail(Endpoint.JWKS, Fault.status(503), 1);
      later();
      assertThat(status(sentinel, unknownKey())).isEqualTo(401);
      emulator.host().clearFaults();
      later();
      assertThat(status(sentinel, unknownKey())).isEqualTo(401);
    }
    emulator.host().fail(Endpoint.JWKS, Fault.status(503));
    try (Sentinel sentinel = start()) {
      assertThat(status(sentinel, emulator.mint(app).compact())).isEqualTo(503);
    }
    List<String> shown =
        Readme.load()
            .block("text", "no keys are at hand")
            .lines()
            .map(ReadmeLogTest::shape)
            .toList();
    assertThat(logged).containsAll(shown);
  }

  private static String shape(String line) {
    return VARIABLE.matcher(line.replaceAll("^(\\w+) +", "$1 ")).replaceAll("…");
  }

  private Sentinel start() {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", "le81823118");
    settings.setProperty("sentinel.domain-api.uri", emulator.domainApiUri().toString());
    settings.setProperty("sentinel.startup", "lazy");
    return Sentinel.builder(SentinelConfig.load(settings)).clock(now::get).build();
  }

  /** Past the interval in which unknown keys cause one fetch. */
  private void later() {
    now.updateAndGet(instant -> instant.plusSeconds(10));
  }

  private String expired() {
    return emulator.mint(app).expiresAt(now.get().minusSeconds(600)).compact();
  }

  private String unknownKey() {
    return emulator.mint(app).header("kid", "made-up").compact();
  }

  private static int status(Sentinel sentinel, String token) {
    var verdict =
        sentinel
            .requestAuthenticator()
            .authenticate("GET", "/api/messages", "", List.of("Bearer " + token));
    return verdict instanceof dev.sentinelauth.Verdict.Refused refused ? refused.status() : 200;
  }
}
