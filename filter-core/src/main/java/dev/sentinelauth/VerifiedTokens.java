package dev.sentinelauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that were accepted, remembered by their SHA-256, so that no token stays in memory.
 * What is remembered can't outlive the trust in it: each look-up checks its time and the key that
 * vouched for it.
 */
final class VerifiedTokens {

  /**
   * @param key the key that vouched for the token
   * @param until the first millisecond at which it must be verified anew
   */
  private record Entry(AppJwt token, TrustedKey key, long until) {}

  private final @Nullable Cache<TokenDigest, Entry> cache;
  private final TokenDigest.Pool digests = new TokenDigest.Pool();
  private final long ttlMillis;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * @param size how many at most; 0 for none at all
   */
  VerifiedTokens(int size, Duration ttl) {
    this.ttlMillis = ttl.toMillis();
    this.cache =
        size == 0
            ? null
            : Caffeine.newBuilder()
                .maximumSize(size)
                // frees memory; whether an entry may be used is told by its own time
                .expireAfterWrite(ttl)
                // on the calling thread: the common pool would outlive the application
                .executor(Runnable::run)
                .build();
  }

  boolean isOff() {
    return cache == null;
  }

  TokenDigest digest(CompactToken compact) {
    return digests.of(compact);
  }

  /** The token if it is remembered and still good, else {@code null}. */
  @Nullable AppJwt find(TokenDigest digest, long now) {
    Entry entry = cache == null ? null : cache.getIfPresent(digest);
    if (entry != null && now < entry.until() && entry.key().isTrusted(now)) {
      hits.increment();
      return entry.token();
    }
    misses.increment();
    return null;
  }

  /**
   * Remembers an accepted token.
   *
   * @param validUntil the first millisecond at which it is no longer valid
   */
  void put(TokenDigest digest, AppJwt token, TrustedKey key, long now, long validUntil) {
    if (cache != null) {
      cache.put(digest, new Entry(token, key, Math.min(validUntil, now + ttlMillis)));
    }
  }

  void clear() {
    if (cache != null) {
      cache.invalidateAll();
    }
  }

  long size() {
    return cache == null ? 0 : cache.estimatedSize();
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }
}
