package dev.sentinelauth;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One remote value with three ages. Fresh: returned at once. Stale: returned at once, while one
 * refresh runs behind. Expired or never fetched: callers wait for the one flight in progress. After
 * a failure there is a pause before the next regular attempt, jittered and growing; a failure never
 * throws away a value that is still usable.
 *
 * <p>No lock is held while anything is fetched: whoever wins the flight fetches, and everybody else
 * reads a volatile field.
 */
final class Refreshing<T> {

  /**
   * A fetched value with its ages, all in epoch milliseconds.
   *
   * @param fetchedAt when it was fetched
   * @param staleAt from when on it is refreshed
   * @param expiresAt from when on it is no longer used
   */
  record Aged<T>(T value, long fetchedAt, long staleAt, long expiresAt) {
    boolean isFresh(long now) {
      // a clock that was set back makes it stale: who knows how old it is
      return now < staleAt && now >= fetchedAt;
    }

    boolean isUsable(long now) {
      return now < expiresAt;
    }

    /** The same, to be refreshed as soon as possible. */
    Aged<T> stale() {
      return new Aged<>(value, fetchedAt, fetchedAt, expiresAt);
    }
  }

  /**
   * What went wrong since the last success; {@code failures} counts regular attempts, and is at
   * least 1.
   */
  record Trouble(Instant since, String reason, int failures) {}

  /** What a value does differently from the others; called one at a time. */
  interface Observer<T> {
    /** Called before anybody sees the value. */
    void fetched(Aged<T> value, @Nullable Aged<T> before, @Nullable Trouble trouble);

    void failed(Trouble trouble, @Nullable Aged<T> inUse);

    /** What to use where the very first fetch fails or hangs; {@code null} for nothing. */
    default @Nullable Aged<T> fallback() {
      return null;
    }
  }

  private final Supplier<CompletionStage<Aged<T>>> fetch;
  private final boolean onItsOwn;
  private final Attempts attempts;
  private final Observer<T> observer;
  private final Background background;
  private final InstantSource clock;

  private final AtomicReference<@Nullable CompletableFuture<Aged<T>>> flight =
      new AtomicReference<>();
  private final AtomicReference<@Nullable ScheduledFuture<?>> timer = new AtomicReference<>();
  private final AtomicReference<@Nullable Aged<T>> current = new AtomicReference<>();

  /** What was forgotten last, for as long as nothing has come in its place. */
  private volatile @Nullable Aged<T> forgotten;

  /** Held while a new value is put in place, never while one is fetched or read. */
  private final ReentrantLock landing = new ReentrantLock();

  private volatile boolean closed;

  /** A value that is kept fresh though nobody asks for it. */
  Refreshing(
      Supplier<CompletionStage<Aged<T>>> fetch,
      Pause pause,
      Observer<T> observer,
      Background background,
      InstantSource clock) {
    this(fetch, true, pause, observer, background, clock);
  }

  /**
   * @param onItsOwn whether it is kept fresh though nobody asks for it
   */
  Refreshing(
      Supplier<CompletionStage<Aged<T>>> fetch,
      boolean onItsOwn,
      Pause pause,
      Observer<T> observer,
      Background background,
      InstantSource clock) {
    this.fetch = fetch;
    this.onItsOwn = onItsOwn;
    this.attempts = new Attempts(pause, clock);
    this.observer = observer;
    this.background = background;
    this.clock = clock;
  }

  /**
   * The value, fresh or stale; waits for one where there is none.
   *
   * @param deadline as of {@link System#nanoTime}
   * @throws FetchException if there is none; {@link FetchException#retryAfter} says when to ask
   *     again
   */
  T get(long deadline) throws FetchException {
    Aged<T> aged = usable();
    if (aged != null) {
      return aged.value();
    }
    CompletableFuture<Aged<T>> awaited = refreshIfDue();
    if (awaited == null) {
      // between attempts, or somebody has fetched it just now
      aged = usable();
      if (aged != null) {
        return aged.value();
      }
      throw unavailable();
    }
    try {
      return await(awaited, deadline).value();
    } catch (TimeoutException e) {
      // an endpoint that hangs is as good as down
      aged = fallBack();
      if (aged != null) {
        return aged.value();
      }
      throw unavailable();
    }
  }

  /** The value if it is at hand; never waits. A stale one is refreshed behind. */
  @Nullable T getIfPresent() {
    Aged<T> aged = usable();
    return aged == null ? null : aged.value();
  }

  /** The value if it is at hand, with its ages; causes nothing. */
  @Nullable Aged<T> peek() {
    Aged<T> aged = current.get();
    return aged != null && aged.isUsable(clock.millis()) ? aged : null;
  }

  /** The last value, usable or not. */
  @Nullable Aged<T> last() {
    return current.get();
  }

  /** The value when there is one: at hand, or after the flight; for work that must not block. */
  CompletionStage<T> fetched() {
    Aged<T> aged = usable();
    if (aged != null) {
      return CompletableFuture.completedStage(aged.value());
    }
    CompletableFuture<Aged<T>> flight = refreshIfDue();
    if (flight == null) {
      aged = usable();
      return aged != null
          ? CompletableFuture.completedStage(aged.value())
          : CompletableFuture.failedStage(unavailable());
    }
    return flight.handle(
        (landed, failure) -> {
          Aged<T> inUse = failure == null ? landed : peek();
          if (inUse == null) {
            throw new CompletionException(unavailable());
          }
          return inUse.value();
        });
  }

