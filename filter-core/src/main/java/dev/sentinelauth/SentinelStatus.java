package dev.sentinelauth;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the state, for applications: for their health checks and people.
 *
 * @param ready whether tokens of every account can be checked right now
 * @param keySets the key sets in use; empty where only the v1 key is trusted, or none was needed
 *     yet
 * @param cacheSize the number of verified tokens remembered, roughly
 * @param cacheHits how often a token was found there since the start
 * @param cacheMisses how often one was not
 * @param appJwts the outbound tokens, of the accounts for which one was asked for
 * @param settings the settings as they are read again; {@code null} without {@code
 *     sentinel.config.reload}
 * @param waiting how many requests wait for keys, or to be told where they are
 * @param at when all this was so, by the clock of the {@link Sentinel}
 */
public record SentinelStatus(
    boolean ready,
    List<KeySetStatus> keySets,
    long cacheSize,
    long cacheHits,
    long cacheMisses,
    List<AppJwtStatus> appJwts,
    @Nullable SettingsStatus settings,
    int waiting,
    Instant at) {

  /** What it comes to, for probes. */
  public enum Health {
    /** All is well. */
    UP,
    /**
     * Callers notice nothing yet: keys can't be refreshed, an outbound token can't be renewed, or
     * changed settings can't take over.
     */
    DEGRADED,
    /** Tokens of some account can't be checked. */
    DOWN;

    /** {@code up}, {@code degraded} or {@code down}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What it comes to.
   *
   * @param lazy whether keys are fetched when the first token asks for them: until then none are
   *     missing
   */
  Health health(boolean lazy) {
    boolean missing =
        keySets.stream()
            .anyMatch(set -> !set.usable() && (set.fetchedAt() != null || set.isFailing()));
    if (missing || (!ready && !lazy)) {
      return Health.DOWN;
    }
    return keySets.stream().anyMatch(KeySetStatus::isFailing)
            || appJwts.stream().anyMatch(appJwt -> appJwt.failingSince() != null)
            || (settings != null && settings.failingSince() != null)
        ? Health.DEGRADED
        : Health.UP;
  }

  /** Hits per look-up, 0 to 1; 0 where nothing was looked up yet. */
  public double cacheHitRatio() {
    long lookups = cacheHits + cacheMisses;
    return lookups == 0 ? 0 : (double) cacheHits / lookups;
  }

  /**
   * One key set.
   *
   * @param uri where it comes from
   * @param keyIds the ids of its usable keys
   * @param fetchedAt when it was fetched (for one read from the snapshot file: originally), or
   *     {@code null} if never
   * @param age the time since then, or {@code null} if never
   * @param expiresAt when it will be past {@code sentinel.jwks.stale-limit}, unless it is fetched
   *     before; {@code null} if it never was
   * @param usable whether it may be used: fetched, and not past that
   * @param failingSince the first failure since the last success, or {@code null} where the last
   *     fetch succeeded
   * @param lastFailure what went wrong last, or {@code null} where the last fetch succeeded
   * @param passedOver the entries that can't be used, with the reasons: {@code kid: reason}, in
   *     printable ASCII, cut where they are long; of more than a hundred, the first hundred
   */
  public record KeySetStatus(
      URI uri,
      List<String> keyIds,
      @Nullable Instant fetchedAt,
      @Nullable Duration age,
      @Nullable Instant expiresAt,
      boolean usable,
      @Nullable Instant failingSince,
      @Nullable String lastFailure,
      List<String> passedOver) {

    private boolean isFailing() {
      return failingSince != null;
    }
  }

  /**
   * One outbound token.
   *
   * @param accountId whose it is
   * @param usable whether there is one that has not expired
   * @param expiresAt when the last one expires, by the local clock; {@code null} if there never was
   *     one
   * @param failingSince the first failure since the last success, or {@code null} where the last
   *     attempt succeeded
   * @param lastFailure what went wrong last, or {@code null} where the last attempt succeeded
   * @param waiting how many threads wait for one
   */
  public record AppJwtStatus(
      String accountId,
      boolean usable,
      @Nullable Instant expiresAt,
      @Nullable Instant failingSince,
      @Nullable String lastFailure,
      int waiting) {}

  /**
   * The settings that are read again while the application runs.
   *
   * @param inForceSince when the configuration in force took over; at first, the start
   * @param awaitingRestart the keys whose value is another than at the start, and has no effect
   *     before the next one
   * @param failingSince when what was read could not take over for the first time since it last
   *     could; {@code null} where nothing is wrong
   * @param lastFailure what is wrong with what was read last, in several lines perhaps, without
   *     secrets; {@code null} where nothing is
   */
  public record SettingsStatus(
      Instant inForceSince,
      List<String> awaitingRestart,
      @Nullable Instant failingSince,
      @Nullable String lastFailure) {}
}
