package dev.sentinelauth;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a compact token, which stands for the token wherever it is remembered. */
record TokenDigest(long a, long b, long c, long d) {

  // Both by hand: the generated ones showed in profiles of remembered tokens.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TokenDigest that
        && a == that.a
        && b == that.b
        && c == that.c
        && d == that.d;
  }

  @Override
  public int hashCode() {
    return (int) a; // as good as random
  }

  /**
   * Makes digests. To find the algorithm and to set it up costs half as much as to run it over a
   * token, so what has been set up is used again. It is kept here, and not in the threads: they are
   * the container's, and live longer than the application.
   */
  static final class Pool {

    private static final int SLOTS = 16;

    /** Slots apart, so that threads on different ones don't share a cache line either. */
    private static final int SPACING = 32;

    private final AtomicReferenceArray<@Nullable Hasher> idle =
        new AtomicReferenceArray<>(SLOTS * SPACING);

    TokenDigest of(CompactToken compact) {
      int slot = ((int) Thread.currentThread().getId() & (SLOTS - 1)) * SPACING;
      Hasher hasher = idle.getAndSet(slot, null); // nobody else has it now
      if (hasher == null) {
        hasher = new Hasher();
      }
      TokenDigest digest = hasher.digest(compact);
      idle.setRelease(slot, hasher); // not where something was thrown: it may hold half a token
      return digest;
    }
  }

  private static final class Hasher {
    private final MessageDigest sha256;
    private final byte[] hash = new byte[32];

    Hasher() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }

    TokenDigest digest(CompactToken compact) {
      byte[] bytes = compact.bytes();
      sha256.update(bytes, compact.from(), bytes.length - compact.from());
      try {
        sha256.digest(hash, 0, hash.length);
      } catch (DigestException e) {
        throw new IllegalStateException("a SHA-256 has 32 bytes", e);
      }
      return new TokenDigest(word(0), word(8), word(16), word(24));
    }

    private long word(int at) {
      long word = 0;
      for (int i = at; i < at + 8; i++) {
        word = word << 8 | (hash[i] & 0xff);
      }
      return word;
    }
  }
}
