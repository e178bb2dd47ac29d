package dev.sentinelauth;

import dev.sentinelauth.internal.remote.RemoteValue;
import dev.sentinelauth.internal.remote.RemoteValue.Aged;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The fetches of a key set that tokens with unknown keys may cause: one in each interval. */
final class UnknownKeyFetches {
  private final RemoteValue<JwkSet> keys;
  private final Duration interval;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Begun> last = new AtomicReference<>();

  UnknownKeyFetches(RemoteValue<JwkSet> keys, Duration interval, InstantSource clock) {
    this.keys = keys;
    this.interval = interval;
    this.clock = clock;
  }

  /** The fetch of this interval: begun now, or under way; {@code null} if it is over. */
  @Nullable CompletableFuture<Aged<JwkSet>> begin() {
    long now = clock.millis();
    Begun before = last.get();
    while (before == null || !before.isWithin(interval, now)) {
      Begun mine = new Begun(now, new CompletableFuture<>());
      if (last.compareAndSet(before, mine)) {
        CompletableFuture<?> unused =
            keys.refreshNow()
                .whenComplete(
                    (landed, failure) -> {
                      if (failure == null) {
                        mine.result().complete(landed);
                      } else {
                        mine.result().completeExceptionally(failure);
                      }
                    });
        return mine.result();
      }
      before = last.get();
    }
    // whoever came a moment later than the one who caused it waits too: it may bring this key
    return before.result().isDone() ? null : before.result();
  }

  /** The result is there before the flight is, so that nobody finds neither. */
  private record Begun(long at, CompletableFuture<Aged<JwkSet>> result) {
    boolean isWithin(Duration interval, long now) {
      // a clock that was set back ends the interval: who knows when it began
      return now >= at && now - at < interval.toMillis();
    }
  }
}
