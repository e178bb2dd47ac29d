package dev.sentinelauth;

import dev.sentinelauth.Refreshing.Aged;
import dev.sentinelauth.Refreshing.Observer;
import dev.sentinelauth.Refreshing.Trouble;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is held of a remote value: the last one that was fetched, and what may stand in for it.
 * Reading it is reading a volatile field.
 */
final class HeldValue<T> {
  private final Observer<T> observer;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Aged<T>> current = new AtomicReference<>();

  /** What was forgotten last, for as long as nothing has come in its place. */
  private volatile @Nullable Aged<T> forgotten;

  /** Held while a new value is put in place, never while one is fetched or read. */
  private final ReentrantLock landing = new ReentrantLock();

  private volatile boolean closed;

  HeldValue(Observer<T> observer, InstantSource clock) {
    this.observer = observer;
    this.clock = clock;
  }

  /** The last value, usable or not. */
  @Nullable Aged<T> last() {
    return current.get();
  }

  /** The value if it is usable. */
  @Nullable Aged<T> usable() {
    Aged<T> aged = current.get();
    return aged != null && aged.isUsable(clock.millis()) ? aged : null;
  }

  /** Puts a value that was fetched in place. */
  void adopt(Aged<T> value, @Nullable Trouble trouble) {
    landing.lock();
    try {
      observer.fetched(value, current.get(), trouble);
      current.set(closed ? null : value);
      forgotten = null;
    } finally {
      landing.unlock();
    }
  }

  /** Uses what was forgotten, or what the observer has to offer where nothing was ever fetched. */
  @Nullable Aged<T> fallBack() {
    landing.lock();
    try {
      if (current.get() == null && !closed) {
        Aged<T> before = forgotten;
        current.set(
            before != null && before.isUsable(clock.millis())
                ? before.stale()
                : observer.fallback());
      }
      return usable();
    } finally {
      landing.unlock();
    }
  }

  /** Forgets the value, which comes back if no other can be had. */
  boolean forget(Aged<T> value) {
    // before it is gone, so that a flight that fails right then finds it
    forgotten = value;
    return current.compareAndSet(value, null);
  }

  /** Forgets the value for good. */
  void close() {
    closed = true;
    current.set(null);
    forgotten = null;
  }
}
