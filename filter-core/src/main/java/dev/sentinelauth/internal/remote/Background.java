package dev.sentinelauth.internal.remote;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * <p>What may block has threads of our own, which are there only while something is under way. The
 * HTTP client looks up host names, which may hang for longer than any time-out of ours: each host
 * has its own few threads, so that one whose look-ups hang keeps no other waiting. The snapshot
 * file, whose disk may hang, has another.
 */
public final class Background implements AutoCloseable {
  /** So many look-ups of one host may hang at once before its next one has to wait. */
  private static final int HTTP_THREADS = 4;

  /** What was fetched is to be in the file when the application starts anew. */
  private static final long LAST_WRITE_SECONDS = 5;

  /**
   * Of all threads, wherever they begin: one that began in the group of a call's client would be
   * taken for a thread of that client, and the group ends with the call.
   */
  private final ThreadGroup group = Thread.currentThread().getThreadGroup();

  private final ScheduledExecutorService executor;
  private final Map<String, ExecutorService> httpByHost = new ConcurrentHashMap<>();
  private final ExecutorService files = threads(1, "sentinel-auth-file");
  private final boolean own;

  /**
   * Starts no thread before there is work.
   *
   * @param given the container's, which is left running on close; {@code null} for a thread of our
   *     own
   */
  public Background(@Nullable ScheduledExecutorService given) {
    own = given == null;
    executor = given == null ? scheduler() : given;
  }

  private ScheduledExecutorService scheduler() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, daemons("sentinel-auth"));
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  private ExecutorService threads(int count, String name) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            count, count, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private ThreadFactory daemons(String name) {
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

  /** For the HTTP client of a call to this host. */
  Executor httpExecutor(String host) {
    return httpByHost.computeIfAbsent(host, h -> threads(HTTP_THREADS, "sentinel-auth-http"));
  }

  /** For reading and writing a file: one task at a time. */
  public Executor fileExecutor() {
    return files;
  }

  /** Runs a task later; {@code null} where it never will, because everything has been closed. */
  public @Nullable ScheduledFuture<?> schedule(Runnable task, long delayMillis) {
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
    httpByHost.values().forEach(ExecutorService::shutdownNow);
    files.shutdown();
    try {
      if (files.awaitTermination(LAST_WRITE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    files.shutdownNow();
  }
}
