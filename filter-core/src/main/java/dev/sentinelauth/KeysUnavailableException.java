package dev.sentinelauth;

import java.time.Duration;

/**
 * Tells, for applications, that nobody can tell whether the token is good: no key set could ever be
 * fetched, or the last one is past {@code sentinel.jwks.stale-limit}. It says nothing about the
 * token.
 */
public final class KeysUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  KeysUnavailableException(String message, Duration retryAfter) {
    super(message, null, false, false);
    this.retryAfter = retryAfter;
  }

  /** When it is worth asking again: at least one second. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
