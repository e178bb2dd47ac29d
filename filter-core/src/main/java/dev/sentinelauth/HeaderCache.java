package dev.sentinelauth;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The headers of tokens that were accepted, so that they needn't be read again: all tokens of one
 * key share one text. Thread-safe.
 */
final class HeaderCache {

  /** More than a few sets of keys bring about; then the oldest gives way. */
  private static final int MOST = 32;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Known(byte[] encoded, CompactJws.Header header) {}

  /** The newest first. They are few, and quick to tell apart. */
  private volatile List<Known> known = List.of();

  private final ReentrantLock learning = new ReentrantLock();

  /** The header that these characters stand for; {@code null} where it isn't known. */
  CompactJws.@Nullable Header find(byte[] text, int from, int to) {
    for (Known one : known) {
      if (Arrays.equals(one.encoded, 0, one.encoded.length, text, from, to)) {
        return one.header;
      }
    }
    return null;
  }

  /**
   * Takes up the header of a token that was accepted; a stranger's would push out the good ones.
   */
  @SuppressWarnings("ReferenceEquality") // several texts may mean the same header
  void learn(CompactJws accepted) {
    for (Known one : known) {
      if (one.header == accepted.header()) {
        return; // found here
      }
    }
    byte[] encoded = accepted.encodedHeader();
    learning.lock();
    try {
      if (find(encoded, 0, encoded.length) == null) {
        known =
            Stream.concat(Stream.of(new Known(encoded, accepted.header())), known.stream())
                .limit(MOST)
                .toList();
      }
    } finally {
      learning.unlock();
    }
  }
}
