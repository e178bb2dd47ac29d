package dev.sentinelauth.internal.remote;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A remote value could not be had. The message is one line that may be logged: no secret, no token,
 * no raw answer.
 */
public final class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Duration SOON = Duration.ofSeconds(1);

  /** RFC 6749 section 5.2: what no other code or refresh token would change. */
  private static final Set<String> CLIENT_ERRORS =
      Set.of("invalid_client", "unauthorized_client", "unsupported_grant_type");

  /** RFC 6749 section 4.1.2.1: some answer a code or a refresh token with them as well. */
  private static final Set<String> TEMPORARY_ERRORS =
      Set.of("server_error", "temporarily_unavailable");

  private static final Set<String> OTHER_ERRORS =
      Set.of("invalid_request", "invalid_grant", "invalid_scope", "access_denied");

  private final int status;
  private final @Nullable Duration retryAfter;
  private final @Nullable String oauthError;

  public FetchException(String message) {
    this(message, 0, null);
  }

  /**
   * @param status the HTTP status, or 0 where there was no answer
   * @param retryAfter what the answer asked for, or {@code null}
   */
  FetchException(String message, int status, @Nullable Duration retryAfter) {
    this(message, status, retryAfter, null);
  }

  /**
   * @param oauthError the error code of RFC 6749 section 5.2, or {@code null} where there is none
   */
  FetchException(
      String message, int status, @Nullable Duration retryAfter, @Nullable String oauthError) {
    super(message, null, false, false);
    this.status = status;
    this.retryAfter = retryAfter;
    this.oauthError = oauthError;
  }

  /** What went wrong in asynchronous work, out of what it was wrapped in. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /**
   * Whether the other side said no and will say so again: 4xx, but not "later" (408, 429), and not
   * a proxy's word (407).
   */
  public boolean isRefusal() {
    return status / 100 == 4 && status != 407 && status != 408 && status != 429;
  }

  /** The HTTP status, or 0 where there was no answer. */
  int status() {
    return status;
  }

  public boolean isUnauthorized() {
    return status == 401;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** When to ask again where it has to be said: after a second if the answer doesn't tell. */
  public Duration retryAfterOrSoon() {
    return retryAfter == null ? SOON : retryAfter;
  }

  /**
   * Whether this is an error code of RFC 6749 sections 4.1.2.1 and 5.2; one that isn't known may be
   * an echo of what was sent.
   */
  static boolean isOAuthError(String word) {
    return CLIENT_ERRORS.contains(word)
        || TEMPORARY_ERRORS.contains(word)
        || OTHER_ERRORS.contains(word);
  }

  /** Whether it is the client's id or secret that is refused. */
  public boolean isClientUnknown() {
    return "invalid_client".equals(oauthError) || isUnauthorized();
  }

  /** Whether the code or the refresh token is bad, rather than the client. */
  public boolean isGrantRefused() {
    return oauthError == null
        ? status == 400
        : isRefusal() && !CLIENT_ERRORS.contains(oauthError) && !isTemporary();
  }

  /** Whether the error word means that it may work later, whatever the status. */
  public boolean isTemporary() {
    return oauthError != null && TEMPORARY_ERRORS.contains(oauthError);
  }
}
