package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Sha256;
import dev.sentinelauth.internal.remote.Bulkhead;
import dev.sentinelauth.internal.remote.FetchException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes the authorization requests of RFC 6749 section 4.1.1, one for each login that is begun, and
 * the attempts that belong to them.
 */
final class AuthorizationRequest {

  /** RFC 6749 section 10.10 asks for at least 128 bits, better 160. */
  private static final int STATE_BYTES = 20;

  /** RFC 7636 section 4.1. */
  private static final int VERIFIER_BYTES = 32;

  /** What a browser keeps as a cookie has its limits; a longer target loses its query. */
  private static final int LONGEST_TARGET = 1500;

  private final LoginContext context;
  private final Bulkhead lookingUp = new Bulkhead();
  private final SecureRandom random = new SecureRandom();

  AuthorizationRequest(LoginContext context) {
    this.context = context;
  }

  /**
   * A new one.
   *
   * @param returnTo a path on this server, with its query
   * @throws LoginException if it isn't known where the account's Sentinel is
   */
  LoginFlow.Begun begin(String returnTo) throws LoginException {
    URI server = server();
    String state = randomText(STATE_BYTES);
    String verifier = context.settings().pkce() ? randomText(VERIFIER_BYTES) : null;
    Map<String, String> query = new LinkedHashMap<>();
    query.put("v", "1.0"); // the only version there is of this endpoint
    query.put("response_type", "code");
    query.put("client_id", context.clientId());
    query.put("redirect_uri", context.settings().redirectUri().toString());
    query.put("state", state);
    if (verifier != null) {
      query.put("code_challenge", Sha256.of(verifier)); // RFC 7636 section 4.2
      query.put("code_challenge_method", "S256");
    }
    LoginAttempt attempt =
        new LoginAttempt(context.clock().millis(), state, verifier, shortened(returnTo));
    return new LoginFlow.Begun(
        server.resolve(uri(query)),
        state,
        attempt.seal(context.attemptKey()),
        LoginAttempt.LIFETIME);
  }

  private String uri(Map<String, String> query) {
    StringBuilder uri =
        new StringBuilder("/sentinel/api/account/").append(context.account()).append("/authorize");
    char separator = '?';
    for (Map.Entry<String, String> parameter : query.entrySet()) {
      uri.append(separator)
          .append(parameter.getKey())
          .append('=')
          .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
      separator = '&';
    }
    return uri.toString();
  }

  private URI server() throws LoginException {
    try {
      return context.endpoint().server(lookingUp, System.nanoTime() + context.timeout().toNanos());
    } catch (FetchException e) {
      throw LoginException.unavailable(
          "it is not known where the Sentinel of account "
              + context.account()
              + " is: "
              + e.getMessage(),
          e.retryAfterOrSoon());
    }
  }

  private static String shortened(String target) {
    if (target.length() <= LONGEST_TARGET) {
      return target;
    }
    int query = target.indexOf('?');
    return query < 0 || query > LONGEST_TARGET ? "/" : target.substring(0, query);
  }

  private String randomText(int bytes) {
    byte[] text = new byte[bytes];
    random.nextBytes(text);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }
}
