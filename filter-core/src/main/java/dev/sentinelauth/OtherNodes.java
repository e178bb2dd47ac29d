package dev.sentinelauth;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Leaves the refresh of a login to the node that got its tokens from Sentinel, where sessions are
 * shared and not sticky: a refresh token that two nodes send is refused, and may take the whole
 * login with it (RFC 9700 section 4.14.2).
 *
 * <p>That node may be gone, or get no requests of the session any more. So it is given a while, and
 * then this one steps in; not at the same moment as a third one would.
 */
final class OtherNodes {
  private static final Duration REMEMBERED = Duration.ofHours(1);

  /** Less than the two minutes for which the other one knows what came of an old token. */
  private static final long LEAST_PATIENCE_MILLIS = 30_000;

  private static final long MOST_PATIENCE_MILLIS = 60_000;

  private record Sight(long at, long patienceMillis, long nanoTime) {}

  private final String node;
  private final InstantSource clock;
  private final TokenMemory<Sight> sights;

  /**
   * @param node the name of this one
   */
  OtherNodes(String node, InstantSource clock) {
    this.node = node;
    this.clock = clock;
    this.sights = new TokenMemory<>(REMEMBERED, clock);
  }

  /**
   * Whether a refresh that is due is another node's for now, and the login is to be served as it
   * is.
   *
   * @throws LoginException if it can't be, because its access token has ended, and is worth another
   *     look ({@link LoginException#isContested})
   */
  boolean mayRefresh(LoggedInUser user, String token, long now) throws LoginException {
    if (!user.isFromAnotherNodeThan(node)) {
      return false;
    }
    Sight first = sights.get(token);
    if (first == null) {
      long patience =
          ThreadLocalRandom.current().nextLong(LEAST_PATIENCE_MILLIS, MOST_PATIENCE_MILLIS);
      Sight sight = new Sight(clock.millis(), patience, System.nanoTime());
      Sight other = sights.putIfAbsent(token, sight);
      first = other == null ? sight : other;
    }
    if (!user.hasEnded(now)) {
      return now - first.at() < first.patienceMillis();
    }
    if (System.nanoTime() - first.nanoTime() < RefusedTokens.LOOKING_AGAIN.toNanos()) {
      throw LoginException.contested("another node may be about to refresh the login");
    }
    return false;
  }
}
