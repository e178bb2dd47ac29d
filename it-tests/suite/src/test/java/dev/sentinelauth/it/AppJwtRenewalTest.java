package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.OutboundFixture.PATIENCE;
import static dev.sentinelauth.it.support.OutboundFixture.status;
import static dev.sentinelauth.it.support.Verifications.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sentinelauth.AppJwtSupplier;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.it.support.OutboundFixture;
import dev.sentinelauth.it.support.Verifications;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** How long an outbound token is used, and when the next one is asked for. */
@Timeout(60)
class AppJwtRenewalTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private OutboundFixture sentinels = new OutboundFixture();

  @AfterEach
  void close() {
    sentinels.close();
  }

  @ParameterizedTest
  @CsvSource({"PT0S", "PT1H", "-PT1H"})
  void tokenIsRenewedBehindBeforeItExpiresWhateverSentinelsClockSays(Duration skew) {
    sentinels.close();
    sentinels = new OutboundFixture(skew);
    Sentinel sentinel = sentinels.sentinel("sentinel.http.request-timeout", "1m");
    AppJwtSupplier supplier = sentinel.appJwtSupplier();
    String first = supplier.get();
    assertThat(status(sentinel).expiresAt()).isEqualTo(sentinels.clock.instant().plus(HOUR));

    sentinels.clock.advance(HOUR.multipliedBy(70).dividedBy(100).minusMillis(1));
    assertThat(supplier.get()).isEqualTo(first);
    assertThat(sentinels.posts()).as("not before 70 %").isEqualTo(1);

    // a caller that waited for the answer would wait for a minute, and the test would fail
    sentinels.fail(Fault.hang());
    sentinels.clock.advance(HOUR.multipliedBy(15).dividedBy(100).plusMillis(1));
    for (int i = 0; i < 100; i++) {
      assertThat(supplier.get()).as("while the next one is on its way").isEqualTo(first);
    }
    await("the renewal at 85 %", PATIENCE, () -> sentinels.posts() == 2);
    sentinels.clock.advance(HOUR.multipliedBy(15).dividedBy(100).minusMillis(1));
    assertThat(supplier.get()).as("until it truly expires").isEqualTo(first);

    sentinels.host.clearFaults();
    sentinels.awaitHeard(2);
    assertThat(supplier.get()).isNotEqualTo(first);
    assertThat(sentinels.posts()).isEqualTo(2);
  }

  @Test
  void expiredTokenIsNotUsedForAMillisecond() {
    AppJwtSupplier supplier = sentinels.supplier();
    String first = supplier.get();

    sentinels.clock.advance(HOUR);

    assertThat(supplier.get()).isNotEqualTo(first);
    assertThat(sentinels.posts()).isEqualTo(2);
  }

  @Test
  void pointOfRenewalIsAnotherEachTimeBetweenSeventyAndEightyFivePercent() {
    Logger logger = (Logger) LoggerFactory.getLogger(AppJwtSupplier.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Level before = logger.getLevel();
    logger.setLevel(Level.DEBUG);
    lines.start();
    logger.addAppender(lines);
    try {
      AppJwtSupplier supplier = sentinels.supplier();
      int renewals = 24;
      for (int i = 1; i <= renewals; i++) {
        supplier.get();
        sentinels.awaitHeard(i);
        sentinels.clock.advance(HOUR);
      }
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(before);
    }

    List<Long> seconds =
        List.copyOf(lines.list).stream()
            .filter(line -> line.getMessage().contains("renewed in"))
            .map(line -> (Long) line.getArgumentArray()[2])
            .toList();
    assertThat(seconds).hasSizeGreaterThanOrEqualTo(24).allMatch(s -> s >= 2520 && s <= 3060);
    assertThat(seconds.stream().distinct().count()).isGreaterThan(10);
  }

  /** With the true clock: a token of one second. */
  @Test
  void tokenIsRenewedThoughNobodyAsksForIt() {
    long now = System.currentTimeMillis() / 1000;
    sentinels.answer(
        answer(OutboundFixture.jwt("{\"iat\":" + now + ",\"exp\":" + (now + 1) + "}"), ""));
    Sentinel sentinel =
        Sentinel.create(
            Verifications.config(
                sentinels.emulator,
                "sentinel.startup",
                "lazy",
                "sentinel.client-id",
                sentinels.app.clientId(),
                "sentinel.client-secret",
                OutboundFixture.SECRET));
    try (sentinel) {
      sentinel.appJwtSupplier().get();

      await("renewals", PATIENCE, () -> sentinels.posts() >= 3);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // the token's own word goes first, wherever its clock stands
        "{\"iat\":1000,\"exp\":1600}           | ,\"expires_in\":7200 | PT10M",
        "{\"iat\":9999999000,\"exp\":9999999600} |                    | PT10M",
        "{\"iat\":1000.5,\"exp\":1601.5e0}     |                      | PT10M1S",
        "{\"iat\":1000}                        | ,\"expires_in\":900  | PT15M",
        "{\"exp\":1600}                        | ,\"expires_in\":900  | PT15M",
        "{\"iat\":\"1000\",\"exp\":\"1600\"}   | ,\"expires_in\":900  | PT15M",
        "{\"iat\":0,\"exp\":1e400}             | ,\"expires_in\":900  | PT15M",
        "{}                                    | ,\"expires_in\":90.5 | PT1M30.5S",
        "no JSON                               | ,\"expires_in\":900  | PT15M",
        "{}                                    |                      | PT1H",
        "{}                                    | ,\"expires_in\":null | PT1H",
        "{}                                    | ,\"expires_in\":[]   | PT1H",
        "{}                                    | ,\"expires_in\":1e99 | P365D",
        "{}                                    | ,\"expires_in\":\"900\" | PT15M",
        "{}                                    | ,\"expires_in\":\" 9e2 \" | PT15M",
        "{}                                    | ,\"expires_in\":\"soon\" | PT1H",
        "{}                                    | ,\"expires_in\":\"\"  | PT1H",
        "{}                                    | ,\"expires_in\":\"1e99\" | P365D",
        "{}                                    | ,\"expires_in\":99999999999999999999 | P365D",
        "{}                                    | ,\"expires_in\":9223372036854775807 | P365D",
        "{}                                    | ,\"expires_in\":0.001 | PT1S",
        "{\"iat\":0,\"exp\":1000000000000}     | ,\"expires_in\":900 | P365D",
      })
  void lifetimeComesFromTheTokenElseFromTheAnswerElseItIsAnHour(
      String claims, String more, Duration lifetime) {
    sentinels.answer(answer(OutboundFixture.jwt(claims), more == null ? "" : more));
    Sentinel sentinel = sentinels.sentinel();

    sentinel.appJwtSupplier().get();

    assertThat(status(sentinel).expiresAt()).isEqualTo(sentinels.clock.instant().plus(lifetime));
  }

  @Test
  void tokenThatIsNoJwtIsUsedForAsLongAsTheAnswerSays() {
    sentinels.answer(answer("0123456789abcdef", ",\"expires_in\":120"));
    Sentinel sentinel = sentinels.sentinel();

    assertThat(sentinel.appJwtSupplier().get()).isEqualTo("0123456789abcdef");
    assertThat(status(sentinel).expiresAt())
        .isEqualTo(sentinels.clock.instant().plus(Duration.ofMinutes(2)));
  }

  private static String answer(String token, String more) {
    return "{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\"" + more + "}";
  }
}
