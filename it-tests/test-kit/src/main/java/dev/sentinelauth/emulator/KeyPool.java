package dev.sentinelauth.emulator;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * RSA 2048 key pairs, each made when it is first asked for and then kept.
 *
 * <p>Making one takes longer than most tests do, so emulators share a pool. Two emulators with one
 * pool have the same keys; within one emulator no two keys are the same.
 */
public final class KeyPool {
  private static final KeyPool SHARED = new KeyPool();

  private final Map<Integer, KeyPair> pairs = new ConcurrentHashMap<>();

  /** A pool of its own keys. */
  public KeyPool() {}

  /** The pool of this JVM. */
  public static KeyPool shared() {
    return SHARED;
  }

  /** The pair of that number, counted from 0; always the same one. */
  public KeyPair rsa(int index) {
    return pairs.computeIfAbsent(index, i -> generateRsa(2048));
  }

  static KeyPair generateRsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair generateEc(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
