package dev.sentinelauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
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

  private final int size;
  private final Duration ttl;
  private final ReentrantLock opening = new ReentrantLock();

  /** Made when the first token is to be remembered: it takes a good part of a start. */
  private volatile @Nullable Cache<TokenDigest, Entry> cache;

  private final TokenDigest.Pool digests = new TokenDigest.Pool();
  private final long ttlMillis;
  private final LongAdder hits;
  private final LongAdder misses;

  /**
   * @param size how many at most; 0 for none at all
   * @param before those of an older configuration, of which nothing but the counts is taken over;
   *     {@code null} for none
   */
  VerifiedTokens(int size, Duration ttl, @Nullable VerifiedTokens before) {
    this.size = size;
    this.ttl = ttl;
    this.ttlMillis = ttl.toMillis();
    this.hits = before == null ? new LongAdder() : before.hits;
    this.misses = before == null ? new LongAdder() : before.misses;
  }

  /** Makes ready what the first token to be remembered would have to wait for. */
  void warmUp() {
    if (size > 0) {
      open();
    }
  }

  private Cache<TokenDigest, Entry> open() {
    opening.lock();
    try {
      Cache<TokenDigest, Entry> made = cache;
      if (made == null) {
        made =
            Caffeine.newBuilder()
                .maximumSize(size)
                // frees memory; whether an entry may be used is told by its own time
                .expireAfterWrite(ttl)
                // on the calling thread: the common pool would outlive the application
                .executor(Runnable::run)
                .build();
        cache = made;
      }
      return made;
    } finally {
      opening.unlock();
    }
  }

  boolean isOff() {
    return size == 0;
  }

  TokenDigest digest(CompactToken compact) {
    return digests.of(compact);
  }

  /** The token if it is remembered and still good, else {@code null}. */
  @Nullable AppJwt find(TokenDigest digest, long now) {
    Cache<TokenDigest, Entry> tokens = cache;
    Entry entry = tokens == null ? null : tokens.getIfPresent(digest);
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
    if (size > 0) {
      Cache<TokenDigest, Entry> tokens = cache;
      (tokens == null ? open() : tokens)
          .put(digest, new Entry(token, key, Math.min(validUntil, now + ttlMillis)));
    }
  }

  void clear() {
    Cache<TokenDigest, Entry> tokens = cache;
    if (tokens != null) {
      tokens.invalidateAll();
    }
  }

  long size() {
    Cache<TokenDigest, Entry> tokens = cache;
    return tokens == null ? 0 : tokens.estimatedSize();
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }
}
