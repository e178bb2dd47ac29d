package dev.sentinelauth;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A remote value could not be had. The message is one line that may be logged: no secret, no token,
 * no raw answer.
 */
final class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final @Nullable Duration retryAfter;

  FetchException(String message) {
    this(message, 0, null);
  }

  /**
   * @param status the HTTP status, or 0 where there was no answer
   * @param retryAfter what the answer asked for, or {@code null}
   */
  FetchException(String message, int status, @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  int status() {
    return status;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
