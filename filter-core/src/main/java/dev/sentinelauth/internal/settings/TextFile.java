package dev.sentinelauth.internal.settings;

import dev.sentinelauth.internal.codec.ByteOrderMark;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The text in a file: UTF-8, and nothing that merely looks like it. A {@link ByteOrderMark} in
 * front would become a part of a key or a secret.
 */
final class TextFile {
  private TextFile() {}

  /**
   * Decodes what was read, without a byte order mark.
   *
   * @param name what the file is called in the message, fit for a log
   * @throws InvalidValueException if it is no text in UTF-8; the message holds none of it
   */
  static String decode(byte[] bytes, String name) {
    if (ByteOrderMark.isOfUtf16(bytes)) {
      throw new InvalidValueException(name + " to be UTF-8, and it has the mark of UTF-16");
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(ByteOrderMark.off(bytes)))
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
}
