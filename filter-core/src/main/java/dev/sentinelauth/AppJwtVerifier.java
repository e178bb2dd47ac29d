package dev.sentinelauth;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Verifies AppJWTs, cheap refusals first: length, remembered or not, shape, header, claims, and
 * only then the signature. Scopes come last, because the answer to a missing one (403) is for
 * genuine tokens only.
 */
final class AppJwtVerifier implements TokenVerifier {

  private final SentinelConfig.Policy policy;
  private final ClaimsPolicy claims;
  private final SignatureVerifier signatures;
  private final VerifiedTokens verified;
  private final InstantSource clock;
  private final SentinelListener listener;
  private final boolean timed;
  private final HeaderCache knownHeaders = new HeaderCache();

  /**
   * @param timed whether the listener wants to hear how long verifications take
   */
  AppJwtVerifier(
      SentinelConfig.Policy policy,
      SignatureVerifier signatures,
      VerifiedTokens verified,
      InstantSource clock,
      SentinelListener listener,
      boolean timed) {
    this.policy = policy;
    this.claims = new ClaimsPolicy(policy);
    this.signatures = signatures;
    this.verified = verified;
    this.clock = clock;
    this.listener = listener;
    this.timed = timed;
  }

  @Override
  public AppJwt verify(String compact) throws InvalidTokenException, KeysUnavailableException {
    if (compact.length() > policy.maxTokenLength()) {
      throw new InvalidTokenException(Rejection.TOKEN_TOO_LONG);
    }
    return verify(new CompactToken(compact, 0));
  }

  /** As {@link #verify(String)}, of a token whose length has been checked. */
  AppJwt verify(CompactToken compact) throws InvalidTokenException, KeysUnavailableException {
    if (verified.isOff()) {
      return verifyNew(compact, null);
    }
    TokenDigest digest = verified.digest(compact);
    AppJwt known = verified.find(digest, clock.millis());
    if (known != null) {
      listener.cacheHit();
      signatures.touch(known.audience());
      return known;
    }
    listener.cacheMiss();
    return verifyNew(compact, digest);
  }

  private AppJwt verifyNew(CompactToken compact, @Nullable TokenDigest digest)
      throws InvalidTokenException, KeysUnavailableException {
    if (!timed) {
      return verifyInFull(compact, digest);
    }
    long begun = System.nanoTime();
    AppJwt token = verifyInFull(compact, digest);
    listener.verified(Duration.ofNanos(System.nanoTime() - begun));
    return token;
  }

  private AppJwt verifyInFull(CompactToken compact, @Nullable TokenDigest digest)
      throws InvalidTokenException, KeysUnavailableException {
    CompactJws jws = CompactJws.parse(compact, knownHeaders);
    if (!policy.algorithms().contains(jws.header().algorithm())) {
      throw new InvalidTokenException(Rejection.ALGORITHM_NOT_ACCEPTED);
    }
    AppJwt claimed = claims.check(jws, clock.millis());
    TrustedKey key = signatures.verify(jws, claimed.audience());
    AppJwt token = claims.accept(claimed);
    knownHeaders.learn(jws);
    if (digest != null) {
      verified.put(digest, token, key, clock.millis(), claims.validUntil(token.expiresAt()));
    }
    return token;
  }
}
