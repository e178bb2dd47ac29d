package dev.sentinelauth;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells, for adapters, that a login could not be begun, completed or kept up. The message is one
 * line that may be logged: no secret, no token, nothing that the browser sent.
 */
public final class LoginException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The callback belongs to no login that this browser began, or to one that was completed. */
    UNKNOWN_STATE(403),
    /** The login was begun more than ten minutes ago. */
    TOO_LATE(400),
    /** The callback is not as RFC 6749 section 4.1.2 says. */
    MALFORMED_CALLBACK(400),
    /** {@code access_denied}: the user cancelled, or may not. */
    ACCESS_DENIED(403),
    /** Sentinel refused the code or the refresh token, or answered the browser with an error. */
    REFUSED(400),
    /** The {@code id_token} is missing or wrong. */
    INVALID_ID_TOKEN(403),
    /** Sentinel refuses this application: its credentials or its registration are wrong. */
    CLIENT_REFUSED(500),
    /** Sentinel can't be reached, or fails; later it may work. */
    UNAVAILABLE(503);

    private final int status;
    private final String code;

    Reason(int status) {
      this.status = status;
      this.code = name().toLowerCase(Locale.ROOT);
    }

    /** The HTTP status for the user. */
    public int status() {
      return status;
    }

    /** The stable code, for example {@code unknown_state}; the log key and the metric tag. */
    public String code() {
      return code;
    }
  }

  private final Reason reason;
  private final @Nullable Duration retryAfter;
  private final @Nullable String returnTo;
  private final boolean attemptKept;
  private final boolean contested;

  LoginException(Reason reason, String message) {
    this(reason, message, null, null);
  }

  LoginException(
      Reason reason, String message, @Nullable Duration retryAfter, @Nullable String returnTo) {
    this(reason, message, retryAfter, returnTo, false, false);
  }

  private LoginException(
      Reason reason,
      String message,
      @Nullable Duration retryAfter,
      @Nullable String returnTo,
      boolean attemptKept,
      boolean contested) {
    super(message, null, false, false);
    this.attemptKept = attemptKept;
    this.contested = contested;
    this.reason = reason;
    this.retryAfter = retryAfter;
    this.returnTo = returnTo;
  }

  /** {@link Reason#UNAVAILABLE}, and the code was not even sent. */
  static LoginException keepingTheAttempt(String message, Duration retryAfter) {
    return new LoginException(Reason.UNAVAILABLE, message, retryAfter, null, true, false);
  }

  /** {@link Reason#UNAVAILABLE}, for as long as it takes another node to keep what it got. */
  static LoginException contested(String message) {
    return new LoginException(
        Reason.UNAVAILABLE, message, Duration.ofSeconds(1), null, false, true);
  }

  /** {@link Reason#UNAVAILABLE}, until it is worth trying again. */
  static LoginException unavailable(String message, Duration retryAfter) {
    return new LoginException(Reason.UNAVAILABLE, message, retryAfter, null);
  }

  /** The same for a login that was begun at this path. */
  LoginException from(String path) {
    return new LoginException(
        reason, String.valueOf(getMessage()), retryAfter, path, attemptKept, contested);
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** When it is worth trying again; {@code null} where that isn't known. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /**
   * Whether the same callback may come again: the login could not be completed because too many
   * others wait, and what the browser keeps of it is as good as before.
   */
  public boolean isAttemptKept() {
    return attemptKept;
  }

  /**
   * Whether the login that was to be refreshed is worth another look where it is kept: another node
   * may have refreshed it in this moment.
   */
  public boolean isContested() {
    return contested;
  }

  /**
   * Where the user was when the login began: a path on this server, for a way back; {@code null}
   * where that isn't known.
   */
  public @Nullable String returnTo() {
    return returnTo;
  }
}
