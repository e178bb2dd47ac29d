package dev.sentinelauth.bench;

import java.util.List;

/**
 * What tokens can be verified with. All hold to one policy (RS256, issuer, audience, expiry; ours
 * to some more) and have the one key in memory before the first token comes. Each is set up once,
 * as its manual says, and asked by all threads.
 */
public enum Contender {
  /** With default settings: remembers what it accepted. */
  OURS("ours"),
  /** Ours with all of its work on each token: it remembers, and forgets before the next look. */
  OURS_FORGETTING("ours"),
  /** With {@code sentinel.cache.size = 0}. */
  OURS_CACHE_OFF("ours, cache off"),
  NIMBUS("Nimbus DefaultJWTProcessor"),
  SPRING_SECURITY("Spring Security NimbusJwtDecoder"),
  SMALLRYE("SmallRye JWT"),
  JOSE4J("jose4j"),
  AUTH0("auth0 java-jwt");

  /** What users would take instead; none of them remembers tokens. */
  static final List<Contender> PEERS = List.of(NIMBUS, SPRING_SECURITY, SMALLRYE, JOSE4J, AUTH0);

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  /** Sets it up. What isn't asked for is not even loaded, so that a first start stays one. */
  Verification open(Material material) throws Exception {
    return switch (this) {
      case OURS -> new OurVerification(material.sentinel());
      case OURS_FORGETTING -> new OurVerification(material.sentinel("cache.ttl", "10ms"));
      case OURS_CACHE_OFF -> new OurVerification(material.sentinel("cache.size", "0"));
      case NIMBUS -> new NimbusVerification(material);
      case SPRING_SECURITY -> new SpringVerification(material);
      case SMALLRYE -> new SmallRyeVerification(material);
      case JOSE4J -> new Jose4jVerification(material);
      case AUTH0 -> new Auth0Verification(material);
    };
  }

  /** The name for the table. */
  @Override
  public String toString() {
    return title;
  }
}
