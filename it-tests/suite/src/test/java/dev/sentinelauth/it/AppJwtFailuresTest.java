package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.OutboundFixture.failure;
import static dev.sentinelauth.it.support.OutboundFixture.status;
import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.AppJwtSupplier;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.it.support.OutboundFixture;
import dev.sentinelauth.it.support.OutboundFixture.Heard;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sentinel gives no token: who notices, what they are told, and how often it is asked again. */
@Timeout(60)
class AppJwtFailuresTest {
  private static final Duration MIDLIFE = Duration.ofMinutes(51);

  /** What goes wrong, and what a caller without a token is told. */
  private record Failing(Fault fault, String message) {}

  private static final Map<String, Failing> TRANSIENT = new LinkedHashMap<>();
  private static final Map<String, Failing> ODD = new LinkedHashMap<>();

  static {
    TRANSIENT.put("500", new Failing(Fault.status(500), "HTTP 500"));
    TRANSIENT.put("502 in HTML", new Failing(Fault.status(502).html(), "HTTP 502"));
    TRANSIENT.put("503", new Failing(Fault.status(503), "HTTP 503"));
    TRANSIENT.put("reset", new Failing(Fault.reset(), "connection reset"));
    TRANSIENT.put("truncated", new Failing(Fault.truncated(), "in the middle of the answer"));
    TRANSIENT.put("time-out", new Failing(Fault.hang(), "no complete answer within"));
    TRANSIENT.put(
        "a trickle",
        new Failing(Fault.trickle(Duration.ofMillis(100)), "no complete answer within"));
    TRANSIENT.put("HTML", new Failing(Fault.status(200).html(), "at byte 0; it is text/html"));
    ODD.put("garbage", new Failing(Fault.garbage(), "not UTF-8 at byte 3"));
    ODD.put("over 64 KiB", new Failing(Fault.oversized(64 * 1024 + 1), "longer than 64 KiB"));
    ODD.put("without end", new Failing(Fault.endless(), "longer than 64 KiB"));
    ODD.put("redirect", new Failing(Fault.redirect(URI.create("/x")), "HTTP 302 (redirects"));
    ODD.put("204", new Failing(Fault.status(204), "HTTP 204"));
    ODD.put("nothing", new Failing(Fault.status(200), "the answer is empty"));
    ODD.put("no token", new Failing(json("{\"token_type\":\"Bearer\"}"), "no access_token"));
    ODD.put("null", new Failing(json("{\"access_token\":null}"), "no access_token"));
    ODD.put("empty", new Failing(json("{\"access_token\":\"\"}"), "no access_token"));
    ODD.put("header", new Failing(json("{\"access_token\":\"a\\r\\nX: y\"}"), "no access_token"));
    ODD.put(
        "twice",
        new Failing(json("{\"access_token\":1,\"access_token\":2}"), "a duplicate member at byte"));
    ODD.put(
        "no lifetime",
        new Failing(json("{\"access_token\":\"a\",\"expires_in\":0}"), "no lifetime"));
    ODD.put(
        "expired", new Failing(json("{\"access_token\":\"a\",\"expires_in\":-5}"), "no lifetime"));
    ODD.put(
        "expired, as text",
        new Failing(json("{\"access_token\":\"a\",\"expires_in\":\"-5\"}"), "no lifetime"));
    ODD.put(
        "no lifetime, as text",
        new Failing(json("{\"access_token\":\"a\",\"expires_in\":\"0.0\"}"), "no lifetime"));
    ODD.put(
        "hardly any lifetime",
        new Failing(json("{\"access_token\":\"a\",\"expires_in\":1e-99}"), "no lifetime"));
  }

  private final OutboundFixture sentinels = new OutboundFixture();

  @AfterEach
  void close() {
    sentinels.close();
  }

  private static Fault json(String text) {
    return Fault.status(200).body("application/json", text);
  }

  private static Stream<String> transientFailures() {
    return TRANSIENT.keySet().stream();
  }

  private static Stream<String> allFailures() {
    return Stream.concat(TRANSIENT.keySet().stream(), ODD.keySet().stream());
  }

  /** For a time-out it is worth being impatient; everywhere else it would be a race. */
  private Sentinel sentinel(String name, String impatient) {
    boolean timesOut = failing(name).message().contains("no complete answer");
    return sentinels.sentinel("sentinel.http.request-timeout", timesOut ? impatient : "20s");
  }

  private static Failing failing(String name) {
    Failing failing = TRANSIENT.get(name);
    return failing == null ? ODD.get(name) : failing;
  }

