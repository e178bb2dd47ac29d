package dev.sentinelauth;

import java.nio.charset.StandardCharsets;

/**
 * What is to be a token, where it stands: at the end of a header field's value, or by itself. It is
 * not cut out, because most tokens are remembered ones, of which nothing but the digest is needed.
 *
 * <p>Nothing is known of its characters yet. Not a record, whose {@code toString} would print it.
 */
final class CompactToken {
  private final String in;
  private final int from;
  private final byte[] bytes;

  /**
   * @param in ends with the token
   * @param from where it begins; all before it is ASCII
   */
  CompactToken(String in, int from) {
    this.in = in;
    this.from = from;
    // Anything beyond ISO-8859-1 becomes '?', which no accepted token holds.
    this.bytes = in.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * The characters, from {@link #from} on; those before are none of the token's. Good for a digest,
   * and to be read where it {@link #isPlain}.
   */
  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  /** The position of the next dot, negative where there is none. */
  int dot(int start) {
    return in.indexOf('.', start);
  }

  /**
   * Whether there is a byte for each character. There is not where two surrogates became one '?':
   * then no position in one says anything about the other.
   */
  boolean isPlain() {
    return bytes.length == in.length();
  }
}
