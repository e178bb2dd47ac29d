package dev.sentinelauth.bench;

import dev.sentinelauth.Sentinel;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;

/**
 * What the heap grows by when tokens are remembered. The tokens themselves are dropped as soon as
 * they are verified, as they are in a server.
 */
final class MemoryMeasurement {
  private MemoryMeasurement() {}

  /** Bytes for each of so many remembered tokens, with everything that they hold on to. */
  static double bytesPerToken(int tokens) throws InterruptedException {
    try (Fixture fixture = new Fixture()) {
      Sentinel sentinel = fixture.sentinel("cache.size", String.valueOf(tokens + tokens / 10));
      // classes, the emulator's key, the header that all tokens share: none of them a token's own
      verify(sentinel, fixture.token(-1));
      long before = usedHeap();
      IntStream.range(0, tokens)
          .parallel()
          .forEach(number -> verify(sentinel, fixture.token(number)));
      long after = usedHeap();
      long remembered = sentinel.status().cacheSize();
      if (remembered != tokens + 1) {
        throw new IllegalStateException(remembered + " tokens are remembered, not " + (tokens + 1));
      }
      return (double) (after - before) / tokens;
    }
  }

  private static void verify(Sentinel sentinel, String token) {
    try {
      sentinel.tokenVerifier().verify(token);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Live objects alone. Several collections, because references are cleared one after the other.
   */
  private static long usedHeap() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
