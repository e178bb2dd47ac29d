package dev.sentinelauth.emulator;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
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
    try {
      return new SigningKey(kid, new ECKeyGenerator(Curve.P_256).generate().toKeyPair());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
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
    Map<String, Object> members = new LinkedHashMap<>(publicJwk().toJSONObject());
    members.put("kid", kid);
    members.put("use", "sig");
    members.put("alg", algorithm());
    members.putAll(overrides);
    return JSONObjectUtils.toJSONString(members);
  }

  /** The algorithm that a token says it is signed with, unless it is minted otherwise. */
  String algorithm() {
    return pair.getPublic() instanceof RSAPublicKey ? "RS256" : "ES256";
  }

  private JWK publicJwk() {
    if (pair.getPublic() instanceof RSAPublicKey rsa) {
      return new RSAKey.Builder(rsa).build();
    }
    ECPublicKey ec = (ECPublicKey) pair.getPublic();
    return new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build();
  }

  /** The key id alone. */
  @Override
  public String toString() {
    return "SigningKey[" + kid + "]";
  }
}
