package dev.sentinelauth;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An AppJWT that has been verified, for applications. Only a {@link TokenVerifier} makes one, so
 * holding it is the proof. Immutable; it does not hold the compact token, so neither a log nor a
 * heap dump of it can be replayed.
 */
public final class AppJwt implements Principal {
  private final String issuer;
  private final List<String> audience;
  private final @Nullable String authorizedParty;
  private final Set<String> scopes;
  private final @Nullable Instant issuedAt;
  private final Instant expiresAt;
  private final @Nullable String keyId;
  private final Map<String, @Nullable Object> claims;

  AppJwt(
      String issuer,
      List<String> audience,
      @Nullable String authorizedParty,
      Set<String> scopes,
      @Nullable Instant issuedAt,
      Instant expiresAt,
      @Nullable String keyId,
      Map<String, @Nullable Object> claims) {
    this.issuer = issuer;
    this.audience = audience;
    this.authorizedParty = authorizedParty;
    this.scopes = scopes;
    this.issuedAt = issuedAt;
    this.expiresAt = expiresAt;
    this.keyId = keyId;
    this.claims = claims;
  }

  /** The same token, with its claims in another map. */
  AppJwt holding(Map<String, Object> same) {
    return new AppJwt(
        same.get("iss") instanceof String shared ? shared : issuer,
        audience,
        authorizedParty,
        scopes,
        issuedAt,
        expiresAt,
        keyId,
        same);
  }

  /** All claims; a {@code null} is as good as none. */
  Map<String, @Nullable Object> claims() {
    return claims;
  }

  /** The {@code iss} claim (RFC 7519 section 4.1.1). */
  public String issuer() {
    return issuer;
  }

  /** The {@code aud} claim: account ids, at least one (RFC 7519 section 4.1.3). Unmodifiable. */
  public List<String> audience() {
    return audience;
  }

  /**
   * The {@code azp} claim: the installation that the token was issued to; {@code null} where the
   * token has none, which only a changed {@code sentinel.required-claims} lets in.
   */
  public @Nullable String authorizedParty() {
    return authorizedParty;
  }

  /**
   * The {@code scope} claim (RFC 8693 section 4.2), in the token's order; empty where it has none.
   * Unmodifiable.
   */
  public Set<String> scopes() {
    return scopes;
  }

  /** The {@code iat} claim (RFC 7519 section 4.1.6), or {@code null} where the token has none. */
  public @Nullable Instant issuedAt() {
    return issuedAt;
  }

  /**
   * The {@code exp} claim (RFC 7519 section 4.1.4), as it stands in the token: without the clock
   * skew.
   */
  public Instant expiresAt() {
    return expiresAt;
  }

  /**
   * The {@code kid} of the header (RFC 7515 section 4.1.4), or {@code null} where the token has
   * none.
   */
  public @Nullable String keyId() {
    return keyId;
  }

  /**
   * Any claim by its name.
   *
   * @return a {@code String}, {@code Boolean}, {@code Long}, {@code BigDecimal}, or an unmodifiable
   *     {@code List} or {@code Map} of these; {@code null} where the token has no such claim, or
   *     has it as JSON's null
   */
  public @Nullable Object claim(String name) {
    return claims.get(name);
  }

  /** The name of the caller: {@code azp}, else {@code sub}, else the empty string. */
  @Override
  public String getName() {
    if (authorizedParty != null) {
      return authorizedParty;
    }
    return claims.get("sub") instanceof String subject ? subject : "";
  }

  /** Claims that identify the caller; nothing that could be replayed. */
  @Override
  public String toString() {
    return "AppJwt[aud=" + audience + ", azp=" + authorizedParty + ", exp=" + expiresAt + "]";
  }
}
