package dev.sentinelauth;

import java.time.Duration;

/**
 * Tells, for applications, that no live outbound token can be had right now. The message says for
 * which account, from which host and why, with the OAuth error code where there is one; it holds no
 * secret and no token.
 */
public final class AppJwtUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  AppJwtUnavailableException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** When it is worth asking again: at least one second. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