  @ParameterizedTest
  @MethodSource("allFailures")
  void failureIsAClearErrorWithoutATokenAndNoneWithOne(String name) {
    Sentinel sentinel = sentinel(name, "1s");
    AppJwtSupplier supplier = sentinel.appJwtSupplier();
    sentinels.fail(failing(name).fault());

    assertThat(failure(supplier)).contains(sentinels.host.authority());
    sentinels.awaitHeard(1); // who waited for a time-out may have given up a moment before it
    assertThat(failure(supplier))
        .contains("account " + ACCOUNT)
        .contains(sentinels.host.authority())
        .contains(failing(name).message())
        .doesNotContain("\n", "<html", "s3cr3t");
    assertThat(status(sentinel).usable()).isFalse();
    assertThat(status(sentinel).expiresAt()).isNull();
    assertThat(status(sentinel).lastFailure()).contains(failing(name).message());
    assertThat(status(sentinel).failingSince()).isEqualTo(sentinels.clock.instant());

    sentinels.host.clearFaults();
    sentinels.clock.advance(Duration.ofSeconds(1));
    String held = supplier.get();
    assertThat(status(sentinel).failingSince()).isNull();

    sentinels.clock.advance(MIDLIFE);
    sentinels.fail(failing(name).fault());
    assertThat(supplier.get()).isEqualTo(held);
    sentinels.awaitHeard(3);
    assertThat(supplier.get()).as("the failure isn't seen").isEqualTo(held);
    assertThat(status(sentinel).usable()).isTrue();
    assertThat(status(sentinel).failingSince()).isEqualTo(sentinels.clock.instant());
    assertThat(sentinels.heard.get(2).when()).isEqualTo(sentinels.clock.instant());
    assertThat(sentinels.heard.get(2).reason()).contains(failing(name).message());

    sentinels.host.clearFaults();
    sentinels.clock.advance(Duration.ofMinutes(1));
    supplier.get();
    sentinels.awaitHeard(4);
    assertThat(supplier.get()).isNotEqualTo(held);
  }

  @ParameterizedTest
  @MethodSource("transientFailures")
  void nextAttemptComesAfterAPauseThatGrowsToTenSeconds(String name) {
    AppJwtSupplier supplier = sentinel(name, "200ms").appJwtSupplier();
    sentinels.fail(failing(name).fault());
    assertThat(failure(supplier)).isNotEmpty();
    sentinels.awaitHeard(1);

    int attempts = 1;
    for (int pause : new int[] {1_000, 2_000, 4_000, 8_000, 10_000, 10_000}) {
      sentinels.clock.advance(Duration.ofMillis(pause * 3L / 4 - 1));
      assertThat(failure(supplier)).isNotEmpty();
      assertThat(sentinels.heard).as("within %s ms", pause).hasSize(attempts);
      sentinels.clock.advance(Duration.ofMillis(pause - pause * 3L / 4 + 1));
      assertThat(failure(supplier)).isNotEmpty();
      sentinels.awaitHeard(attempts + 1);
      assertThat(sentinels.heard).as("after %s ms", pause).hasSize(++attempts);
    }
    assertThat(sentinels.heard).extracting(Heard::when).containsOnly(sentinels.heard.get(0).when());
  }

  @ParameterizedTest
  @ValueSource(ints = {503, 401})
  void fiveMinutesOfFailuresInMidlifeCostNoCallAndFewRequests(int answer) {
    Sentinel sentinel = sentinels.sentinel();
    AppJwtSupplier supplier = sentinel.appJwtSupplier();
    String held = supplier.get();
    sentinels.clock.advance(MIDLIFE);
    sentinels.fail(Fault.status(answer));
    for (int second = 0; second < 300; second++) {
      for (int call = 0; call < 5; call++) {
        assertThat(supplier.get()).isEqualTo(held);
      }
      sentinels.settle();
      sentinels.clock.advance(Duration.ofSeconds(1));
    }

    assertThat(sentinels.posts() - 1).isBetween(5L, 15L);
    Instant since = sentinels.heard.get(1).when();
    assertThat(sentinels.heard.subList(1, sentinels.heard.size()))
        .allSatisfy(heard -> assertThat(heard.when()).isEqualTo(since));

    sentinels.host.clearFaults();
    sentinels.clock.advance(Duration.ofMinutes(1));
    supplier.get();
    sentinels.settle();
    assertThat(supplier.get()).isNotEqualTo(held);
    assertThat(status(sentinel).failingSince()).isNull();
  }

  @Test
  void callsDoNotWaitForASentinelThatHangsInMidlife() {
    AppJwtSupplier patient =
        sentinels.supplier("sentinel.http.request-timeout", "5m"); // a call that waits is noticed
    String held = patient.get();
    sentinels.clock.advance(MIDLIFE);
    sentinels.fail(Fault.hang());

    for (int second = 0; second < 300; second++) {
      assertThat(patient.get()).isEqualTo(held);
      sentinels.clock.advance(Duration.ofSeconds(1));
    }
    assertThat(sentinels.posts()).as("one is on its way").isLessThanOrEqualTo(2);
  }

  @Test
  void refusalIsRepeatedOncePerPauseAndNoStormHoweverManyAsk() {
    AppJwtSupplier supplier = sentinels.supplier();
    sentinels.fail(Fault.status(401).body("application/json", "{\"error\":\"invalid_client\"}"));
    for (int second = 0; second <= 90; second++) {
      for (int call = 0; call < 20; call++) {
        assertThat(failure(supplier)).contains("HTTP 401 invalid_client");
      }
      sentinels.clock.advance(Duration.ofSeconds(1));
    }
    // 0, and then every 22.5 to 30 seconds
    assertThat(sentinels.posts()).isBetween(4L, 5L);
  }

  @Test
  void sentinelThatIsDownIsFoundAgain() {
    AppJwtSupplier supplier = sentinels.supplier();
    sentinels.host.stop();
    assertThat(failure(supplier)).contains("connection refused");

    sentinels.host.start();
    sentinels.clock.advance(Duration.ofSeconds(1));

    assertThat(supplier.get()).isNotEmpty();
  }
}
