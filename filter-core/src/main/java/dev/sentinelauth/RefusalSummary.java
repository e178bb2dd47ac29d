package dev.sentinelauth;

import dev.sentinelauth.internal.remote.Background;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts refusals, and sums them up in one line of the log five minutes after the first of them: a
 * flood of them fills no log, and without any there is nothing, not even a timer. Thread-safe.
 */
final class RefusalSummary implements SentinelListener, AutoCloseable {
  /** That of the refusals one by one, so that operators have one for both. */
  private static final Logger log = LoggerFactory.getLogger(RequestAuthenticator.class);

  private static final Duration PERIOD = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final Background background;
  private final Map<Rejection, LongAdder> counts = new EnumMap<>(Rejection.class);
  private final AtomicBoolean counting = new AtomicBoolean();
  private volatile long since;
  private volatile @Nullable Tick next;
  private volatile boolean closed;

  RefusalSummary(InstantSource clock, Background background) {
    this.clock = clock;
    this.background = background;
    for (Rejection rejection : Rejection.values()) {
      counts.put(rejection, new LongAdder());
    }
  }

  /**
   * The end of the five minutes. Somebody else's executor may keep it for as long although it was
   * cancelled, so it can let go of the rest.
   */
  private static final class Tick implements Runnable {
    private volatile @Nullable RefusalSummary summary;
    private volatile @Nullable ScheduledFuture<?> future;

    Tick(RefusalSummary summary) {
      this.summary = summary;
    }

    @Override
    public void run() {
      RefusalSummary due = summary;
      if (due != null) {
        due.tell();
      }
    }

    void cancel() {
      summary = null;
      ScheduledFuture<?> scheduled = future;
      if (scheduled != null) {
        scheduled.cancel(false);
      }
    }
  }

  @Override
  public void refused(Rejection rejection) {
    LongAdder count = counts.get(rejection);
    if (count != null) {
      count.increment();
    }
    if (!counting.get() && counting.compareAndSet(false, true)) {
      since = clock.millis();
      Tick tick = new Tick(this);
      next = tick;
      tick.future = background.schedule(tick, PERIOD.toMillis());
      if (closed) {
        tick.cancel();
      }
    }
  }

  private void tell() {
    long seconds = Math.max(0, clock.millis() - since) / 1000;
    counting.set(false); // before counting up: what comes from now on starts the next timer
    Map<Rejection, Long> sums = new EnumMap<>(Rejection.class);
    counts.forEach(
        (rejection, count) -> {
          long sum = count.sumThenReset();
          if (sum > 0) {
            sums.put(rejection, sum);
          }
        });
    if (!sums.isEmpty()) {
      log.info("refused in the last {} s: {}", seconds, listed(sums));
    }
  }

  /** The most frequent first. */
  private static String listed(Map<Rejection, Long> sums) {
    return sums.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(sum -> sum.getKey().code() + " " + sum.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Ends the timer; what was counted since the last line is told by none. */
  @Override
  public void close() {
    closed = true;
    Tick tick = next;
    if (tick != null) {
      tick.cancel();
    }
  }
}
