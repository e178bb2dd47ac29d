package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static dev.sentinelauth.it.support.Verifications.CANNOT_TELL;
import static dev.sentinelauth.it.support.Verifications.GOOD;
import static dev.sentinelauth.it.support.Verifications.await;
import static dev.sentinelauth.it.support.Verifications.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.emulator.SigningKey;
import dev.sentinelauth.emulator.TokenMint;
import dev.sentinelauth.it.support.PinnedClock;
import dev.sentinelauth.it.support.Verifications;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys from the snapshot file stand in for the first answer: they may vouch for a token and refuse
 * none, whoever asks and whatever the token's audience is called.
 */
@Timeout(60)
class StandInKeysTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String PARTNER = "an audience that is no account";
  private static final int CROWD = 40;

  @TempDir private Path directory;

  private final PinnedClock clock = new PinnedClock();
  private final SentinelEmulator emulator = SentinelEmulator.start(clock).addAccount(ACCOUNT);
  private final SentinelHost host = emulator.host();
  private final Installation app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
  private final ExecutorService callers = Executors.newFixedThreadPool(CROWD);

  @AfterEach
  void close() {
    callers.shutdownNow();
    emulator.close();
  }

  private Sentinel start(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "sentinel.jwks.snapshot-file",
                directory.resolve("snapshot.json").toString(),
                "sentinel.http.request-timeout",
                "1m",
                "sentinel.audience",
                ACCOUNT + ',' + PARTNER));
    all.addAll(List.of(settings));
    SentinelConfig config = Verifications.domainConfig(emulator, all.toArray(String[]::new));
    return Sentinel.builder(config).clock(clock).build();
  }

  private void leaveSnapshot() {
    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, token().compact())).isEqualTo(GOOD);
    }
  }

  private TokenMint token() {
    return emulator.mint(app);
  }

  private TokenMint tokenOfPartner() {
    return token().claim("aud", PARTNER);
  }

  /** Nobody who gets no seat may be told that his key is not known: it may be on its way. */
  @Test
  void whoeverMayNotWaitForTheFirstKeysIsToldToComeAgain() throws Exception {
    leaveSnapshot();
    host.fail(Endpoint.JWKS, Fault.hang());
    SigningKey next = emulator.newKey("next");
    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, token().compact())).as("vouched for").isEqualTo(GOOD);
      List<Future<String>> outcomes = new ArrayList<>();
      for (int i = 0; i < CROWD; i++) {
        String token = token().claim("jti", i).signedWith(next).compact();
        outcomes.add(callers.submit(() -> outcome(sentinel, token)));
      }
      await(
          "an answer to all but four",
          PATIENCE,
          () -> outcomes.stream().filter(Future::isDone).count() >= CROWD - 4);

      host.clearFaults();

      List<String> all = new ArrayList<>();
      for (Future<String> outcome : outcomes) {
        all.add(outcome.get());
      }
      Map<String, Long> counts =
          all.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
      assertThat(counts)
          .containsOnly(Map.entry(CANNOT_TELL, CROWD - 4L), Map.entry("unknown_key", 4L));
    }
  }

  @Test
  void audienceThatIsNoAccountWaitsForTheFirstKeysToo() {
    leaveSnapshot();
    host.keys().replace(host.keys().current().kid());
    host.fail(Endpoint.JWKS, Fault.delay(Duration.ofMillis(300)));

    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, tokenOfPartner().compact())).isEqualTo(GOOD);
    }
  }

  @Test
  void keyIdThatTheSetHoldsDecidesForTheSetWhateverTheAudience() {
    try (Sentinel sentinel =
        start("sentinel.keys", "jwks,v1", "sentinel.v1.public-key", emulator.v1PublicKey())) {
      assertThat(outcome(sentinel, token().compact())).isEqualTo(GOOD);
      String kid = host.keys().current().kid();

      for (String audience : List.of(ACCOUNT, PARTNER)) {
        TokenMint v1 = emulator.mintV1(app).issuedAt(clock.instant()).header("kid", kid);
        assertThat(outcome(sentinel, v1.claim("aud", audience).compact()))
            .as(audience)
            .isEqualTo("bad_signature");
      }
    }
  }

  /** Its keys are looked at by nobody, so it must say itself that they are in use. */
  @Test
  void rememberedTokenOfAnotherAudienceHasStaleKeysRefreshed() {
    try (Sentinel sentinel = start("sentinel.startup", "lazy")) {
      String token = tokenOfPartner().compact();
      assertThat(outcome(sentinel, token)).isEqualTo(GOOD);
      assertThat(host.count(Endpoint.JWKS)).isEqualTo(1);
      clock.advance(Duration.ofMinutes(10));

      assertThat(outcome(sentinel, token)).as("remembered").isEqualTo(GOOD);

      await("the refresh", Duration.ofSeconds(5), () -> host.count(Endpoint.JWKS) == 2);
    }
  }
}
