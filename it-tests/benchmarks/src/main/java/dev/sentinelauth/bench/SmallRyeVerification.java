package dev.sentinelauth.bench;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import java.util.Set;

/** SmallRye JWT, as Quarkus and WildFly have it; the key set is given as text. */
final class SmallRyeVerification implements Verification {
  private final JWTParser parser;

  SmallRyeVerification(Material material) {
    JWTAuthContextInfo policy = new JWTAuthContextInfo();
    policy.setPublicKeyContent(material.jwks());
    policy.setSignatureAlgorithm(Set.of(SignatureAlgorithm.RS256));
    policy.setIssuedBy("Sentinel");
    policy.setExpectedAudience(Set.of(Fixture.ACCOUNT));
    policy.setRequireNamedPrincipal(false); // AppJWTs name no user
    this.parser = new DefaultJWTParser(policy);
  }

  @Override
  public Object verify(String compact) throws Exception {
    return parser.parse(compact);
  }
}
