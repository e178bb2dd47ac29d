package dev.sentinelauth;

/**
 * Verifies AppJWTs for applications: signature, issuer, audience, lifetime and everything else that
 * the configuration asks of every token. Thread-safe. The only source of {@link AppJwt} values.
 */
public interface TokenVerifier {

  /**
   * Verifies a token in the JWS compact serialization (RFC 7515 section 3.1).
   *
   * <p>May wait for the keys, at most for {@code sentinel.http.request-timeout}, when no usable key
   * set is at hand, or when the token names a key that is not known yet.
   *
   * @param compactJwt the token alone, without a scheme; hostile input is welcome
   * @return the verified token
   * @throws InvalidTokenException if the token is bad: answer 401, or 403 where {@link
   *     InvalidTokenException#rejection()} is {@link Rejection#INSUFFICIENT_SCOPE}
   * @throws KeysUnavailableException if nobody can tell, because no usable keys are at hand: answer
   *     503
   */
  AppJwt verify(String compactJwt) throws InvalidTokenException, KeysUnavailableException;
}
