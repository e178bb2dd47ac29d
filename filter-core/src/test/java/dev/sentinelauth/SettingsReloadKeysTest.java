package dev.sentinelauth;

import static dev.sentinelauth.WatchedSettings.claims;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key sets while settings change: those that are still wanted stay, and nobody goes without. */
class SettingsReloadKeysTest {
  private final PinnedClock clock = new PinnedClock(Instant.parse("2024-06-01T12:00:00Z"));
  private final LoopbackSentinel here = new LoopbackSentinel("here", clock);
  private final LoopbackSentinel there = new LoopbackSentinel("there", clock);

  @TempDir private Path directory;

  @AfterEach
  void stop() {
    here.close();
    there.close();
  }

  private static String at(LoopbackSentinel server, String accounts) {
    return """
    sentinel.startup = required
    sentinel.http.request-timeout = 20s
    sentinel.server = %s
    sentinel.account-id = %s
    """
        .formatted(server.uri(), accounts);
  }

  private String byDomain(String accounts) {
    return """
    sentinel.startup = required
    sentinel.http.request-timeout = 20s
    sentinel.domain-api.uri = %s
    sentinel.account-id = %s
    """
        .formatted(here.uri(), accounts);
  }

  @Test
  void keySetThatIsStillWantedIsNotFetchedAgain() {
    try (WatchedSettings settings = new WatchedSettings(directory, at(here, "le1"), clock)) {
      assertThat(settings.outcome(here.token(claims("le1", "a")))).isEqualTo("good");

      settings.change(at(here, "le1, le2") + "sentinel.scopes = a\nsentinel.clock-skew = 1s\n");

      assertThat(settings.outcome(here.token(claims("le2", "a")))).isEqualTo("good");
      assertThat(here.fetches()).isEqualTo(1);
      // and it is refreshed as ever
      clock.advance(Duration.ofMinutes(6));
      assertThat(settings.outcome(here.token(claims("le1", "a")))).isEqualTo("good");
      await(() -> here.fetches() == 2);
    }
  }

  @Test
  void keysOfAnotherServerAreThereBeforeItTakesOverAndTheOldOnesEnd() {
    String old = here.token(claims("le1", "a"));
    try (WatchedSettings settings = new WatchedSettings(directory, at(here, "le1"), clock)) {
      assertThat(settings.outcome(old)).isEqualTo("good");

      settings.change(at(there, "le1"));

      assertThat(there.fetches()).isEqualTo(1);
      assertThat(settings.outcome(there.token(claims("le1", "a")))).isEqualTo("good");
      assertThat(settings.outcome(old)).isEqualTo(Rejection.UNKNOWN_KEY.code());
      assertThat(settings.sentinel.status().keySets())
          .extracting(SentinelStatus.KeySetStatus::uri)
          .containsExactly(there.uri().resolve("/sentinel/well-known/jwks"));
      // nothing is left that would fetch the old ones
      int before = here.fetches();
      clock.advance(Duration.ofHours(1));
      assertThat(settings.outcome(there.token(claims("le1", "a")))).isEqualTo("good");
      await(() -> there.fetches() >= 3);
      assertThat(here.fetches()).isEqualTo(before);
    }
  }

  @Test
  void nobodyWhoIsServedGoesWithoutKeysForAChange() {
    there.down = true;
    try (WatchedSettings settings = new WatchedSettings(directory, at(here, "le1"), clock)) {
      settings.change(at(there, "le1") + "sentinel.scopes = b\n");

      assertThat(settings.outcome(here.token(claims("le1", "a")))).isEqualTo("good");
      assertThat(settings.status().lastFailure()).contains("no keys for account le1", "503");

      there.down = false;
      clock.advance(Duration.ofMinutes(1));
      settings.settle();
      assertThat(settings.outcome(there.token(claims("le1", "b")))).isEqualTo("good");
      assertThat(settings.status().lastFailure()).isNull();
    }
  }

  @Test
  void accountsOnHostsOfTheirOwnComeAndGo() {
    here.hosts.put("le1", here);
    here.hosts.put("le2", there);
    here.hosts.put("le3", here);
    try (WatchedSettings settings = new WatchedSettings(directory, byDomain("le1"), clock)) {
      assertThat(settings.outcome(here.token(claims("le1", "a")))).isEqualTo("good");

      settings.change(byDomain("le1, le2, le3"));
      assertThat(there.fetches()).isEqualTo(1);
      assertThat(settings.outcome(there.token(claims("le2", "a")))).isEqualTo("good");
      assertThat(settings.outcome(here.token(claims("le3", "a")))).isEqualTo("good");
      assertThat(settings.outcome(here.token(claims("le2", "a"))))
          .as("one region's keys for another's account")
          .isEqualTo(Rejection.UNKNOWN_KEY.code());
      assertThat(here.fetches()).isEqualTo(1);

      settings.change(byDomain("le2, le3"));
      assertThat(settings.outcome(here.token(claims("le1", "a"))))
          .isEqualTo(Rejection.WRONG_AUDIENCE.code());
      assertThat(settings.sentinel.status().keySets()).hasSize(2);

      settings.change(byDomain("le2"));
      assertThat(settings.sentinel.status().keySets())
          .extracting(SentinelStatus.KeySetStatus::uri)
          .containsExactly(there.uri().resolve("/sentinel/well-known/jwks"));
      int before = here.fetches();
      clock.advance(Duration.ofHours(1));
      assertThat(settings.outcome(there.token(claims("le2", "a")))).isEqualTo("good");
      await(() -> there.fetches() >= 2);
      assertThat(here.fetches()).isEqualTo(before);
    }
  }

