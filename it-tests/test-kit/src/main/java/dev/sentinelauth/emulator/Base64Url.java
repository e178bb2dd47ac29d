package dev.sentinelauth.emulator;

import java.math.BigInteger;
import java.util.Base64;

/** base64url without padding (RFC 7515 section 2), of bytes and of unsigned numbers. */
final class Base64Url {
  private Base64Url() {}

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** As few bytes as the number needs (Base64urlUInt, RFC 7518 section 2). */
  static String encode(BigInteger number) {
    return encode(number, (number.bitLength() + 7) / 8);
  }

  /** That many bytes, as coordinates have them (RFC 7518 section 6.2.1.2). */
  static String encode(BigInteger number, int length) {
    byte[] signed = number.toByteArray();
    byte[] bytes = new byte[length];
    int count = Math.min(signed.length, length);
    System.arraycopy(signed, signed.length - count, bytes, length - count, count);
    return encode(bytes);
  }

  /**
   * The bytes.
   *
   * @throws IllegalArgumentException where it is none
   */
  static byte[] decode(String text) {
    if (text.indexOf('=') >= 0) {
      throw new IllegalArgumentException("padding");
    }
    return Base64.getUrlDecoder().decode(text);
  }
}
