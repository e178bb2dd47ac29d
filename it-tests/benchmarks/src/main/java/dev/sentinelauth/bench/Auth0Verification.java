package dev.sentinelauth.bench;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.RSAKeyProvider;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;

/**
 * The verifier that the manual of java-jwt shows; it leaves key sets to others, so it has a map.
 */
final class Auth0Verification implements Verification {

  private record Keys(Map<String, RSAPublicKey> byId) implements RSAKeyProvider {
    @Override
    public RSAPublicKey getPublicKeyById(String keyId) {
      return byId.get(keyId);
    }

    @Override
    public RSAPrivateKey getPrivateKey() {
      return null;
    }

    @Override
    public String getPrivateKeyId() {
      return null;
    }
  }

  private final JWTVerifier verifier;

  Auth0Verification(Material material) throws GeneralSecurityException {
    this.verifier =
        JWT.require(Algorithm.RSA256(new Keys(Map.of(material.keyId(), material.publicKey()))))
            .withIssuer("Sentinel")
            .withAudience(Fixture.ACCOUNT)
            .withClaimPresence("exp")
            .build();
  }

  @Override
  public Object verify(String compact) {
    return verifier.verify(compact);
  }
}
