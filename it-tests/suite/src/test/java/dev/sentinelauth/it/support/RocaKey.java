package dev.sentinelauth.it.support;

import dev.sentinelauth.emulator.SigningKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Random;

/**
 * Makes RSA keys of 2048 bits as the faulty library behind CVE-2017-15361 does: each prime is
 * {@code k * M + (65537^a mod M)}, where {@code M} is the product of the first 126 primes.
 */
public final class RocaKey {
  private static final BigInteger GENERATOR = BigInteger.valueOf(65537);

  private RocaKey() {}

  public static SigningKey make(String kid) throws GeneralSecurityException {
    Random random = new Random(15361); // the same key in every run
    BigInteger product = BigInteger.TWO;
    BigInteger last = BigInteger.TWO;
    for (int i = 1; i < 126; i++) {
      last = last.nextProbablePrime();
      product = product.multiply(last);
    }
    BigInteger p = prime(product, random);
    BigInteger q = prime(product, random);
    BigInteger modulus = p.multiply(q);
    BigInteger order = p.subtract(BigInteger.ONE).multiply(q.subtract(BigInteger.ONE));
    KeyFactory factory = KeyFactory.getInstance("RSA");
    return new SigningKey(
        kid,
        new KeyPair(
            factory.generatePublic(new RSAPublicKeySpec(modulus, GENERATOR)),
            factory.generatePrivate(new RSAPrivateKeySpec(modulus, GENERATOR.modInverse(order)))));
  }

  private static BigInteger prime(BigInteger product, Random random) {
    int free = 1024 - product.bitLength();
    while (true) {
      BigInteger candidate =
          new BigInteger(free, random)
              .setBit(free - 1)
              .multiply(product)
              .add(GENERATOR.modPow(new BigInteger(64, random), product));
      // both of at least 1.5 * 2^1023, so that the modulus has all of its 2048 bits
      if (candidate.bitLength() == 1024
          && candidate.testBit(1022)
          && candidate.isProbablePrime(50)
          && candidate.subtract(BigInteger.ONE).gcd(GENERATOR).equals(BigInteger.ONE)) {
        return candidate;
      }
    }
  }
}
