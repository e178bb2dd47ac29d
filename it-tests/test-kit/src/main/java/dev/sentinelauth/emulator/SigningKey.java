package dev.sentinelauth.emulator;

import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A key pair and the key id under which it signs.
 *
 * @param pair RSA of any size, or elliptic curve
 */
public record SigningKey(String kid, KeyPair pair) {

  /** A new RSA key of 1024 bits, half of what is safe. */
  public static SigningKey weakRsa(String kid) {
    return new SigningKey(kid, KeyPool.generateRsa(1024));
  }

  /** A new key on the curve P-256. */
  public static SigningKey ec(String kid) {
    return new SigningKey(kid, KeyPool.generateEc("secp256r1"));
  }

  /** The same pair under another key id. */
  public SigningKey withKid(String other) {
    return new SigningKey(other, pair);
  }

  /** The public half as an entry of a JWKS (RFC 7517 section 4). */
  public String toJwk() {
    return toJwk(Map.of());
  }

  String toJwk(Map<String, ?> overrides) {
    Map<String, Object> members = publicJwk();
    members.put("kid", kid);
    members.put("use", "sig");
    members.put("alg", algorithm());
    members.putAll(overrides);
    return Json.write(members);
  }

  /** The algorithm that a token says it is signed with, unless it is minted otherwise. */
  String algorithm() {
    return pair.getPublic() instanceof RSAPublicKey ? "RS256" : "ES256";
  }

  /** RFC 7518 sections 6.2.1 and 6.3.1. */
  private Map<String, Object> publicJwk() {
    Map<String, Object> members = new LinkedHashMap<>();
    if (pair.getPublic() instanceof RSAPublicKey rsa) {
      members.put("kty", "RSA");
      members.put("e", Base64Url.encode(rsa.getPublicExponent()));
      members.put("n", Base64Url.encode(rsa.getModulus()));
      return members;
    }
    ECPublicKey ec = (ECPublicKey) pair.getPublic();
    int bits = ec.getParams().getCurve().getField().getFieldSize();
    members.put("kty", "EC");
    members.put("crv", "P-" + bits);
    members.put("x", Base64Url.encode(ec.getW().getAffineX(), (bits + 7) / 8));
    members.put("y", Base64Url.encode(ec.getW().getAffineY(), (bits + 7) / 8));
    return members;
  }

  /** The key id alone. */
  @Override
  public String toString() {
    return "SigningKey[" + kid + "]";
  }
}
