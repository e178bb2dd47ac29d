package dev.sentinelauth.bench;

import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

/** The consumer that the manual of jose4j shows. */
final class Jose4jVerification implements Verification {
  private final JwtConsumer consumer;

  Jose4jVerification(Material material) throws JoseException {
    this.consumer =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(
                new JwksVerificationKeyResolver(
                    new JsonWebKeySet(material.jwks()).getJsonWebKeys()))
            .setJwsAlgorithmConstraints(
                ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
            .setExpectedIssuer("Sentinel")
            .setExpectedAudience(Fixture.ACCOUNT)
            .setRequireExpirationTime()
            .build();
  }

  @Override
  public Object verify(String compact) throws Exception {
    return consumer.processToClaims(compact);
  }
}
