package dev.sentinelauth;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the background work runs: one daemon thread of our own, or the container's executor.
 * Nothing that runs there blocks, so one thread is enough for any number of key sets and accounts.
 */
final class Background implements AutoCloseable {
  private final ScheduledExecutorService executor;
  private final boolean own;

  /**
   * @param given the container's, which is left running on close; {@code null} for a thread of our
   *     own
   */
  Background(@Nullable ScheduledExecutorService given) {
    own = given == null;
    executor = given == null ? daemon() : given;
  }

  private static ScheduledExecutorService daemon() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(null, task, "sentinel-auth", 0, false);
              thread.setDaemon(true);
              // not the application's: the thread would keep it in memory
              thread.setContextClassLoader(null);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  Executor executor() {
    return executor;
  }

  /** Runs a task later; {@code null} where it never will, because everything has been closed. */
  @Nullable ScheduledFuture<?> schedule(Runnable task, long delayMillis) {
    try {
      return executor.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      return null;
    }
  }

  @Override
  public void close() {
    if (own) {
      executor.shutdownNow();
    }
  }
}
