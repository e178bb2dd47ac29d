package dev.sentinelauth.internal.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A strict base64url decoder (RFC 4648 section 5, without padding). The JDK's takes padding and
 * ignores what stands in the unused last bits, so that several texts would stand for one signature;
 * here exactly one does.
 */
public final class Base64Url {
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 0; i < alphabet.length(); i++) {
      VALUES[alphabet.charAt(i)] = (byte) i;
    }
  }

  private Base64Url() {}

  /**
   * The decoded bytes of a part of the text, or {@code null} if it is empty or anything but
   * canonical base64url.
   */
  public static byte @Nullable [] decode(byte[] text, int from, int to) {
    int length = to - from;
    int rest = length & 3;
    if (length == 0 || rest == 1) {
      return null;
    }
    byte[] out = new byte[length / 4 * 3 + (rest == 0 ? 0 : rest - 1)];
    int o = 0;
    int i = from;
    for (int end = to - rest; i < end; i += 4) {
      int bits =
          value(text[i]) << 18
              | value(text[i + 1]) << 12
              | value(text[i + 2]) << 6
              | value(text[i + 3]);
      if (bits < 0) {
        return null;
      }
      out[o] = (byte) (bits >> 16);
      out[o + 1] = (byte) (bits >> 8);
      out[o + 2] = (byte) bits;
      o += 3;
    }
    if (rest != 0) {
      int bits =
          value(text[i]) << 18
              | value(text[i + 1]) << 12
              | (rest == 3 ? value(text[i + 2]) << 6 : 0);
      int unused = rest == 3 ? 0xff : 0xffff;
      if (bits < 0 || (bits & unused) != 0) {
        return null;
      }
      out[o] = (byte) (bits >> 16);
      if (rest == 3) {
        out[o + 1] = (byte) (bits >> 8);
      }
    }
    return out;
  }

  /** Six bits, or -1, which makes negative whatever it is shifted into. */
  private static int value(byte c) {
    return c < 0 ? -1 : VALUES[c];
  }
}
