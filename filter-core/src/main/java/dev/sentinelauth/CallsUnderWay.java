package dev.sentinelauth;

import dev.sentinelauth.internal.remote.ClientMethods;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The calls of an {@link AppJwtHttpClient}, and its end as {@link HttpClient} has it since JDK 21:
 * what was called before is carried out, what comes later is refused. A call that waits for a token
 * has not reached the client inside, which would not carry it out any more; so that one is shut
 * down when the last of them is over.
 */
final class CallsUnderWay {
  private final HttpClient inside;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Call> calls = new HashSet<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private boolean shut;

  /** One of them, until it is over; a further end does nothing. */
  final class Call {
    private final Runnable cancel;

    private Call(Runnable cancel) {
      this.cancel = cancel;
    }

    void end() {
      CallsUnderWay.this.end(this);
    }
  }

  CallsUnderWay(HttpClient inside) {
    this.inside = inside;
  }

  /**
   * Lets a call begin.
   *
   * @param cancel ends the call if it can be ended from outside
   * @throws IOException if the client has been shut down
   */
  Call begin(Runnable cancel) throws IOException {
    Call call = new Call(cancel);
    lock.lock();
    try {
      if (shut) {
        throw new IOException("closed"); // as the JDK's client says it
      }
      calls.add(call);
    } finally {
      lock.unlock();
    }
    return call;
  }

  private void end(Call call) {
    boolean last;
    lock.lock();
    try {
      last = calls.remove(call) && shut && calls.isEmpty();
    } finally {
      lock.unlock();
    }
    if (last) {
      shutDownInside();
    }
  }

  /** Refuses what comes from now on. */
  void shutdown() {
    ClientMethods.require();
    boolean none;
    lock.lock();
    try {
      none = !shut && calls.isEmpty();
      shut = true;
    } finally {
      lock.unlock();
    }
    if (none) {
      shutDownInside();
    }
  }

  private void shutDownInside() {
    ClientMethods.call(ClientMethods.SHUTDOWN, inside);
    over.complete(null);
  }

  /** Ends what is under way, too. */
  void shutdownNow() {
    ClientMethods.require();
    List<Call> ended;
    lock.lock();
    try {
      shut = true;
      ended = List.copyOf(calls);
    } finally {
      lock.unlock();
    }
    ClientMethods.call(ClientMethods.SHUTDOWN_NOW, inside);
    ended.forEach(call -> call.cancel.run());
    if (ended.isEmpty()) {
      over.complete(null);
    }
  }

  /** Whether it was shut down, and everything is over. */
  boolean isTerminated() {
    ClientMethods.require();
    return over.isDone()
        && Boolean.TRUE.equals(ClientMethods.call(ClientMethods.IS_TERMINATED, inside));
  }

  /** Waits for that, and says whether it came. */
  boolean awaitTermination(Duration duration) throws InterruptedException {
    ClientMethods.require();
    long end = System.nanoTime() + nanos(duration);
    try {
      over.get(nanos(duration), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException stillUnderWay) {
      return false;
    }
    Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    try {
      return Boolean.TRUE.equals(ClientMethods.call(ClientMethods.AWAIT_TERMINATION, inside, left));
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw e;
    }
  }

  /** So many that none are lost in a sum. */
  private static long nanos(Duration duration) {
    return TimeUnit.MILLISECONDS.toNanos(
        Math.max(0, Math.min(duration.toMillis(), TimeUnit.DAYS.toMillis(365))));
  }
}
