package dev.sentinelauth.internal.remote;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many requests may wait for somebody else's trouble. Without a limit, a few tokens that
 * name unknown keys, or any tokens while an endpoint hangs and no keys are at hand, would hold all
 * threads of the server, and with them the requests that need no keys at all. So would callers of a
 * service while no token for it can be had.
 *
 * <p>The longer a fetch takes, the fewer wait for it: it is the less likely to bring anything, and
 * there are servers with eight threads. For the very first one all may wait for a moment, since
 * nothing speaks against its coming at once, and a start must not refuse the crowd that comes with
 * it. That moment is the fetch's and not each request's, so it is over once and for all.
 *
 * <p>One for each thing that is waited for: who waits for one region that hangs must not take the
 * seats of those who wait for another.
 */
public final class Bulkhead {
  private static final int SEATS = 16;
  private static final int SEATS_FOR_LONG = 4;
  private static final long FIRST_MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Semaphore seats = new Semaphore(SEATS);
  private final Semaphore seatsForLong = new Semaphore(SEATS_FOR_LONG);
  private final AtomicInteger waiting = new AtomicInteger();

  /** Something to wait for, until a time as of {@link System#nanoTime}. */
  public interface Wait<V> {
    V until(long time) throws FetchException, TimeoutException;
  }

  /** Takes a seat if one is free; it is given back by {@link #leave}. */
  public boolean enter() {
    return seats.tryAcquire();
  }

  public void leave() {
    seats.release();
  }

  /** How many wait, those of the first moment included; not those who only {@link #enter}. */
  public int waiting() {
    return waiting.get();
  }

  /**
   * The value, fresh or stale; waits for one where there is none.
   *
   * @param deadline as of {@link System#nanoTime}
   * @throws FetchException if there is none, or no seat
   */
  public <T> T get(RemoteValue<T> remote, long deadline) throws FetchException {
    T present = remote.getIfPresent();
    if (present != null) {
      return present;
    }
    // before its age is looked at
    remote.refreshBehind();
    T came = null;
    if (remote.trouble() == null) {
      came = until(earlier(remote.begunAt() + FIRST_MOMENT_NANOS, deadline), remote::await);
    }
    if (came == null) {
      came = seated(remote, remote::await, deadline);
    }
    if (came == null) {
      came = remote.fallBack();
    }
    if (came == null) {
      throw remote.unavailable();
    }
    return came;
  }

  /**
   * Waits for something that a fetch of a remote value brings; may begin that fetch.
   *
   * @param deadline as of {@link System#nanoTime}
   * @return {@code null} where there was no seat, or the time was up
   */
  public <V> @Nullable V seated(RemoteValue<?> remote, Wait<V> wait, long deadline)
      throws FetchException {
    if (!enter()) {
      return null;
    }
    try {
      V came = until(earlier(remote.begunAt() + LONG_NANOS, deadline), wait);
      if (came == null && deadline - System.nanoTime() > 0 && seatsForLong.tryAcquire()) {
        try {
          came = until(deadline, wait);
        } finally {
          seatsForLong.release();
        }
      }
      return came;
    } finally {
      leave();
    }
  }

  private <V> @Nullable V until(long time, Wait<V> wait) throws FetchException {
    waiting.getAndIncrement();
    try {
      return wait.until(time);
    } catch (TimeoutException e) {
      return null;
    } finally {
      waiting.getAndDecrement();
    }
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }
}
