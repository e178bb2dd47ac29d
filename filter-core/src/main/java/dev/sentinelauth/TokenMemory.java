package dev.sentinelauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sentinelauth.internal.codec.Sha256;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of refresh tokens, for a while and of so many. By their SHA-256: a token that
 * has been replaced, or whose user has logged out, may still be good at Sentinel, and is not to
 * stay in memory for this.
 */
final class TokenMemory<V> {
  private static final int MOST_REMEMBERED = 10_000;

  private final Cache<String, V> byDigest;

  TokenMemory(Duration remembered, InstantSource clock) {
    this.byDigest =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(remembered)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  @Nullable V get(String token) {
    return byDigest.getIfPresent(Sha256.of(token));
  }

  void put(String token, V value) {
    byDigest.put(Sha256.of(token), value);
  }

  /** What is remembered already, or {@code null} where it is this value from now on. */
  @Nullable V putIfAbsent(String token, V value) {
    return byDigest.asMap().putIfAbsent(Sha256.of(token), value);
  }

  /** Forgets this value, and no other. */
  void remove(String token, V value) {
    byDigest.asMap().remove(Sha256.of(token), value);
  }
}
