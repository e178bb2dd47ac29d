package dev.sentinelauth;

import static dev.sentinelauth.SentinelStatus.Health.DEGRADED;
import static dev.sentinelauth.SentinelStatus.Health.DOWN;
import static dev.sentinelauth.SentinelStatus.Health.UP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.SentinelStatus.AppJwtStatus;
import dev.sentinelauth.SentinelStatus.KeySetStatus;
import dev.sentinelauth.SentinelStatus.SettingsStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a status comes to. */
class SentinelStatusTest {
  private static final Instant THEN = Instant.EPOCH;

  /** Fetched, usable, failing. */
  private static KeySetStatus keys(boolean fetched, boolean usable, boolean failing) {
    return new KeySetStatus(
        URI.create("https://x/jwks"),
        List.of(),
        fetched ? THEN : null,
        fetched ? Duration.ZERO : null,
        fetched ? THEN : null,
        usable,
        failing ? THEN : null,
        failing ? "HTTP 503" : null,
        List.of());
  }

  private static AppJwtStatus appJwt(boolean usable, boolean failing) {
    return new AppJwtStatus(
        "le1", usable, usable ? THEN : null, failing ? THEN : null, failing ? "HTTP 503" : null, 0);
  }

  private static SentinelStatus status(
      boolean ready, List<KeySetStatus> keySets, List<AppJwtStatus> appJwts) {
    return new SentinelStatus(ready, keySets, 0, 0, 0, appJwts, null, 0, THEN);
  }

  private static SentinelStatus withSettings(boolean ready, SettingsStatus settings) {
    return new SentinelStatus(ready, List.of(), 0, 0, 0, List.of(), settings, 0, THEN);
  }

  private static SentinelStatus.Health background(boolean ready, KeySetStatus... keySets) {
    return status(ready, List.of(keySets), List.of()).health(false);
  }

  private static SentinelStatus.Health lazy(boolean ready, KeySetStatus... keySets) {
    return status(ready, List.of(keySets), List.of()).health(true);
  }

  @Test
  void usableKeysAreUpAndFailingOnesDegraded() {
    assertThat(background(true)).as("v1 alone").isEqualTo(UP);
    assertThat(background(true, keys(true, true, false))).isEqualTo(UP);
    assertThat(background(true, keys(true, true, true))).isEqualTo(DEGRADED);
    assertThat(background(true, keys(true, true, false), keys(true, true, true)))
        .isEqualTo(DEGRADED);
  }

  @Test
  void missingKeysAreDown() {
    assertThat(background(false)).as("the host is being asked for").isEqualTo(DOWN);
    assertThat(background(false, keys(false, false, false))).as("under way").isEqualTo(DOWN);
    assertThat(background(false, keys(false, false, true))).isEqualTo(DOWN);
    assertThat(background(false, keys(true, false, true))).as("past the limit").isEqualTo(DOWN);
    assertThat(background(false, keys(true, true, false), keys(false, false, true)))
        .as("one of two")
        .isEqualTo(DOWN);
  }

  @Test
  void lazyMissesNoKeysBeforeATokenAsksForThem() {
    assertThat(lazy(false)).isEqualTo(UP);
    assertThat(lazy(false, keys(false, false, false))).isEqualTo(UP);
    assertThat(lazy(false, keys(true, true, true))).as("another account").isEqualTo(DEGRADED);
    assertThat(lazy(false, keys(false, false, true))).isEqualTo(DOWN);
    assertThat(lazy(false, keys(true, false, true))).isEqualTo(DOWN);
    assertThat(lazy(true, keys(true, true, false))).isEqualTo(UP);
  }

  @Test
  void failingOutboundTokenIsNoMoreThanDegraded() {
    List<KeySetStatus> good = List.of(keys(true, true, false));
    assertThat(status(true, good, List.of(appJwt(true, false))).health(false)).isEqualTo(UP);
    assertThat(status(true, good, List.of(appJwt(true, true))).health(false)).isEqualTo(DEGRADED);
    assertThat(status(true, good, List.of(appJwt(false, true))).health(false)).isEqualTo(DEGRADED);
    assertThat(status(false, List.of(), List.of(appJwt(true, true))).health(false)).isEqualTo(DOWN);
  }

  @Test
  void changedSettingsThatCanNotTakeOverAreNoMoreThanDegraded() {
    SettingsStatus good = new SettingsStatus(THEN, List.of("sentinel.http.proxy"), null, null);
    SettingsStatus bad = new SettingsStatus(THEN, List.of(), THEN, "1 problem");
    assertThat(withSettings(true, good).health(false)).isEqualTo(UP);
    assertThat(withSettings(true, bad).health(false)).isEqualTo(DEGRADED);
    assertThat(withSettings(false, bad).health(false)).isEqualTo(DOWN);
  }
}
