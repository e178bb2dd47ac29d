package dev.sentinelauth.emulator;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request for an authorization code (RFC 6749 section 4.1.1) whose client and redirect URI are in
 * order, so that any answer may be sent there.
 *
 * @param redirectUri where the answer goes
 * @param sentRedirectUri what the request itself said; the token request must repeat it
 */
record AuthorizationRequest(
    Installation client, URI redirectUri, Optional<String> sentRedirectUri, Parameters parameters) {

  /**
   * Reads it.
   *
   * @throws OAuthError where nothing may be redirected, because nobody knows whereto
   */
  static AuthorizationRequest read(
      Realm realm, SentinelHost host, String accountId, RecordedRequest request) throws OAuthError {
    Parameters query = Parameters.ofQuery(request);
    if (!query.has("v", "1.0")) {
      throw OAuthError.invalidRequest("v must be 1.0");
    }
    Installation client =
        realm
            .installation(host, accountId, query.required("client_id"))
            .orElseThrow(() -> OAuthError.invalidRequest("client_id is unknown"));
    Optional<String> sent = query.optional("redirect_uri");
    URI redirectUri =
        client.redirectUris().stream()
            // Compared as text (RFC 3986 section 6.2.1): no prefix, no normalization.
            .filter(registered -> sent.isEmpty() || registered.toString().equals(sent.get()))
            .findFirst()
            .filter(registered -> sent.isPresent() || client.redirectUris().size() == 1)
            .orElseThrow(() -> OAuthError.invalidRequest("redirect_uri is not registered"));
    return new AuthorizationRequest(client, redirectUri, sent, query);
  }

  /** The OAuth error code for what else is wrong with it. */
  Optional<String> error() {
    if (!client.grantTypes().contains("authorization_code")) {
      return Optional.of("unauthorized_client");
    }
    if (!parameters.has("response_type", "code")) {
      return Optional.of("unsupported_response_type");
    }
    return CodeChallenge.isInOrder(parameters) ? Optional.empty() : Optional.of("invalid_request");
  }

  Optional<CodeChallenge> codeChallenge() {
    return CodeChallenge.of(parameters);
  }

  /** Sends the browser back with a code or an error, and with the state it came with. */
  Reply answer(String name, String value) {
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put(name, value);
    parameters.optional("state").ifPresent(state -> answer.put("state", state));
    String separator = redirectUri.getRawQuery() == null ? "?" : "&";
    return Reply.redirect(redirectUri + separator + Form.encode(answer)).noStore();
  }
}
