package dev.sentinelauth;

import dev.sentinelauth.internal.settings.InvalidValueException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** The public half of the static key that signs Sentinel's v1 tokens. */
final class V1PublicKey {
  /** As LivePerson publishes it: X.509 SubjectPublicKeyInfo, RSA with 2048 bits. */
  private static final String PUBLISHED =
      """
      MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvGQctwBFFZBaSu+LC4LV
      k/4/XyVQmhcwM5a91lT7BwZug/GtpR+ZGpKkiZSgTehRdBJKSPjv5K6D8/cBm28O
      V11Mekjn1PJrveSXrRsfUbOqIHgpfVtnkxN3ZaV6GSWQrrZArkpbAm+Kf5o5jxFP
      hCadB8BdRGCbMI3rFEkYSFqnmptI3olIAtAjmtbLJnwYZyXl2WZXMBmORLXnV9aT
      MGp4uFZdX+QbK808q55zxSB5HM3N9B8NLUP1TELc6N2dhWk2RwR/C9WvQYH/UAnx
      qVEwrAXt+rb+YWuu92Dj4NLAmpEYbRQi+S+5Y6t5g6kX/QMQ/ycdFOW/WA3JoptU
      SQIDAQAB
      """;

  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";

  private V1PublicKey() {}

  static RSAPublicKey published() {
    return parse(PUBLISHED);
  }

  /**
   * Reads a key in X.509 SubjectPublicKeyInfo form.
   *
   * @param value base64 DER, or PEM
   * @throws InvalidValueException if it is none, or too weak
   */
  static RSAPublicKey parse(String value) {
    String base64 = value.strip();
    if (base64.startsWith(BEGIN) && base64.endsWith(END)) {
      base64 = base64.substring(BEGIN.length(), base64.length() - END.length());
    } else if (base64.startsWith("-----")) {
      throw new InvalidValueException("a public key in PEM form, between " + BEGIN + " and " + END);
    }
    RSAPublicKey key = decode(base64);
    String weakness = RsaStrength.weakness(key);
    if (weakness != null) {
      throw new InvalidValueException(
          "an RSA key of at least "
              + RsaStrength.MIN_BITS
              + " bits that is safe, but it "
              + weakness);
    }
    return key;
  }

  private static RSAPublicKey decode(String base64) {
    try {
      byte[] der = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
      PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
      if (key instanceof RSAPublicKey rsa) {
        return rsa;
      }
    } catch (IllegalArgumentException | GeneralSecurityException malformed) {
      // as below; their messages could hold a part of the value
    }
    throw new InvalidValueException(
        "an RSA public key: X.509 SubjectPublicKeyInfo as base64 DER or PEM");
  }
}
