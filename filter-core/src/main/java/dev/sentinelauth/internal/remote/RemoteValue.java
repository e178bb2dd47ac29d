package dev.sentinelauth.internal.remote;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One remote value with three ages. Fresh: returned at once. Stale: returned at once, while one
 * refresh runs behind. Expired or never fetched: callers wait for the one flight in progress. After
 * a failure there is a pause before the next regular attempt, jittered and growing; a failure never
 * throws away a value that is still usable.
 *
 * <p>The ages are those of the {@link HeldValue}; the fetches are its {@link Flights}.
 */
public final class RemoteValue<T> {

  /**
   * A fetched value with its ages, all in epoch milliseconds.
   *
   * @param fetchedAt when it was fetched
   * @param staleAt from when on it is refreshed
   * @param expiresAt from when on it is no longer used
   */
  public record Aged<T>(T value, long fetchedAt, long staleAt, long expiresAt) {
    boolean isFresh(long now) {
      // a clock that was set back makes it stale: who knows how old it is
      return now < staleAt && now >= fetchedAt;
    }

    public boolean isUsable(long now) {
      return now < expiresAt;
    }

    /** The same, to be refreshed as soon as possible. */
    Aged<T> stale() {
      return new Aged<>(value, fetchedAt, fetchedAt, expiresAt);
    }
  }

  /**
   * What a value does differently from the others; called one at a time, and not to wait for
   * anything: others may be waiting meanwhile.
   */
  public interface Observer<T> {
    /** Called before anybody sees the value. */
    void fetched(Aged<T> value, @Nullable Aged<T> before, @Nullable Trouble trouble);

    void failed(Trouble trouble, @Nullable Aged<T> inUse);

    /**
     * What to use until the very first answer is there, and where none comes; {@code null} for
     * nothing. It is refreshed at once, however young it is.
     */
    default @Nullable Aged<T> fallback() {
      return null;
    }
  }

  /** In place of a distance: it is never fetched but for somebody who asks. */
  public static final long ONLY_IF_ASKED = Long.MAX_VALUE;

  private final HeldValue<T> held;
  private final Flights<T> flights;
  private final InstantSource clock;

  /** A value that is kept fresh though nobody asks for it. */
  public RemoteValue(
      Supplier<CompletionStage<Aged<T>>> fetch,
      BackoffPolicy pause,
      Observer<T> observer,
      Background background,
      InstantSource clock) {
    this(fetch, 0, pause, observer, background, clock);
  }

  /**
   * A value that is fetched for whoever asks, or not much more often.
   *
   * @param unasked how far apart fetches are at least that nobody asks for, in milliseconds,
   *     however short a value lives; or {@link #ONLY_IF_ASKED}
   */
  public RemoteValue(
      Supplier<CompletionStage<Aged<T>>> fetch,
      long unasked,
      BackoffPolicy pause,
      Observer<T> observer,
      Background background,
      InstantSource clock) {
    this.held = new HeldValue<>(observer, clock);
    this.flights = new Flights<>(fetch, unasked, pause, held, observer, background, clock);
    this.clock = clock;
  }

  /**
   * The value, fresh or stale; waits for one where there is none.
   *
   * @param deadline as of {@link System#nanoTime}
   * @throws FetchException if there is none; {@link FetchException#retryAfter} says when to ask
   *     again
   */
  public T get(long deadline) throws FetchException {
    Aged<T> aged = usable();
    if (aged != null) {
      return aged.value();
    }
    try {
      return await(deadline);
    } catch (TimeoutException e) {
      T forgotten = fallBack();
      if (forgotten != null) {
        return forgotten;
      }
      throw unavailable();
    }
  }

  /**
   * What was forgotten and is still usable, for whoever can't wait for what comes in its place: an
   * endpoint that hangs is as good as down. {@code null} where there is no such thing.
   */
  @Nullable T fallBack() {
    Aged<T> aged = held.fallBack();
    return aged == null ? null : aged.value();
  }

  /** The same for whoever has looked, and has something else to do when the time is up. */
  T await(long deadline) throws FetchException, TimeoutException {
    CompletableFuture<Aged<T>> awaited = refreshIfDue();
    if (awaited != null) {
      return await(awaited, deadline).value();
    }
    // between attempts, or somebody has fetched it just now
    Aged<T> aged = usable();
    if (aged == null) {
      throw unavailable();
    }
    return aged.value();
  }

  /**
   * Waits for the flight in progress if there is one, whatever comes of it.
   *
   * @return what is then in use
   */
  public Aged<T> settle(long deadline) throws FetchException, TimeoutException {
    CompletableFuture<Aged<T>> running = running();
    Aged<T> aged = running == null ? peek() : await(running, deadline);
    if (aged == null) {
      throw unavailable();
    }
    return aged;
  }

  /** The value if it is at hand; never waits. A stale one is refreshed behind. */
  public @Nullable T getIfPresent() {
    Aged<T> aged = usable();
    return aged == null ? null : aged.value();
  }

  /** The value if it is at hand, with its ages; causes nothing. */
  public @Nullable Aged<T> peek() {
    return held.usable();
  }

  /** The last value, usable or not. */
  public @Nullable Aged<T> last() {
    return held.last();
  }

  /**
   * The value when there is one: at hand, or after the flight; for work that must not block. What
   * only stands in is not taken while a better one may be on its way.
   */
  public CompletionStage<T> fetched() {
    Aged<T> aged = usable();
    if (aged != null && !isProvisional()) {
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
  public boolean forget(T value) {
    Aged<T> aged = held.last();
    return aged != null
        && aged.value().equals(value)
        && flights.trouble() == null
        && held.forget(aged);
  }

  /** Whether what is in use stands in for the first answer, which is on its way. */
  public boolean isProvisional() {
    return held.isStandIn() && running() != null;
  }

  /** When the flight in progress began, as of {@link System#nanoTime}; now where there is none. */
  long begunAt() {
    return flights.begunAt();
  }

  /** The flight in progress, or {@code null}. */
  public @Nullable CompletableFuture<Aged<T>> running() {
    return flights.running();
  }

  public @Nullable Trouble trouble() {
    return flights.trouble();
  }

  private @Nullable Aged<T> usable() {
    Aged<T> aged = held.begin();
    if (aged == null) {
      return null;
    }
    long now = clock.millis();
    if (!aged.isFresh(now)) {
      refreshBehind();
      return aged.isUsable(now) ? aged : held.usable();
    }
    return aged;
  }

  /** Starts a flight if the value is not fresh and no pause is on; nobody waits for it. */
  public void refreshBehind() {
    CompletableFuture<?> unused = refreshIfDue();
  }

  /**
   * Starts or joins a flight if the value is not fresh and no pause is on; {@code null} if there is
   * no flight.
   */
  @Nullable CompletableFuture<Aged<T>> refreshIfDue() {
    return flights.beginIfDue();
  }

  /** Starts or joins a flight, whatever the age and whatever failed before. */
  public CompletableFuture<Aged<T>> refreshNow() {
    return flights.beginNow();
  }

  /**
   * Waits for a flight. If it fails, what was in use before still is, and it is an error only where
   * nothing was.
   */
  public Aged<T> await(Future<Aged<T>> flight, long deadline)
      throws FetchException, TimeoutException {
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

  /** Why there is no value, and when to ask again. */
  FetchException unavailable() {
    return flights.unavailable();
  }

  /**
   * Forgets the value and ends the background work; nothing is fetched any more, and whoever waits
   * is answered.
   */
  public void close() {
    flights.close();
    held.close();
  }
}
