package dev.sentinelauth.emulator;

import java.util.Map;

/** A refusal in the words of RFC 6749 section 5.2, or of RFC 7591 section 3.2.2. */
final class OAuthError extends Exception {
  private final int status;
  private final String code;
  private final String description;

  private OAuthError(int status, String code, String description) {
    super(code + ": " + description, null, false, false);
    this.status = status;
    this.code = code;
    this.description = description;
  }

  static OAuthError invalidRequest(String description) {
    return new OAuthError(400, "invalid_request", description);
  }

  static OAuthError invalidClient() {
    // One text for all causes: it does not tell which half of the credentials was right.
    return new OAuthError(401, "invalid_client", "Client authentication failed");
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
    return new OAuthError(401, "invalid_token", description);
  }

  static OAuthError invalidMetadata(String description) {
    return new OAuthError(400, "invalid_client_metadata", description);
  }

  static OAuthError invalidRedirectUri(String description) {
    return new OAuthError(400, "invalid_redirect_uri", description);
  }

  Reply reply() {
    return Reply.json(status, Map.of("error", code, "error_description", description)).noStore();
  }
}
