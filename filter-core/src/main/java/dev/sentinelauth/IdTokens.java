package dev.sentinelauth;

import dev.sentinelauth.internal.codec.NumericDate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the {@code id_token}s of one client (OpenID Connect Core section 3.1.3.7). They come
 * straight from the token endpoint, where step 6 lets the TLS server check stand for the signature;
 * where the key set holds the {@code kid}, the signature must be right all the same.
 */
final class IdTokens {

  /** Both editions of the documents. */
  private static final Set<String> ISSUERS = Set.of("Sentinel", "sentinel");

  private final String account;
  private final String clientId;
  private final Set<String> algorithms;
  private final Duration skew;
  private final Duration timeout;
  private final @Nullable AccountKeys keys;
  private final InstantSource clock;

  /**
   * @param keys {@code null} where no key set is trusted
   */
  IdTokens(
      String account,
      String clientId,
      SentinelConfig config,
      @Nullable AccountKeys keys,
      InstantSource clock) {
    this.account = account;
    this.clientId = clientId;
    this.algorithms = config.policy().algorithms();
    this.skew = config.policy().clockSkew();
    this.timeout = config.remote().requestTimeout();
    this.keys = keys;
    this.clock = clock;
  }

  /** Checks the one of a login; waits for the key set where none was ever fetched. */
  IdToken verify(@Nullable String compact) throws LoginException {
    JwkSet held = keys == null ? null : keys.held(account, System.nanoTime() + timeout.toNanos());
    return verify(compact, held);
  }

  /** Checks the one of a refresh; never waits. */
  IdToken verifyAtOnce(String compact) throws LoginException {
    return verify(compact, keys == null ? null : keys.peek(List.of(account)));
  }

  private IdToken verify(@Nullable String compact, @Nullable JwkSet set) throws LoginException {
    if (compact == null) {
      throw invalid("the answer holds no id_token");
    }
    try {
      CompactJws jws = CompactJws.parse(compact);
      if (!algorithms.contains(jws.header().algorithm())) {
        throw invalid("the alg of the id_token is not accepted");
      }
      IdToken user = check(jws.claims());
      checkSignature(jws, set);
      return user;
    } catch (InvalidTokenException e) {
      throw invalid("the id_token: " + e.getMessage());
    }
  }

  private IdToken check(Map<String, @Nullable Object> claims) throws LoginException {
    if (!(claims.get("iss") instanceof String issuer) || !ISSUERS.contains(issuer)) {
      throw invalid("the iss of the id_token is not Sentinel");
    }
    Object audience = claims.get("aud");
    if (!clientId.equals(audience) && !List.of(clientId).equals(audience)) {
      throw invalid("the aud of the id_token is not this client");
    }
    // an AppJWT: it speaks of an application and of no user
    if (Scopes.areIn(claims)) {
      throw invalid("the id_token is an access token");
    }
    if (claims.get("azp") != null && !clientId.equals(claims.get("azp"))) {
      throw invalid("the azp of the id_token is not this client");
    }
    long now = clock.millis();
    Instant expires = date(claims, "exp");
    Instant issued = date(claims, "iat");
    if (expires == null || issued == null) {
      throw invalid("the exp or the iat of the id_token is missing");
    }
    // valid while now < exp + skew, as everywhere
    if (now >= NumericDate.later(NumericDate.millis(expires), skew.toMillis())) {
      throw invalid("the id_token is expired");
    }
    if (NumericDate.millis(issued) > NumericDate.later(now, skew.toMillis())) {
      throw invalid("the id_token is from the future (iat)");
    }
    if (!(claims.get("sub") instanceof String subject) || subject.isBlank()) {
      throw invalid("the sub of the id_token is missing");
    }
    return new IdToken(subject, flag(claims, "is_admin"), flag(claims, "is_lpa"));
  }

  private static @Nullable Instant date(Map<String, @Nullable Object> claims, String name) {
    Object value = claims.get(name);
    return value == null ? null : NumericDate.of(value);
  }

  /** Absent is no; anything but a boolean is not guessed at. */
  private static boolean flag(Map<String, @Nullable Object> claims, String name)
      throws LoginException {
    Object value = claims.get(name);
    if (value == null) {
      return false;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw invalid("the " + name + " of the id_token is malformed");
  }

  private static void checkSignature(CompactJws jws, @Nullable JwkSet set)
      throws LoginException, InvalidTokenException {
    if (set == null || !set.names(jws.header().keyId())) {
      return;
    }
    for (TrustedKey key : set.candidates(jws.header())) {
      if (key.signed(jws)) {
        return;
      }
    }
    throw invalid("the signature of the id_token is wrong");
  }

  private static LoginException invalid(String message) {
    return new LoginException(LoginException.Reason.INVALID_ID_TOKEN, message);
  }
}
