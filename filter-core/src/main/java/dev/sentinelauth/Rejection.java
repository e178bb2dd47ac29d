package dev.sentinelauth;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a request or a token was refused, for applications and adapters alike. One stable {@link
 * #code()} is shared by the answer, the log line, the metric tag and the tests; status and error
 * follow RFC 6750 section 3.1.
 */
public enum Rejection {
  /** No bearer token was sent. */
  NO_TOKEN(401, null, "a bearer token is required"),
  /**
   * No user is logged in where the route asks for one. A login filter sends page loads to log in.
   */
  LOGIN_REQUIRED(401, null, "a login is required"),
  /** More than one {@code Authorization} header field. */
  SEVERAL_CREDENTIALS(400, "invalid_request", "more than one Authorization header field"),
  /** The bearer scheme with nothing behind it, or with something that is no {@code b64token}. */
  MALFORMED_CREDENTIALS(400, "invalid_request", "the Authorization header field is malformed"),
  /** A request path that two servers could read differently. */
  AMBIGUOUS_PATH(400, "invalid_request", "the request path is ambiguous"),

  /** Longer than {@code sentinel.max-token-length}; it was not read. */
  TOKEN_TOO_LONG(401, "invalid_token", "the token is too long"),
  /** Not a JWS in compact serialization that holds JSON objects. */
  MALFORMED_TOKEN(401, "invalid_token", "the token is malformed"),
  /** An {@code alg} that is not accepted here. */
  ALGORITHM_NOT_ACCEPTED(401, "invalid_token", "the alg of the token is not accepted"),
  /** A {@code typ} of something else than an access token. */
  TYPE_NOT_ACCEPTED(401, "invalid_token", "the typ of the token is not accepted"),
  /** A {@code crit} or {@code b64} header (RFC 7515 section 4.1.11, RFC 7797). */
  CRITICAL_HEADER(
      401, "invalid_token", "the token has a crit or b64 header, which is not supported"),
  /** A claim that must be there is not. */
  MISSING_CLAIM(401, "invalid_token", "a required claim is missing"),
  /** A claim of the wrong type or out of range. */
  MALFORMED_CLAIM(401, "invalid_token", "a claim is malformed"),
  /** {@code exp} has passed. */
  EXPIRED(401, "invalid_token", "the token has expired (exp)"),
  /** {@code nbf} or {@code iat} lies in the future. */
  NOT_YET_VALID(401, "invalid_token", "the token is not valid yet"),
  /** {@code exp} - {@code iat} is more than {@code sentinel.max-lifetime}. */
  LIFETIME_TOO_LONG(401, "invalid_token", "the lifetime of the token (exp - iat) is too long"),
  /** {@code iss} is not accepted. */
  WRONG_ISSUER(401, "invalid_token", "the iss of the token is not accepted"),
  /** {@code aud} is not accepted. */
  WRONG_AUDIENCE(401, "invalid_token", "the aud of the token is not accepted"),
  /** {@code azp} is not accepted by {@code sentinel.authorized-parties}. */
  WRONG_AUTHORIZED_PARTY(401, "invalid_token", "the azp of the token is not accepted"),
  /** A {@code cnf} claim (RFC 7800): the token is bound to a proof that is not checked here. */
  BOUND_TOKEN(
      401,
      "invalid_token",
      "the token is bound to a proof of possession (cnf), which is not supported"),
  /** No trusted key of that name. */
  UNKNOWN_KEY(401, "invalid_token", "the kid of the token names no trusted key"),
  /**
   * The key is there, but {@code kty}, {@code crv}, {@code use} or {@code alg} forbid it for this
   * token.
   */
  KEY_DOES_NOT_FIT(
      401, "invalid_token", "the key that the kid names does not fit the alg of the token"),
  /** The key is an RSA key that can be factored, or one under 2048 bits. */
  WEAK_KEY(
      401,
      "invalid_token",
      "the key that the kid names is too weak: an RSA key under 2048 bits, or one easily factored"),
  /** The signature is not of the trusted key. */
  BAD_SIGNATURE(401, "invalid_token", "the signature of the token is wrong"),

  /** A scope is missing. */
  INSUFFICIENT_SCOPE(403, "insufficient_scope", "a required scope is missing"),
  /** The account in the path is not in the token's {@code aud}. */
  OTHER_ACCOUNT(
      403, "insufficient_scope", "the aud of the token does not hold the account of the path"),
  /** {@code azp} is not accepted by the route. */
  OTHER_AUTHORIZED_PARTY(403, "insufficient_scope", "the azp of the token is not accepted here"),
  /** Nobody may. */
  DENIED(403, null, null),

  /** No usable keys: it can't be told whether the token is good. */
  KEYS_UNAVAILABLE(503, null, "tokens cannot be checked at the moment"),
  /** The user's login is past its end, and Sentinel can't renew it at the moment. */
  LOGIN_UNAVAILABLE(503, null, "the login cannot be renewed at the moment"),
  /** A fault of this module; logged with its stack trace. */
  INTERNAL_ERROR(500, null, null);

  private final int status;
  private final @Nullable String error;
  private final @Nullable String description;
  private final String code;

  Rejection(int status, @Nullable String error, @Nullable String description) {
    this.status = status;
    this.error = error;
    this.description = description;
    this.code = name().toLowerCase(Locale.ROOT);
  }

  /** The stable code, for example {@code wrong_issuer}. */
  public String code() {
    return code;
  }

  /** The HTTP status of the answer. */
  public int status() {
    return status;
  }

  /** The RFC 6750 error code, or {@code null} where the answer has none. */
  public @Nullable String error() {
    return error;
  }

  /**
   * What is wrong, in words that hold no configured value and no part of the token; {@code null}
   * for no detail.
   */
  @Nullable String description() {
    return description;
  }
}
