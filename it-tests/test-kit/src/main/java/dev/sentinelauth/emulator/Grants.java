package dev.sentinelauth.emulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The codes, refresh tokens and sessions that are good at the moment, and what came of them. */
final class Grants {
  private static final Duration CODE_LIFETIME = Duration.ofMinutes(1);
  private static final int REMEMBERED = 2000;

  private final InstantSource clock;
  private final Map<String, Code> codes = new ConcurrentHashMap<>();

  /** The used ones too: using one again is what gives a theft away. */
  private final Map<String, Refresh> refreshTokens = new ConcurrentHashMap<>();

  private final Map<String, LoginUser> sessions = new ConcurrentHashMap<>();
  private final ReentrantLock issuedLock = new ReentrantLock();
  private final Deque<LoginTokens> issued = new ArrayDeque<>();

  Grants(InstantSource clock) {
    this.clock = clock;
  }

  /** What a code or a refresh token was redeemed for: a user, and the next refresh token. */
  record Redeemed(LoginUser user, String refreshToken) {}

  String newCode(AuthorizationRequest request, LoginUser user) {
    Instant now = clock.instant();
    codes.values().removeIf(code -> !now.isBefore(code.expires));
    String code = Opaque.token();
    codes.put(code, new Code(request, user, now.plus(CODE_LIFETIME)));
    return code;
  }

  /** Redeems a code, which is then used up even if it is refused. */
  Redeemed redeem(
      String code, Installation client, Optional<String> redirectUri, Optional<String> verifier)
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
    CodeChallenge.check(found.request.codeChallenge(), verifier);
    Family family = new Family(client.clientId(), found.user);
    Refresh first = new Refresh(family);
    family.newest.set(first);
    return new Redeemed(found.user, remember(first));
  }

  /**
   * Redeems a refresh token for its successor. A used one ends the whole family: of a thief and the
   * rightful client one comes second, and nobody can tell which (RFC 9700 section 4.14.2).
   */
  Redeemed refresh(String token, Installation client) throws OAuthError {
    Refresh found = refreshTokens.get(token);
    if (found == null || !found.family.clientId.equals(client.clientId())) {
      throw OAuthError.invalidGrant("The refresh token is unknown");
    }
    Refresh successor = new Refresh(found.family);
    if (!found.family.newest.compareAndSet(found, successor)) {
      found.family.newest.set(null);
      throw OAuthError.invalidGrant("The refresh token was used before, or its login revoked");
    }
    return new Redeemed(found.family.user, remember(successor));
  }

  private String remember(Refresh refresh) {
    String token = Opaque.token();
    refreshTokens.put(token, refresh);
    return token;
  }

  String newSession(LoginUser user) {
    String session = Opaque.token();
    sessions.put(session, user);
    return session;
  }

  Optional<LoginUser> session(String session) {
    return Optional.ofNullable(sessions.get(session));
  }

  /** Forgets all logins, finished or not. */
  void revokeAll() {
    codes.clear();
    refreshTokens.clear();
    sessions.clear();
  }

  void issued(LoginTokens tokens) {
    issuedLock.lock();
    try {
      if (issued.size() == REMEMBERED) {
        issued.remove();
      }
      issued.add(tokens);
    } finally {
      issuedLock.unlock();
    }
  }

  List<LoginTokens> issued() {
    issuedLock.lock();
    try {
      return List.copyOf(issued);
    } finally {
      issuedLock.unlock();
    }
  }

  private record Code(AuthorizationRequest request, LoginUser user, Instant expires) {}

  /** All refresh tokens that go back to one code. */
  private static final class Family {
    final String clientId;
    final LoginUser user;

    /** The only one that is still good; {@code null} once none is. */
    final AtomicReference<@Nullable Refresh> newest = new AtomicReference<>();

    Family(String clientId, LoginUser user) {
      this.clientId = clientId;
      this.user = user;
    }
  }

  /** One refresh token of a family, told from the others by identity. */
  private static final class Refresh {
    final Family family;

    Refresh(Family family) {
      this.family = family;
    }
  }
}
