package dev.sentinelauth.internal.remote;

import dev.sentinelauth.internal.remote.RemoteValue.Aged;
import dev.sentinelauth.internal.remote.RemoteValue.Observer;
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

  /** Held while a new value is put in place, never while one is fetched or a file is read. */
  private final ReentrantLock landing = new ReentrantLock();

  /** What the observer had to offer, once it was asked. */
  private volatile @Nullable Aged<T> standIn;

  private volatile boolean begun;
  private volatile boolean closed;

  HeldValue(Observer<T> observer, InstantSource clock) {
    this.observer = observer;
    this.clock = clock;
  }

  /** The last value, usable or not. */
  @Nullable Aged<T> last() {
    return current.get();
  }

  /**
   * The last value; before anything was ever fetched, what the observer has to offer meanwhile. It
   * is asked once.
   */
  @Nullable Aged<T> begin() {
    if (!begun) {
      landing.lock();
      try {
        if (!begun && !closed && current.get() == null) {
          Aged<T> offered = observer.fallback();
          standIn = offered == null ? null : offered.stale();
          current.set(standIn);
        }
        begun = true;
      } finally {
        landing.unlock();
      }
    }
    return current.get();
  }

  /** Whether what is held was never fetched. */
  boolean isStandIn() {
    Aged<T> offered = standIn;
    return offered != null && offered.equals(current.get());
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
      standIn = null;
    } finally {
      landing.unlock();
    }
  }

  /** Uses what was forgotten. */
  @Nullable Aged<T> fallBack() {
    landing.lock();
    try {
      Aged<T> before = forgotten;
      if (current.get() == null && !closed && before != null && before.isUsable(clock.millis())) {
        current.set(before.stale());
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
    standIn = null;
  }
}
