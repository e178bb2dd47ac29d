package dev.sentinelauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * An executor on a pinned clock: work is done at once and by the caller, what is to be done later
 * when the clock gets there. So years pass in seconds, and always alike.
 */
final class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {
  private final PinnedClock clock;
  private final PriorityQueue<Task<?>> tasks =
      new PriorityQueue<>(
          Comparator.comparingLong((Task<?> task) -> task.at)
              .thenComparingLong(task -> task.number));
  private long number;

  ManualScheduler(PinnedClock clock) {
    this.clock = clock;
  }

  /** Lets time pass, and everything happen that is due in it. */
  void pass(Duration duration) {
    Instant end = clock.instant().plus(duration);
    for (Task<?> next = tasks.peek();
        next != null && next.at <= end.toEpochMilli();
        next = tasks.peek()) {
      tasks.remove();
      if (!next.isCancelled()) {
        clock.set(Instant.ofEpochMilli(Math.max(next.at, clock.millis())));
        next.run();
      }
    }
    clock.set(end);
  }

  private final class Task<T> extends FutureTask<T> implements ScheduledFuture<T> {
    final long at;
    private final long number;

    Task(Callable<T> work, long at) {
      super(work);
      this.at = at;
      this.number = ManualScheduler.this.number++;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - clock.millis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.MILLISECONDS), other.getDelay(TimeUnit.MILLISECONDS));
    }
  }

  @Override
  public void execute(Runnable work) {
    work.run();
  }

  @Override
  public <T> ScheduledFuture<T> schedule(Callable<T> work, long delay, TimeUnit unit) {
    Task<T> task = new Task<>(work, clock.millis() + unit.toMillis(delay));
    tasks.add(task);
    return task;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
    return schedule(
        () -> {
          work.run();
          return null;
        },
        delay,
        unit);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable work, long delay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable work, long delay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void shutdown() {
    tasks.clear();
  }

  @Override
  public List<Runnable> shutdownNow() {
    tasks.clear();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