  /**
   * Forgets the value if it is still this one, so that whoever asks next waits for another. While
   * another can't be had, this one is kept, or comes back: it may be good for somebody.
   */
  boolean forget(T value) {
    Aged<T> aged = current.get();
    if (aged == null || !aged.value().equals(value) || attempts.trouble() != null) {
      return false;
    }
    // before it is gone, so that a flight that fails right then finds it
    forgotten = aged;
    return current.compareAndSet(aged, null);
  }

  /** The flight in progress, or {@code null}. */
  @Nullable CompletableFuture<Aged<T>> running() {
    return flight.get();
  }

  @Nullable Trouble trouble() {
    return attempts.trouble();
  }

  private @Nullable Aged<T> usable() {
    Aged<T> aged = current.get();
    if (aged == null) {
      return null;
    }
    long now = clock.millis();
    if (!aged.isFresh(now)) {
      refreshBehind();
      return aged.isUsable(now) ? aged : current(now);
    }
    return aged;
  }

  private @Nullable Aged<T> current(long now) {
    Aged<T> aged = current.get();
    return aged != null && aged.isUsable(now) ? aged : null;
  }

  /** Starts a flight if the value is not fresh and no pause is on; nobody waits for it. */
  void refreshBehind() {
    CompletableFuture<?> unused = refreshIfDue();
  }

  /**
   * Starts or joins a flight if the value is not fresh and no pause is on; {@code null} if there is
   * no flight.
   */
  @Nullable CompletableFuture<Aged<T>> refreshIfDue() {
    CompletableFuture<Aged<T>> running = flight.get();
    return running != null ? running : isDue() ? fly(true) : null;
  }

  /** Starts or joins a flight, whatever the age and whatever failed before. */
  CompletableFuture<Aged<T>> refreshNow() {
    CompletableFuture<Aged<T>> running = flight.get();
    if (running == null) {
      running = fly(false);
    }
    return running != null ? running : refreshNow();
  }

  /**
   * Waits for a flight. If it fails, what was in use before still is, and it is an error only where
   * nothing was.
   */
  Aged<T> await(Future<Aged<T>> flight, long deadline) throws FetchException, TimeoutException {
    try {
      return flight.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("interrupted while waiting");
    } catch (ExecutionException e) {
      Aged<T> inUse = peek();
      if (inUse == null) {
        throw unavailable();
      }
      return inUse;
    }
  }

  private boolean isDue() {
    long now = clock.millis();
    Aged<T> aged = current.get();
    return (aged == null || !aged.isFresh(now)) && attempts.mayBegin(now) && !closed;
  }

  private @Nullable CompletableFuture<Aged<T>> fly(boolean regular) {
    CompletableFuture<Aged<T>> mine = new CompletableFuture<>();
    if (!flight.compareAndSet(null, mine)) {
      return flight.get();
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
    } catch (RuntimeException e) {
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
        adopt(value);
        attempts.succeeded();
      } else {
        fallBack();
        noteFailure(regular, wrong == null ? new IllegalStateException("no value") : wrong);
      }
    } catch (RuntimeException e) {
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

  private void adopt(Aged<T> value) {
    landing.lock();
    try {
      observer.fetched(value, current.get(), attempts.trouble());
      current.set(closed ? null : value);
      forgotten = null;
    } finally {
      landing.unlock();
    }
  }

  /** Uses what was forgotten, or what the observer has to offer where nothing was ever fetched. */
  private @Nullable Aged<T> fallBack() {
    landing.lock();
    try {
      if (current.get() == null && !closed) {
        Aged<T> before = forgotten;
        current.set(
            before != null && before.isUsable(clock.millis())
                ? before.stale()
                : observer.fallback());
      }
      return peek();
    } finally {
      landing.unlock();
    }
  }

  private void noteFailure(boolean regular, Throwable failure) {
    Trouble trouble = attempts.failed(regular, failure, peek() != null);
    observer.failed(trouble, peek());
  }

  /**
   * Wakes up when the next attempt is due, so that a value is refreshed though nobody asks for it.
   */
  private void schedule() {
    if (closed || !onItsOwn) {
      return;
    }
    long now = clock.millis();
    Aged<T> aged = current.get();
    long due = aged == null ? attempts.nextAt() : Math.max(aged.staleAt(), attempts.nextAt());
    // a pinned clock doesn't move while we sleep: look again then, and not in a tight loop
    long delay = Math.max(50, Math.min(due - now, TimeUnit.DAYS.toMillis(1)));
    ScheduledFuture<?> next =
        background.schedule(
            () -> {
              if (refreshIfDue() == null) {
                schedule();
              }
            },
            delay);
    ScheduledFuture<?> previous = timer.getAndSet(next);
    if (previous != null) {
      previous.cancel(false);
    }
  }

  /** Why there is no value, and when to ask again. */
  FetchException unavailable() {
    return attempts.unavailable();
  }

  /**
   * Forgets the value and ends the background work; nothing is fetched any more, and whoever waits
   * is answered.
   */
  void close() {
    closed = true;
    current.set(null);
    forgotten = null;
    ScheduledFuture<?> next = timer.getAndSet(null);
    if (next != null) {
      next.cancel(false);
    }
    CompletableFuture<Aged<T>> running = flight.get();
    if (running != null) {
      running.completeExceptionally(new FetchException("closed"));
    }
  }
}
