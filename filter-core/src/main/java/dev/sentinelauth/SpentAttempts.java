package dev.sentinelauth;

import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The begun logins whose code this node has redeemed, or tried to: each may cause one request to
 * Sentinel, whatever codes are brought for it.
 *
 * <p>Kept for as long as an attempt lasts, and no more than so many. Where there are more, the one
 * that was begun first makes room, and from then on nothing that was begun before it, or with it,
 * is redeemed any more: forgotten is as good as spent. Whoever floods this shortens the ten minutes
 * that others have, and gains no second redemption.
 */
final class SpentAttempts {
  private record Spent(long begunAt, String state) {}

  private final int most;
  private final long lifetimeMillis;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeSet<Spent> spent =
      new TreeSet<>(Comparator.comparingLong(Spent::begunAt).thenComparing(Spent::state));

  /** What was begun until then counts as spent. */
  private long forgottenUntil = Long.MIN_VALUE;

  SpentAttempts(int most, long lifetimeMillis) {
    this.most = most;
    this.lifetimeMillis = lifetimeMillis;
  }

  boolean isSpent(LoginAttempt attempt) {
    lock.lock();
    try {
      return attempt.begunAt() <= forgottenUntil
          || spent.contains(new Spent(attempt.begunAt(), attempt.state()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Spends one.
   *
   * @param now in epoch milliseconds
   * @return false if it was spent before
   */
  boolean spend(LoginAttempt attempt, long now) {
    lock.lock();
    try {
      while (!spent.isEmpty() && now - spent.first().begunAt() >= lifetimeMillis) {
        spent.pollFirst(); // too late to be redeemed, whoever brings it
      }
      if (attempt.begunAt() <= forgottenUntil
          || !spent.add(new Spent(attempt.begunAt(), attempt.state()))) {
        return false;
      }
      if (spent.size() > most) {
        forgottenUntil = Math.max(forgottenUntil, spent.first().begunAt());
        spent.pollFirst();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
