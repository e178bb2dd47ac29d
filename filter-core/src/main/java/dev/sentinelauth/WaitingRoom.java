package dev.sentinelauth;

import java.util.concurrent.Semaphore;

/**
 * Limits how many requests may wait for somebody else's trouble. Without a limit, a few tokens that
 * name unknown keys, or any tokens while an endpoint hangs and no keys are at hand, would hold all
 * threads of the server, and with them the requests that need no keys at all.
 *
 * <p>One for each thing that is waited for: who waits for one region that hangs must not take the
 * seats of those who wait for another.
 */
final class WaitingRoom {
  private static final int SEATS = 16;

  private final Semaphore seats = new Semaphore(SEATS);

  /** Takes a seat if one is free; it is given back by {@link #leave}. */
  boolean enter() {
    return seats.tryAcquire();
  }

  void leave() {
    seats.release();
  }

  /**
   * The value, fresh or stale; waits for one where there is none. For the very first one all may
   * wait, since nothing speaks against its coming at once; after a failure, only who gets a seat.
   *
   * @param deadline as of {@link System#nanoTime}
   * @throws FetchException if there is none, or no seat
   */
  <T> T get(Refreshing<T> remote, long deadline) throws FetchException {
    T present = remote.getIfPresent();
    if (present != null) {
      return present;
    }
    if (remote.trouble() == null) {
      return remote.get(deadline);
    }
    if (!enter()) {
      throw remote.unavailable();
    }
    try {
      return remote.get(deadline);
    } finally {
      leave();
    }
  }
}
