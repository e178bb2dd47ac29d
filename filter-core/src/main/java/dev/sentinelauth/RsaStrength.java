package dev.sentinelauth;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which RSA keys are too weak to vouch for anything, wherever they come from. */
final class RsaStrength {

  /** RFC 7518 section 3.3: smaller ones must not be used. */
  static final int MIN_BITS = 2048;

  private static final int GENERATOR = 65537;

  /** The primes that the published tests of ROCA look at. */
  private static final int[] PRIMES = {
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167
  };

  /** By prime, which remainders are powers of {@link #GENERATOR}. */
  private static final Map<Integer, boolean[]> POWERS = powers();

  private RsaStrength() {}

  /**
   * Why a key must not be used, as a phrase that can follow "it"; {@code null} for one that may.
   */
  static @Nullable String weakness(RSAPublicKey key) {
    return weakness(key.getModulus(), key.getPublicExponent());
  }

  /** The same for a key that isn't made yet: not every provider makes each of the weak ones. */
  static @Nullable String weakness(BigInteger modulus, BigInteger exponent) {
    if (modulus.bitLength() < MIN_BITS) {
      return "is an RSA key of " + modulus.bitLength() + " bits, and " + MIN_BITS + " are needed";
    }
    if (!modulus.testBit(0)) {
      return "is an RSA key with an even modulus, which anybody can factor";
    }
    // with 1 every text is a signature of itself, and an even one has no private half
    if (exponent.compareTo(BigInteger.TWO) <= 0 || !exponent.testBit(0)) {
      return "is an RSA key whose public exponent is not odd and at least 3";
    }
    if (hasRocaFingerprint(modulus)) {
      return "is an RSA key with the ROCA fingerprint (CVE-2017-15361): it can be factored";
    }
    return null;
  }

  /**
   * Whether a modulus was made by a faulty library of Infineon's chips: its factors are powers of
   * 65537 modulo the product of many small primes, so the modulus is one modulo each of them. One
   * of a hundred million others looks so by chance.
   */
  private static boolean hasRocaFingerprint(BigInteger modulus) {
    return POWERS.entrySet().stream()
        .allMatch(
            entry ->
                entry.getValue()[modulus.mod(BigInteger.valueOf(entry.getKey())).intValueExact()]);
  }

  private static Map<Integer, boolean[]> powers() {
    Map<Integer, boolean[]> powers = new TreeMap<>();
    for (int prime : PRIMES) {
      boolean[] reached = new boolean[prime];
      for (int power = 1; !reached[power]; power = power * (GENERATOR % prime) % prime) {
        reached[power] = true;
      }
      powers.put(prime, reached);
    }
    return powers;
  }
}
