package dev.sentinelauth.internal.remote;

import dev.sentinelauth.internal.remote.RemoteValue.Aged;
import dev.sentinelauth.internal.remote.RemoteValue.Observer;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fetches of a remote value: one at a time, however many ask for it, not before the pause that
 * follows a failure is over, and by themselves when the next one is due.
 *
 * <p>No lock is held while anything is fetched: whoever wins the flight fetches.
 */
final class Flights<T> {
  private final Supplier<CompletionStage<Aged<T>>> fetch;
  private final long unasked;
  private final HeldValue<T> held;
  private final Backoff attempts;
  private final Observer<T> observer;
  private final Background background;
  private final InstantSource clock;

  private final AtomicReference<@Nullable Flight<T>> flight = new AtomicReference<>();
  private final AtomicReference<@Nullable ScheduledFuture<?>> timer = new AtomicReference<>();
  private volatile boolean closed;

  /**
   * @param begunAt as of {@link System#nanoTime}
   */
  private record Flight<T>(CompletableFuture<Aged<T>> landing, long begunAt) {}

  /**
   * @param unasked how far apart they are at least where nobody asks, in milliseconds
   * @param held where what was fetched is put
   */
  Flights(
      Supplier<CompletionStage<Aged<T>>> fetch,
      long unasked,
      BackoffPolicy pause,
      HeldValue<T> held,
      Observer<T> observer,
      Background background,
      InstantSource clock) {
    this.fetch = fetch;
    this.unasked = unasked;
    this.held = held;
    this.attempts = new Backoff(pause, clock);
    this.observer = observer;
    this.background = background;
    this.clock = clock;
  }

  /** The flight in progress, or {@code null}. */
  @Nullable CompletableFuture<Aged<T>> running() {
    Flight<T> running = flight.get();
    return running == null ? null : running.landing();
  }

  /** When the flight in progress began, as of {@link System#nanoTime}; now where there is none. */
  long begunAt() {
    Flight<T> running = flight.get();
    return running == null ? System.nanoTime() : running.begunAt();
  }

  @Nullable Trouble trouble() {
    return attempts.trouble();
  }

  /** Why there is no value, and when to ask again. */
  FetchException unavailable() {
    return attempts.unavailable();
  }

  /**
   * Starts or joins a flight if the value is not fresh and no pause is on; {@code null} if there is
   * no flight.
   */
  @Nullable CompletableFuture<Aged<T>> beginIfDue() {
    // before there is a flight, so that nobody waits for it who need not
    held.begin();
    CompletableFuture<Aged<T>> running = running();
    return running != null ? running : isDue() ? fly(true) : null;
  }

  /** Starts or joins a flight, whatever the age and whatever failed before. */
  CompletableFuture<Aged<T>> beginNow() {
    CompletableFuture<Aged<T>> running = running();
    if (running == null) {
      running = fly(false);
    }
    return running != null ? running : beginNow();
  }

  private boolean isDue() {
    long now = clock.millis();
    Aged<T> aged = held.last();
    return (aged == null || !aged.isFresh(now))
        && attempts.mayBegin(now, aged != null && aged.isUsable(now))
        && !closed;
  }

  private @Nullable CompletableFuture<Aged<T>> fly(boolean regular) {
    CompletableFuture<Aged<T>> mine = new CompletableFuture<>();
    if (!flight.compareAndSet(null, new Flight<>(mine, System.nanoTime()))) {
      return running();
    }
    if (closed || (regular && !isDue())) {
      // another flight has landed between the look and the start: one is enough
      flight.set(null);
      mine.completeExceptionally(new FetchException("not due"));
      return mine;
    }
    attempts.begun();
    CompletionStage<Aged<T>> fetching;
    try {
      fetching = fetch.get();
    } catch (RuntimeException | Error e) {
      // an Error too, such as no more threads: a flight that never lands would end all fetching
      fetching = CompletableFuture.failedFuture(e);
    }
    fetching.whenComplete((value, failure) -> land(mine, regular, value, failure));
    return mine;
  }

  private void land(
      CompletableFuture<Aged<T>> mine,
      boolean regular,
      @Nullable Aged<T> value,
      @Nullable Throwable failure) {
    Throwable wrong = failure;
    try {
      if (closed) {
        // nobody hears of it any more: the trust in what was held has ended
        wrong = new FetchException("closed");
      } else if (value != null) {
        held.adopt(value, attempts.trouble());
        attempts.succeeded();
      } else {
        held.fallBack();
        noteFailure(regular, wrong == null ? new IllegalStateException("no value") : wrong);
      }
    } catch (RuntimeException | Error e) {
      wrong = e;
      noteFailure(regular, e);
    } finally {
      flight.set(null);
      schedule();
      if (value != null && wrong == null) {
        mine.complete(value);
      } else {
        mine.completeExceptionally(wrong == null ? new FetchException("no value") : wrong);
      }
    }
  }

  private void noteFailure(boolean regular, Throwable failure) {
    Trouble trouble = attempts.failed(regular, failure, held.usable() != null);
    observer.failed(trouble, held.usable());
  }

  /**
   * Wakes up when the next attempt is due, so that a value is refreshed though nobody asks for it.
   */
  private void schedule() {
    if (closed || unasked == RemoteValue.ONLY_IF_ASKED) {
      return;
    }
    long now = clock.millis();
    // a pinned clock doesn't move while we sleep: look again then, and not in a tight loop
    long delay = Math.max(50, Math.min(Math.max(dueAt(now), now) - now, TimeUnit.DAYS.toMillis(1)));
    ScheduledFuture<?> next =
        background.schedule(
            () -> {
              if (beginIfDue() == null) {
                schedule();
              }
            },
            delay);
    ScheduledFuture<?> previous = timer.getAndSet(next);
    if (previous != null) {
      previous.cancel(false);
    }
  }

  private long dueAt(long now) {
    Aged<T> aged = held.last();
    if (aged == null) {
      return attempts.nextAt(false);
    }
    // once it has ended, the shorter pause is the one that counts
    long end = Math.max(aged.expiresAt(), attempts.nextAt(false));
    long due =
        aged.isUsable(now) ? Math.min(Math.max(aged.staleAt(), attempts.nextAt(true)), end) : end;
    return attempts.trouble() == null ? Math.max(due, aged.fetchedAt() + unasked) : due;
  }

  /** Ends them: nothing is fetched any more, and whoever waits is answered. */
  void close() {
    closed = true;
    ScheduledFuture<?> next = timer.getAndSet(null);
    if (next != null) {
      next.cancel(false);
    }
    CompletableFuture<Aged<T>> running = running();
    if (running != null) {
      running.completeExceptionally(new FetchException("closed"));
    }
  }
}