  /** What an operator wants while Sentinel is away: the keys at hand, for longer. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void longerStaleLimitTakesOverInAnOutageOnlyWithASnapshotFile(boolean withFile) {
    String before =
        at(here, "le1")
            + (withFile
                ? "sentinel.jwks.snapshot-file = " + directory.resolve("keys.json") + "\n"
                : "");
    try (WatchedSettings settings = new WatchedSettings(directory, before, clock)) {
      here.down = true;
      settings.change(before + "sentinel.jwks.stale-limit = 7d\n");

      clock.advance(Duration.ofHours(25));

      assertThat(settings.outcome(here.token(claims("le1", "a"))))
          .isEqualTo(withFile ? "good" : Rejection.KEYS_UNAVAILABLE.code());
      assertThat(settings.status().failingSince() == null).isEqualTo(withFile);
    }
  }

  /** An account that was never served here is answered as at a start without keys. */
  @Test
  void newAccountWithoutKeysHoldsNothingUp() {
    here.hosts.put("le1", here);
    try (WatchedSettings settings = new WatchedSettings(directory, byDomain("le1"), clock)) {
      settings.change(byDomain("le1, le2") + "sentinel.scopes = a\n");

      assertThat(settings.status().lastFailure()).isNull();
      assertThat(settings.outcome(here.token(claims("le1", "b"))))
          .isEqualTo(Rejection.INSUFFICIENT_SCOPE.code());
      assertThat(settings.outcome(there.token(claims("le2", "a"))))
          .isEqualTo(Rejection.KEYS_UNAVAILABLE.code());
    }
  }

  /** It moves to another host while both configurations have been told of the old one. */
  @Test
  void accountThatMovesAfterAChangeIsFollowed() {
    here.hosts.put("le1", here);
    try (WatchedSettings settings = new WatchedSettings(directory, byDomain("le1"), clock)) {
      String old = here.token(claims("le1", "a"));
      settings.change(byDomain("le1, le2"));
      assertThat(settings.outcome(old)).isEqualTo("good");

      here.hosts.put("le1", there);
      clock.advance(Duration.ofHours(3));
      String token = there.token(claims("le1", "a"));
      await(() -> settings.outcome(token).equals("good"));
      assertThat(settings.outcome(here.token(claims("le1", "a"))))
          .isEqualTo(Rejection.UNKNOWN_KEY.code());
    }
  }

  @Test
  void keySourceChangesBothWays() {
    String jwks = at(here, "le1");
    try (WatchedSettings settings = new WatchedSettings(directory, jwks, clock)) {
      String token = here.token(claims("le1", "a"));
      assertThat(settings.outcome(token)).isEqualTo("good");

      settings.change(WatchedSettings.V1);
      assertThat(settings.outcome(token)).isEqualTo(Rejection.BAD_SIGNATURE.code());
      assertThat(settings.outcome(settings.token("le1", "a"))).isEqualTo("good");
      assertThat(settings.sentinel.status().keySets()).isEmpty();

      settings.change(jwks);
      assertThat(settings.outcome(token)).isEqualTo("good");
      assertThat(settings.outcome(settings.token("le1", "a")))
          .isEqualTo(Rejection.UNKNOWN_KEY.code());
    }
  }

  @Test
  void endWhileKeysAreAwaitedEndsTheWaiting() throws Exception {
    try (WatchedSettings settings = new WatchedSettings(directory, at(here, "le1"), clock);
        ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      settings.write(
          at(here, "le1")
              .replace(here.uri().toString(), "http://127.0.0.1:" + silent.getLocalPort()));
      settings.read();
      Thread reader = new Thread(settings::read);
      reader.start();
      silent.accept(); // and it says nothing

      settings.sentinel.close();
      reader.join(Duration.ofSeconds(10).toMillis());

      assertThat(reader.isAlive()).isFalse();
      assertThat(settings.sentinel.config().remote().server()).isEqualTo(here.uri());
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
