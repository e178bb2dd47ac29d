package dev.sentinelauth;

import dev.sentinelauth.LoginException.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The refresh tokens that Sentinel refused, and what becomes of their logins.
 *
 * <p>A refused token may be one that another node redeemed a moment ago: nodes that share sessions
 * and get requests of one session at once each send what they read there. So a refusal ends a login
 * only when a later request still finds the same token in the session. Until then the login is
 * served as it was, or, where its access token has ended, whoever keeps it looks again.
 */
final class RefusedTokens {

  /** What comes to the node that won stands in the session by then. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** So long a person may be kept waiting for that, in real time. */
  static final Duration LOOKING_AGAIN = Duration.ofSeconds(2);

  /** As long as a login may last without a refresh; it must not get another grace every time. */
  private static final Duration REMEMBERED = Duration.ofHours(24);

  private record Refusal(String reason, long at, long nanoTime, AtomicBoolean told) {}

  private final InstantSource clock;
  private final SentinelListener listener;
  private final TokenMemory<Refusal> refusals;

  RefusedTokens(InstantSource clock, SentinelListener listener) {
    this.clock = clock;
    this.listener = listener;
    this.refusals = new TokenMemory<>(REMEMBERED, clock);
  }

  void add(String token, String reason) {
    refusals.put(
        token, new Refusal(reason, clock.millis(), System.nanoTime(), new AtomicBoolean()));
  }

  boolean contains(String token) {
    return refusals.get(token) != null;
  }

  /**
   * What becomes of a login whose token was refused.
   *
   * @return the login, as long as another node may have tokens for it
   * @throws LoginException if it has ended, or its access token has and it is worth another look
   *     ({@link LoginException#isContested})
   */
  LoggedInUser judge(LoggedInUser user, String token, long now) throws LoginException {
    Refusal refusal = refusals.get(token);
    if (refusal != null && !user.hasEnded(now) && now - refusal.at() < GRACE.toMillis()) {
      return user;
    }
    if (refusal != null
        && user.hasEnded(now)
        && System.nanoTime() - refusal.nanoTime() < LOOKING_AGAIN.toNanos()) {
      throw LoginException.contested("another node may have refreshed the login just now");
    }
    if (refusal != null && refusal.told().compareAndSet(false, true)) {
      listener.loginEnded(user);
    }
    throw new LoginException(
        Reason.REFUSED,
        "the refresh token was refused" + (refusal == null ? "" : ": " + refusal.reason()));
  }
}
