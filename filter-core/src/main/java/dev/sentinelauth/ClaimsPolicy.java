package dev.sentinelauth;

import dev.sentinelauth.internal.codec.NumericDate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every check of claims, in one place and one order: time first, because it is what fails most. */
final class ClaimsPolicy {
  private final SentinelConfig.Policy policy;
  private final long skewMillis;
  private final ClaimInterner shared;

  ClaimsPolicy(SentinelConfig.Policy policy) {
    this.policy = policy;
    this.skewMillis = policy.clockSkew().toMillis();
    this.shared = new ClaimInterner(policy);
  }

  /**
   * Checks what can be checked before the signature is known to be right.
   *
   * @return the token as it will be if the signature is right; nobody may see it before
   */
  AppJwt check(CompactJws jws, long now) throws InvalidTokenException {
    Map<String, @Nullable Object> claims = jws.claims();
    Instant expiresAt = Claims.instant(claims, "exp");
    if (expiresAt == null) {
      throw Claims.missing("exp");
    }
    // valid while now < exp + skew, so at exp + skew it no longer is
    if (now >= validUntil(expiresAt)) {
      throw new InvalidTokenException(Rejection.EXPIRED);
    }
    Instant notBefore = Claims.instant(claims, "nbf");
    Instant issuedAt = Claims.instant(claims, "iat");
    notInFuture(notBefore, "nbf", now);
    notInFuture(issuedAt, "iat", now);
    checkLifetime(issuedAt, expiresAt);
    String issuer = Claims.string(claims, "iss");
    if (issuer == null) {
      throw Claims.missing("iss");
    }
    if (!policy.issuers().contains(issuer)) {
      throw new InvalidTokenException(Rejection.WRONG_ISSUER);
    }
    List<String> audience = Claims.strings(claims, "aud");
    if (audience.isEmpty()) {
      throw Claims.missing("aud");
    }
    if (Collections.disjoint(audience, policy.audiences())) {
      throw new InvalidTokenException(Rejection.WRONG_AUDIENCE);
    }
    String party = Claims.string(claims, "azp");
    checkParty(party);
    Set<String> scopes = shared.scopes(claims);
    if (scopes == null) {
      scopes = Scopes.of(claims);
    }
    for (String required : policy.requiredClaims()) {
      if (claims.get(required) == null) {
        throw Claims.missing(required);
      }
    }
    if (claims.containsKey("cnf")) {
      throw new InvalidTokenException(Rejection.BOUND_TOKEN);
    }
    return new AppJwt(
        issuer,
        shared.audience(audience),
        party,
        scopes,
        issuedAt,
        expiresAt,
        jws.header().keyId(),
        claims);
  }

  /**
   * Checks what is left once the token is known to be genuine: the scopes that every token must
   * hold. It comes last because the answer is 403.
   *
   * @param genuine what {@link #check} gave
   * @return the same token in a form that is good to keep: small, and sharing with others what it
   *     has in common with them
   */
  AppJwt accept(AppJwt genuine) throws InvalidTokenException {
    if (!genuine.scopes().containsAll(policy.scopes())) {
      throw new InvalidTokenException(Rejection.INSUFFICIENT_SCOPE);
    }
    AppJwt token = genuine.holding(present(genuine.claims()));
    shared.learn(token);
    return token;
  }

  /**
   * The first millisecond at which a token that expires then is no longer valid: {@code exp} +
   * skew.
   */
  long validUntil(Instant expiresAt) {
    return NumericDate.later(NumericDate.millis(expiresAt), skewMillis);
  }

  private void notInFuture(@Nullable Instant instant, String claim, long now)
      throws InvalidTokenException {
    if (instant != null && NumericDate.millis(instant) > NumericDate.later(now, skewMillis)) {
      throw new InvalidTokenException(
          Rejection.NOT_YET_VALID, "the token is not valid yet (" + claim + ")");
    }
  }

  private void checkLifetime(@Nullable Instant issuedAt, Instant expiresAt)
      throws InvalidTokenException {
    if (policy.maxLifetime() == null) {
      return;
    }
    if (issuedAt == null) {
      throw Claims.missing("iat"); // without it nobody can tell
    }
    if (issuedAt.plus(policy.maxLifetime()).isBefore(expiresAt)) {
      throw new InvalidTokenException(Rejection.LIFETIME_TOO_LONG);
    }
  }

  private void checkParty(@Nullable String party) throws InvalidTokenException {
    if (party != null && party.isEmpty()) {
      throw InvalidTokenException.malformedClaim("azp"); // an empty name would be nobody's
    }
    if (!policy.authorizedParties().isEmpty()) {
      if (party == null) {
        throw Claims.missing("azp");
      }
      if (!policy.authorizedParties().contains(party)) {
        throw new InvalidTokenException(Rejection.WRONG_AUTHORIZED_PARTY);
      }
    }
  }

  /**
   * {@code null} is how an absent claim is told, so a null one needs no entry; the copy is half as
   * large in memory. Not for a stranger's claims: names can be chosen so that this takes the square
   * of their number.
   */
  @SuppressWarnings({"rawtypes", "unchecked"}) // there are no arrays of generic types
  private Map<String, Object> present(Map<String, @Nullable Object> claims) {
    Map.Entry<String, Object>[] present = new Map.Entry[claims.size()];
    int count = 0;
    for (Map.Entry<String, @Nullable Object> claim : claims.entrySet()) {
      Object value = claim.getValue();
      if (value != null) {
        String name = claim.getKey();
        present[count++] = Map.entry(name, shared.value(name, value));
      }
    }
    return Map.ofEntries(count == present.length ? present : Arrays.copyOf(present, count));
  }
}
