package dev.sentinelauth;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Sentinel} instances of one web application, shared by its filters: who asks with an
 * equal configuration gets the same instance (one key set, one cache), and the last one to give it
 * back closes it. Where settings are watched, it is whoever reads them in the same places, because
 * what is equal now need not stay so. Thread-safe.
 */
final class SharedSentinels {

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Shared> all = new ArrayList<>();

  /** All that asked for an instance and haven't given it back; those too that got none. */
  private final Set<ApplicationSentinel> shares = ConcurrentHashMap.newKeySet();

  private static final class Shared {
    final Sentinel sentinel;
    int users;

    Shared(Sentinel sentinel) {
      this.sentinel = sentinel;
    }
  }

  void add(ApplicationSentinel share) {
    shares.add(share);
  }

  void remove(ApplicationSentinel share) {
    shares.remove(share);
  }

  Set<ApplicationSentinel> shares() {
    return shares;
  }

  /** One that somebody still has; {@code null} for none. */
  @Nullable Sentinel anyInUse() {
    return shares.stream()
        .map(ApplicationSentinel::current)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /**
   * The instance for this configuration, started if there is none yet. Each call is to be answered
   * by one {@link #release}.
   *
   * @param start starts an instance for the configuration
   */
  Sentinel acquire(SentinelConfig config, Function<SentinelConfig, Sentinel> start) {
    lock.lock();
    try {
      Shared shared =
          all.stream().filter(each -> each.sentinel.isFor(config)).findFirst().orElse(null);
      if (shared == null) {
        shared = new Shared(start.apply(config));
        all.add(shared);
      }
      shared.users++;
      return shared.sentinel;
    } finally {
      lock.unlock();
    }
  }

  /** Gives an instance back; the last user closes it. */
  void release(Sentinel sentinel) {
    lock.lock();
    try {
      for (Shared shared : List.copyOf(all)) {
        if (shared.sentinel == sentinel && --shared.users == 0) {
          all.remove(shared);
          sentinel.close();
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
