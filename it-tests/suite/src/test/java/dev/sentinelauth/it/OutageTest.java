package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static dev.sentinelauth.it.support.Verifications.CANNOT_TELL;
import static dev.sentinelauth.it.support.Verifications.GOOD;
import static dev.sentinelauth.it.support.Verifications.answer;
import static dev.sentinelauth.it.support.Verifications.await;
import static dev.sentinelauth.it.support.Verifications.config;
import static dev.sentinelauth.it.support.Verifications.outcome;
import static dev.sentinelauth.it.support.Verifications.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelStatus;
import dev.sentinelauth.Verdict;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.it.support.PinnedClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The key set can't be fetched, for whatever reason: what is at hand stays in use until the stale
 * limit.
 */
@Timeout(60)
class OutageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String DOWN = "down";
  private static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

  static {
    FAULTS.put("404", Fault.status(404));
    FAULTS.put("429", Fault.status(429).retryAfter(Duration.ofDays(1)));
    FAULTS.put("500", Fault.status(500).html());
    FAULTS.put("503", Fault.status(503).retryAfter(Duration.ofHours(1)));
    FAULTS.put("204", Fault.status(204));
    FAULTS.put("an empty answer", Fault.status(200));
    FAULTS.put("HTML with status 200", Fault.status(200).html());
    FAULTS.put("empty keys", json("{\"keys\":[]}"));
    FAULTS.put("no keys", json("{}"));
    FAULTS.put("keys twice", json("{\"keys\":[{}],\"keys\":[{}]}"));
    FAULTS.put("garbage", Fault.garbage());
    FAULTS.put("truncated", Fault.truncated());
    FAULTS.put("oversized", Fault.oversized());
    FAULTS.put("endless", Fault.endless());
    FAULTS.put("redirect", Fault.redirect(java.net.URI.create("/elsewhere")));
    FAULTS.put("reset", Fault.reset());
    FAULTS.put("hang", Fault.hang());
    FAULTS.put("trickle", Fault.trickle(Duration.ofMillis(200)));
    FAULTS.put(DOWN, Fault.hang());
  }

  private final PinnedClock clock = new PinnedClock();
  private final SentinelEmulator emulator = SentinelEmulator.start(clock).addAccount(ACCOUNT);
  private final SentinelHost host = emulator.host();
  private final Installation app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
  private final Sentinel sentinel =
      Sentinel.builder(config(emulator, "sentinel.http.request-timeout", "200ms"))
          .clock(clock)
          .build();

  @BeforeEach
  void start() {
    emulator.appJwtLifetime(Duration.ofDays(3));
    await("the keys", PATIENCE, clock, () -> sentinel.status().ready());
  }

  @AfterEach
  void close() {
    sentinel.close();
    emulator.close();
  }

  private static Stream<String> faults() {
    return FAULTS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void tokensInUseStayAcceptedForTwentyThreeHoursAndTheReturnIsNoticed(String fault) {
    String inUse = token("in use");
    assertThat(status(sentinel, inUse)).isEqualTo(200);
    Duration ageBefore = age();

    breakDown(fault);
    for (int hour = 1; hour <= 23; hour++) {
      clock.advance(Duration.ofHours(1));
      assertThat(status(sentinel, inUse)).as("after %s h", hour).isEqualTo(200);
      assertThat(status(sentinel, token("new " + hour))).as("after %s h", hour).isEqualTo(200);
      if (hour == 1) {
        await("the failure", PATIENCE, () -> keySet().lastFailure() != null);
      }
    }
    assertThat(status(sentinel, unknown())).as("a key set is at hand").isEqualTo(401);
    assertThat(keySet().usable()).isTrue();
    assertThat(age()).isEqualTo(ageBefore.plusHours(23));

    repair(fault);
    clock.advance(Duration.ofMinutes(2));
    await(
        "the return",
        PATIENCE,
        clock,
        () -> {
          assertThat(status(sentinel, inUse)).isEqualTo(200);
          return keySet().lastFailure() == null;
        });
    assertThat(age()).isLessThan(Duration.ofHours(1));
    clock.advance(Duration.ofHours(2));
    assertThat(status(sentinel, inUse)).isEqualTo(200);
  }

  @Test
  void pastTheStaleLimitNobodyCanTellAndAfterTheReturnEverybodyCan() {
    String remembered = token("remembered");
    assertThat(outcome(sentinel, remembered)).isEqualTo(GOOD);
    host.fail(Endpoint.JWKS, Fault.status(503));

    clock.advance(Duration.ofHours(24).minus(age()).minusMillis(1));
    assertThat(outcome(sentinel, remembered)).isEqualTo(GOOD);
    clock.advance(Duration.ofMillis(1));

    assertThat(outcome(sentinel, remembered)).isEqualTo(CANNOT_TELL);
    assertThat(outcome(sentinel, token("new"))).isEqualTo(CANNOT_TELL);
    Verdict.Refused answer = (Verdict.Refused) answer(sentinel, remembered);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers())
        .doesNotContainKey("WWW-Authenticate")
        .hasEntrySatisfying("Retry-After", s -> assertThat(s).matches("[1-9][0-9]*"));
    assertThat(outcome(sentinel, emulator.mint(app).claim("iss", "other").compact()))
        .as("what can be refused without keys still is")
        .isEqualTo("wrong_issuer");
    assertThat(sentinel.status().ready()).isFalse();

    host.clearFaults();
    clock.advance(Duration.ofSeconds(5));
    await("the return", PATIENCE, clock, () -> sentinel.status().ready());
    assertThat(status(sentinel, remembered)).isEqualTo(200);
  }

  @Test
  void outageCausesAttemptsAMinuteApartAndNotOnePerRequest() {
    host.fail(Endpoint.JWKS, Fault.status(500));
    long before = host.count(Endpoint.JWKS);
    Duration outage = Duration.ofHours(1);
    for (long s = 0; s < outage.toSeconds(); s += 10) {
      clock.advance(Duration.ofSeconds(10));
      assertThat(status(sentinel, token("t" + s))).isEqualTo(200);
    }

    assertThat(host.count(Endpoint.JWKS) - before).isBetween(10L, 100L);
  }

  private void breakDown(String fault) {
    if (fault.equals(DOWN)) {
      host.stop();
    } else {
      host.fail(Endpoint.JWKS, FAULTS.get(fault));
    }
  }

  private void repair(String fault) {
    if (fault.equals(DOWN)) {
      host.start();
    } else {
      host.clearFaults();
    }
  }

  private String token(String id) {
    return emulator.mint(app).claim("jti", id).compact();
  }

  private String unknown() {
    return emulator.mint(app).signedWith(emulator.newKey("made-up")).compact();
  }

  private SentinelStatus.KeySetStatus keySet() {
    return sentinel.status().keySets().get(0);
  }

  /** Not zero at first, where the clock had to go on before the first fetch was made. */
  private Duration age() {
    return Objects.requireNonNull(keySet().age());
  }

  private static Fault json(String text) {
    return Fault.status(200).body("application/json", text);
  }
}
