package dev.sentinelauth;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the background work runs: a daemon thread of our own, or the container's executor. Nothing
 * that runs there blocks, so one thread is enough for any number of key sets and accounts.
 *
 * <p>The HTTP client has threads apart, which are there only while something is under way: it looks
 * up host names on them, which may hang for longer than any time-out of ours.
 */
final class Background implements AutoCloseable {
  /** So many host names may hang at once before the next one has to wait. */
  private static final int HTTP_THREADS = 4;

  private final ScheduledExecutorService executor;
  private final ExecutorService http;
  private final boolean own;

  /**
   * Starts no thread before there is work.
   *
   * @param given the container's, which is left running on close; {@code null} for a thread of our
   *     own
   */
  Background(@Nullable ScheduledExecutorService given) {
    own = given == null;
    executor = given == null ? scheduler() : given;
    http = given == null ? httpThreads() : given;
  }

  private static ScheduledExecutorService scheduler() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, daemons("sentinel-auth"));
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  private static ExecutorService httpThreads() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            HTTP_THREADS,
            HTTP_THREADS,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            daemons("sentinel-auth-http"));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private static ThreadFactory daemons(String name) {
    // said, lest one that begins for a client be taken for a thread of that client
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    return task -> {
      Thread thread = new Thread(group, task, name, 0, false);
      thread.setDaemon(true);
      // not the application's: the thread would keep it in memory
      thread.setContextClassLoader(null);
      return thread;
    };
  }

  Executor executor() {
    return executor;
  }

  /** For the HTTP client. */
  Executor httpExecutor() {
    return http;
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
      http.shutdownNow();
    }
  }
}
