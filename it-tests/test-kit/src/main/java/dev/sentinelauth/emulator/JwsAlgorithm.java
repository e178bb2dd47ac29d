package dev.sentinelauth.emulator;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signing by the names of RFC 7518 section 3, with the JDK alone. */
final class JwsAlgorithm {
  private JwsAlgorithm() {}

  /**
   * An RSA or elliptic curve signature.
   *
   * @throws IllegalArgumentException where the algorithm is unknown, or does not fit the key
   */
  static byte[] sign(String algorithm, PrivateKey key, byte[] input) {
    try {
      Signature signature =
          Signature.getInstance(
              switch (family(algorithm)) {
                case "RS" -> "SHA" + bits(algorithm) + "withRSA";
                case "PS" -> "RSASSA-PSS";
                case "ES" -> "SHA" + bits(algorithm) + "withECDSAinP1363Format";
                default -> throw new IllegalArgumentException("no signature: " + algorithm);
              });
      if (family(algorithm).equals("PS")) {
        int bits = bits(algorithm);
        String digest = "SHA-" + bits;
        signature.setParameter(
            new PSSParameterSpec(
                digest,
                "MGF1",
                new MGF1ParameterSpec(digest),
                bits / 8,
                PSSParameterSpec.TRAILER_FIELD_BC));
      }
      signature.initSign(key);
      signature.update(input);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(algorithm + " with a key of " + key.getAlgorithm(), e);
    }
  }

  /** Whether a signature is that of a key, by RS256. */
  static boolean verifyRs256(PublicKey key, byte[] input, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(key);
      verifier.update(input);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // of another length than the key's, say
    }
  }

  /**
   * A message authentication code.
   *
   * @throws IllegalArgumentException where the algorithm is unknown or the secret is empty
   */
  static byte[] authenticate(String algorithm, byte[] secret, byte[] input) {
    if (!family(algorithm).equals("HS")) {
      throw new IllegalArgumentException("no HMAC: " + algorithm);
    }
    try {
      String name = "HmacSHA" + bits(algorithm);
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(secret, name));
      return mac.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(algorithm, e);
    }
  }

  private static String family(String algorithm) {
    if (!algorithm.matches("[A-Z]{2}(256|384|512)")) {
      throw new IllegalArgumentException("unknown algorithm " + algorithm);
    }
    return algorithm.substring(0, 2);
  }

  private static int bits(String algorithm) {
    return Integer.parseInt(algorithm.substring(2));
  }
}
