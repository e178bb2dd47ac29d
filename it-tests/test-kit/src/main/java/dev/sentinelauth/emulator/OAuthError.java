package dev.sentinelauth.emulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A refusal in the words of RFC 6749 section 5.2, or of RFC 7591 section 3.2.2. */
final class OAuthError extends Exception {
  private final int status;
  private final String code;
  private final String description;

  /** Every 401 has one (RFC 9110 section 15.5.2). */
  private final @Nullable String challenge;

  private OAuthError(int status, String code, String description) {
    this(status, code, description, null);
  }

  private OAuthError(int status, String code, String description, @Nullable String challenge) {
    super(code + ": " + description, null, false, false);
    this.status = status;
    this.code = code;
    this.description = description;
    this.challenge = challenge;
  }

  static OAuthError invalidRequest(String description) {
    return new OAuthError(400, "invalid_request", description);
  }

  static OAuthError invalidClient() {
    // One text for all causes: it does not tell which half of the credentials was right.
    // The scheme is the one that clients use where they use a header (RFC 6749 section 5.2).
    return new OAuthError(
        401, "invalid_client", "Client authentication failed", "Basic realm=\"sentinel\"");
  }

  static OAuthError invalidGrant(String description) {
    return new OAuthError(400, "invalid_grant", description);
  }

  static OAuthError unauthorizedClient(String grantType) {
    return new OAuthError(400, "unauthorized_client", "Not installed for " + grantType);
  }

  static OAuthError unsupportedGrantType() {
    return new OAuthError(400, "unsupported_grant_type", "This endpoint does not know the grant");
  }

  static OAuthError invalidToken(String description) {
    return new OAuthError(
        401, "invalid_token", description, "Bearer realm=\"idp\", error=\"invalid_token\"");
  }

  static OAuthError invalidMetadata(String description) {
    return new OAuthError(400, "invalid_client_metadata", description);
  }

  static OAuthError invalidRedirectUri(String description) {
    return new OAuthError(400, "invalid_redirect_uri", description);
  }

  Reply reply() {
    Reply reply =
        Reply.json(status, Map.of("error", code, "error_description", description)).noStore();
    return challenge == null ? reply : reply.header("WWW-Authenticate", challenge);
  }
}
