package dev.sentinelauth.emulator;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Random values that mean nothing to whoever holds them. */
final class Opaque {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Opaque() {}

  /** 64 hexadecimal digits, as Sentinel's opaque tokens have. */
  static String token() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
