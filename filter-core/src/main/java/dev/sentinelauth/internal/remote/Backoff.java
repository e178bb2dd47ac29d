package dev.sentinelauth.internal.remote;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * When a remote value may be fetched again, and what has gone wrong since it last could be. Written
 * by the one flight in progress, and read by all.
 */
public final class Backoff {
  private final BackoffPolicy pause;
  private final InstantSource clock;
  private volatile @Nullable Trouble trouble;
  private volatile long lastAt = Long.MIN_VALUE;

  /** Both count from the last attempt: which one holds is decided when somebody asks. */
  private volatile long nextWithAt = Long.MIN_VALUE;

  private volatile long nextWithoutAt = Long.MIN_VALUE;

  public Backoff(BackoffPolicy pause, InstantSource clock) {
    this.pause = pause;
    this.clock = clock;
  }

  /**
   * Whether no pause is on; a clock that was set back ends it.
   *
   * @param usable whether there is a usable value now: what there was at the last attempt may have
   *     ended since
   */
  public boolean mayBegin(long now, boolean usable) {
    return now >= nextAt(usable) || now < lastAt;
  }

  public void begun() {
    lastAt = clock.millis();
  }

  public void succeeded() {
    trouble = null;
    nextWithAt = Long.MIN_VALUE;
    nextWithoutAt = Long.MIN_VALUE;
  }

  /**
   * Takes note of a failure.
   *
   * @param regular whether the attempt was one of those that the pause is for
   * @param inUse whether there is a usable value all the same
   */
  public Trouble failed(boolean regular, Throwable failure, boolean inUse) {
    Throwable cause = FetchException.cause(failure);
    String reason = cause instanceof FetchException ? cause.getMessage() : cause.toString();
    FetchException answer = cause instanceof FetchException f ? f : null;
    Trouble before = trouble;
    Instant now = clock.instant();
    Trouble after =
        new Trouble(
            before == null ? now : before.since(),
            String.valueOf(reason),
            before == null ? 1 : before.failures() + (regular ? 1 : 0),
            pause.shortened(answer));
    trouble = after;
    if (regular || !inUse) {
      long with = pause.after(after.failures(), true, answer);
      nextWithAt = now.toEpochMilli() + with;
      nextWithoutAt =
          now.toEpochMilli() + Math.min(with, pause.after(after.failures(), false, answer));
    }
    return after;
  }

  /** When the next one may be made, in epoch milliseconds, with a usable value and without. */
  public long nextAt(boolean usable) {
    return usable ? nextWithAt : nextWithoutAt;
  }

  public @Nullable Trouble trouble() {
    return trouble;
  }

  /** Why there is no value, and when to ask again. */
  public FetchException unavailable() {
    Trouble now = trouble;
    long next = nextWithoutAt;
    long wait = Math.max(1000, next == Long.MIN_VALUE ? 0 : next - clock.millis());
    return new FetchException(
        now == null ? "no answer yet" : now.reason(), 0, Duration.ofMillis(wait));
  }
}
