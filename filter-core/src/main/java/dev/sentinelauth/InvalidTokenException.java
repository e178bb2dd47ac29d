package dev.sentinelauth;

import org.jspecify.annotations.Nullable;

/**
 * Tells, for applications, that the token is bad. It has no stack trace, because it is an answer
 * and not a fault, and its message holds no part of the token.
 */
public final class InvalidTokenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Rejection rejection;

  InvalidTokenException(Rejection rejection) {
    this(rejection, null);
  }

  /**
   * @param detail names what is at fault where the rejection alone doesn't (say, the claim); {@code
   *     null} for the rejection's own words
   */
  InvalidTokenException(Rejection rejection, @Nullable String detail) {
    super(detail == null ? rejection.description() : detail, null, false, false);
    this.rejection = rejection;
  }

  static InvalidTokenException malformedClaim(String name) {
    return new InvalidTokenException(
        Rejection.MALFORMED_CLAIM, "the " + name + " claim is malformed");
  }

  /** Why the token was refused. */
  public Rejection rejection() {
    return rejection;
  }

  /** The stable {@link Rejection#code() code} of the rejection. */
  public String code() {
    return rejection.code();
  }
}
