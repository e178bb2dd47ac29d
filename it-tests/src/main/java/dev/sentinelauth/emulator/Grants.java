package dev.sentinelauth.emulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The codes, refresh tokens and sessions that are good at the moment. */
final class Grants {
  private static final Duration CODE_LIFETIME = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  private final Map<String, Refresh> refreshTokens = new ConcurrentHashMap<>();
  private final Map<String, LoginUser> sessions = new ConcurrentHashMap<>();

  Grants(InstantSource clock) {
    this.clock = clock;
  }

  String newCode(AuthorizationRequest request, LoginUser user) {
    Instant now = clock.instant();
    codes.values().removeIf(code -> !now.isBefore(code.expires));
    String code = Opaque.token();
    codes.put(code, new Code(request, user, now.plus(CODE_LIFETIME)));
    return code;
  }

  /**
   * Redeems a code, which is then used up even if it is refused.
   *
   * @return the user that it stands for
   */
  LoginUser redeem(String code, Installation client, Optional<String> redirectUri)
      throws OAuthError {
    Code found = codes.remove(code);
    if (found == null
        || !clock.instant().isBefore(found.expires)
        || !found.request.client().clientId().equals(client.clientId())) {
      throw OAuthError.invalidGrant("The code is unknown, used or expired");
    }
    if (!found.request.sentRedirectUri().equals(redirectUri)) {
      throw OAuthError.invalidGrant("redirect_uri is not the one of the authorization request");
    }
    return found.user;
  }

  String newRefreshToken(Installation client, LoginUser user) {
    String token = Opaque.token();
    refreshTokens.put(token, new Refresh(client.clientId(), user));
    return token;
  }

  /** Redeems a refresh token, which is then used up unless it is another client's. */
  LoginUser refresh(String token, Installation client) throws OAuthError {
    Refresh found = refreshTokens.get(token);
    if (found == null
        || !found.clientId.equals(client.clientId())
        || !refreshTokens.remove(token, found)) {
      throw OAuthError.invalidGrant("The refresh token is unknown or used");
    }
    return found.user;
  }

  String newSession(LoginUser user) {
    String session = Opaque.token();
    sessions.put(session, user);
    return session;
  }

  Optional<LoginUser> session(String session) {
    return Optional.ofNullable(sessions.get(session));
  }

  private record Code(AuthorizationRequest request, LoginUser user, Instant expires) {}

  private record Refresh(String clientId, LoginUser user) {}
}
