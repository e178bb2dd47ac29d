package dev.sentinelauth.bench;

import dev.sentinelauth.Sentinel;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.util.stream.IntStream;
import org.openjdk.jol.info.GraphLayout;

/**
 * What remembered tokens take of the heap. The tokens themselves are dropped as soon as they are
 * verified, as they are in a server.
 */
final class MemoryMeasurement {
  private MemoryMeasurement() {}

  /**
   * Bytes for each remembered token.
   *
   * @param counted object by object: what can be reached from the memory of verified tokens, its
   *     table and bookkeeping included, less what can be reached from it with a single token
   * @param grown what the heap grew by
   */
  record PerToken(double counted, double grown) {}

  /** Has so many tokens remembered. */
  static PerToken measure(int tokens) throws Exception {
    try (Fixture fixture = new Fixture()) {
      Sentinel sentinel = fixture.sentinel("cache.size", String.valueOf(tokens + tokens / 10));
      Object memory = verifiedTokens(sentinel);
      // classes, the emulator's key, the header that all tokens share: none of them a token's own
      verify(sentinel, fixture.token(-1));
      long countedBefore = GraphLayout.parseInstance(memory).totalSize();
      long usedBefore = usedHeap();
      IntStream.range(0, tokens)
          .parallel()
          .forEach(number -> verify(sentinel, fixture.token(number)));
      long usedAfter = usedHeap();
      long remembered = sentinel.status().cacheSize();
      if (remembered != tokens + 1) {
        throw new IllegalStateException(remembered + " tokens are remembered, not " + (tokens + 1));
      }
      long countedAfter = GraphLayout.parseInstance(memory).totalSize();
      return new PerToken(
          (double) (countedAfter - countedBefore) / tokens,
          (double) (usedAfter - usedBefore) / tokens);
    }
  }

  /** Nobody else has any business with it, so it has to be taken out by force. */
  private static Object verifiedTokens(Sentinel sentinel) throws ReflectiveOperationException {
    Field field = Sentinel.class.getDeclaredField("verified");
    field.setAccessible(true);
    return field.get(sentinel);
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
