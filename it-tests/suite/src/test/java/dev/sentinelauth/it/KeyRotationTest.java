package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static dev.sentinelauth.it.support.Verifications.GOOD;
import static dev.sentinelauth.it.support.Verifications.await;
import static dev.sentinelauth.it.support.Verifications.config;
import static dev.sentinelauth.it.support.Verifications.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.KeyPool;
import dev.sentinelauth.emulator.KeyRing;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.it.support.PinnedClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sentinel changes its keys: tokens in use go on working for as long as their key is published, and
 * no longer.
 */
@Timeout(60)
class KeyRotationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final PinnedClock clock = new PinnedClock();
  private final SentinelEmulator emulator = SentinelEmulator.start(clock).addAccount(ACCOUNT);
  private final SentinelHost host = emulator.host();
  private final KeyRing keys = host.keys();
  private final Installation app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
  private final Sentinel sentinel = Sentinel.builder(config(emulator)).clock(clock).build();

  @BeforeEach
  void start() {
    emulator.appJwtLifetime(Duration.ofHours(10));
    assertThat(outcome(sentinel, token())).isEqualTo(GOOD);
  }

  @AfterEach
  void close() {
    sentinel.close();
    emulator.close();
  }

  @Test
  void rotationWithOverlapIsNotNoticed() {
    String old = token();
    keys.rotate();
    String fresh = token();

    assertThat(outcome(sentinel, fresh)).isEqualTo(GOOD);
    assertThat(outcome(sentinel, old)).isEqualTo(GOOD);
    assertThat(host.count(Endpoint.JWKS)).as("one for the start, one for the new key").isEqualTo(2);
    refresh();
    assertThat(outcome(sentinel, old)).isEqualTo(GOOD);
    assertThat(outcome(sentinel, fresh)).isEqualTo(GOOD);
  }

  @Test
  void rotationWithoutOverlapIsTakenUpWithinOneUnknownKeyInterval() {
    useUpTheIntervalForUnknownKeys();
    keys.replace();
    String fresh = token();
    clock.advance(Duration.ofMillis(4_999));
    assertThat(outcome(sentinel, fresh)).isEqualTo("unknown_key");

    clock.advance(Duration.ofMillis(1));

    assertThat(outcome(sentinel, fresh)).isEqualTo(GOOD);
  }

  @Test
  void emulatorThatWasRestartedWithOtherKeysIsTakenUp() {
    emulator.close();
    try (SentinelEmulator restarted =
        SentinelEmulator.builder().port(host.port()).clock(clock).keyPool(new KeyPool()).start()) {
      restarted.addAccount(ACCOUNT).install(app);

      assertThat(outcome(sentinel, restarted.mint(app).compact())).isEqualTo(GOOD);
    }
  }

  @Test
  void keyThatIsPublishedAgainUnderAnOldNameIsTakenUpByTheRefresh() {
    String kid = keys.current().kid();
    String old = token();
    assertThat(outcome(sentinel, old)).isEqualTo(GOOD);
    keys.replace(kid);
    String fresh = token();

    assertThat(outcome(sentinel, fresh)).isEqualTo("bad_signature");
    refresh();

    assertThat(outcome(sentinel, fresh)).isEqualTo(GOOD);
    assertThat(outcome(sentinel, old)).isEqualTo("bad_signature");
  }

  @Test
  void tokensOfAWithdrawnKeyAreRefusedFromTheNextRefreshOnRememberedOnesToo() {
    String remembered = token();
    String unseen = emulator.mint(app).claim("jti", "unseen").compact();
    assertThat(outcome(sentinel, remembered)).isEqualTo(GOOD);
    long hits = sentinel.status().cacheHits();
    assertThat(outcome(sentinel, remembered)).isEqualTo(GOOD);
    assertThat(sentinel.status().cacheHits()).as("it is remembered").isEqualTo(hits + 1);

    keys.replace();
    assertThat(outcome(sentinel, remembered)).isEqualTo(GOOD);
    refresh();

    assertThat(outcome(sentinel, remembered)).isEqualTo("unknown_key");
    assertThat(outcome(sentinel, unseen)).isEqualTo("unknown_key");
    assertThat(outcome(sentinel, token())).isEqualTo(GOOD);
  }

  @Test
  void withdrawalSeenByAnExtraFetchCountsAtOnce() {
    String remembered = token();
    assertThat(outcome(sentinel, remembered)).isEqualTo(GOOD);

    keys.replace();

    assertThat(outcome(sentinel, token())).as("causes the fetch").isEqualTo(GOOD);
    assertThat(outcome(sentinel, remembered)).isEqualTo("unknown_key");
  }

  @Test
  void rememberedTokensAloneHaveStaleKeysRefreshed() {
    String remembered = token();
    assertThat(outcome(sentinel, remembered)).isEqualTo(GOOD);
    long before = host.count(Endpoint.JWKS);

    clock.advance(Duration.ofMinutes(5));

    assertThat(outcome(sentinel, remembered)).isEqualTo(GOOD);
    await("the refresh", PATIENCE, () -> host.count(Endpoint.JWKS) > before);
  }

  @Test
  void failedFetchForAnUnknownKeyDoesNotDelayTheRegularOne() {
    String old = token();
    host.fail(Endpoint.JWKS, Fault.status(500), 1);
    String unknown = emulator.mint(app).signedWith(emulator.newKey("not-yet")).compact();
    assertThat(outcome(sentinel, unknown)).isEqualTo("unknown_key");
    keys.rotate();

    refresh();

    assertThat(outcome(sentinel, old)).isEqualTo(GOOD);
    assertThat(outcome(sentinel, token())).isEqualTo(GOOD);
  }

  @Test
  void tokensWhoseKeyIsAtHandDoNotWaitForAFetchThatAnotherTokenCaused() throws Exception {
    String unseen = emulator.mint(app).claim("jti", "unseen").compact();
    String unknown = emulator.mint(app).signedWith(emulator.newKey("made-up")).compact();
    long before = host.count(Endpoint.JWKS);
    host.fail(Endpoint.JWKS, Fault.hang());
    Thread waiting = new Thread(() -> outcome(sentinel, unknown));
    waiting.start();
    host.awaitRequests(Endpoint.JWKS, (int) before + 1, PATIENCE);

    assertThat(outcome(sentinel, unseen)).isEqualTo(GOOD);

    assertThat(waiting.isAlive()).as("the other one still waits").isTrue();
    host.clearFaults();
    waiting.join(PATIENCE.toMillis());
  }

  private String token() {
    return emulator.mint(app).compact();
  }

  private void useUpTheIntervalForUnknownKeys() {
    String unknown = emulator.mint(app).signedWith(emulator.newKey("made-up")).compact();
    assertThat(outcome(sentinel, unknown)).isEqualTo("unknown_key");
  }

  /** Lets the set grow stale, and waits until it has been fetched anew. */
  private void refresh() {
    clock.advance(Duration.ofMinutes(5));
    String probe = emulator.mint(app).claim("jti", "probe").compact();
    Instant now = clock.instant();
    await(
        "the refresh",
        PATIENCE,
        () -> {
          outcome(sentinel, probe);
          return now.equals(sentinel.status().keySets().get(0).fetchedAt());
        });
  }
}
