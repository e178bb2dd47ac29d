package dev.sentinelauth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text in a file: UTF-8, and nothing that merely looks like it. Some editors, and older
 * PowerShells, put a byte order mark in front, which would become a part of a key or a secret.
 */
final class TextFile {
  private static final int[] MARK = {0xEF, 0xBB, 0xBF};

  private TextFile() {}

  /**
   * Decodes what was read, without a byte order mark.
   *
   * @param name what the file is called in the message, fit for a log
   * @throws InvalidValueException if it is no text in UTF-8; the message holds none of it
   */
  static String decode(byte[] bytes, String name) {
    if (beginsWith(bytes, 0xFE, 0xFF) || beginsWith(bytes, 0xFF, 0xFE)) {
      throw new InvalidValueException(name + " to be UTF-8, and it has the mark of UTF-16");
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(withoutMark(bytes)))
              .toString();
    } catch (CharacterCodingException malformed) {
      throw new InvalidValueException(name + " to be UTF-8");
    }
    if (text.indexOf(0) >= 0) {
      // every other byte of UTF-16 without its mark
      throw new InvalidValueException(name + " to be text in UTF-8, and it holds NUL characters");
    }
    return text;
  }

  /** The bytes without the byte order mark of UTF-8 in front. */
  static byte[] withoutMark(byte[] bytes) {
    return beginsWith(bytes, MARK) ? Arrays.copyOfRange(bytes, MARK.length, bytes.length) : bytes;
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
