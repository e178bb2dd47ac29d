package dev.sentinelauth;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often a refused token may be dropped: ten times at once, and then every five seconds. A
 * server that refuses every token must not turn each call into two more.
 */
final class RenewalLimit {
  private static final long EVERY_MILLIS = 5_000;
  private static final long BURST = 10;

  private final InstantSource clock;
  private final AtomicLong paidUntil = new AtomicLong(Long.MIN_VALUE);

  RenewalLimit(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether one more may be dropped; costs nothing yet. */
  boolean allowsOneMore() {
    return afterOneMore(paidUntil.get()) - clock.millis() <= EVERY_MILLIS * BURST;
  }

  /** Counts one that has been dropped. */
  void pay() {
    paidUntil.updateAndGet(this::afterOneMore);
  }

  private long afterOneMore(long paid) {
    long now = clock.millis();
    // further ahead than a whole burst only where the clock was set back
    boolean sane = paid > now && paid - now <= EVERY_MILLIS * BURST;
    return (sane ? paid : now) + EVERY_MILLIS;
  }
}
