package dev.sentinelauth.internal.codec;

import java.util.Arrays;

/** The mark that some editors, and older PowerShells, put in front of a text. */
public final class ByteOrderMark {
  private static final int[] UTF_8 = {0xEF, 0xBB, 0xBF};

  private ByteOrderMark() {}

  /** The bytes without the mark of UTF-8. */
  public static byte[] off(byte[] bytes) {
    return beginsWith(bytes, UTF_8) ? Arrays.copyOfRange(bytes, UTF_8.length, bytes.length) : bytes;
  }

  /** Whether these have the mark of UTF-16, and so are no UTF-8. */
  public static boolean isOfUtf16(byte[] bytes) {
    return beginsWith(bytes, 0xFE, 0xFF) || beginsWith(bytes, 0xFF, 0xFE);
  }

  private static boolean beginsWith(byte[] bytes, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
