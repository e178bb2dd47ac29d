package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.Login;
import dev.sentinelauth.internal.settings.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.SecretKey;

/**
 * What all steps of a login work with.
 *
 * @param account the one that users log in to
 * @param clientId the installation that they log in with
 * @param timeout for one answer of Sentinel
 * @param node a name for this one, new at each start
 */
record LoginContext(
    String account,
    String clientId,
    Secret secret,
    Login settings,
    TokenEndpoint endpoint,
    IdTokens idTokens,
    Duration timeout,
    InstantSource clock,
    SentinelListener listener,
    String node) {

  private static final int NODE_BYTES = 6;

  static LoginContext of(
      String account,
      SentinelConfig config,
      Login settings,
      TokenEndpoint endpoint,
      IdTokens idTokens,
      InstantSource clock,
      SentinelListener listener) {
    String clientId = config.client().clientId();
    Secret secret = config.client().clientSecret();
    if (clientId == null || secret == null) {
      throw new IllegalStateException("login needs sentinel.client-id and sentinel.client-secret");
    }
    Duration timeout = config.remote().requestTimeout();
    byte[] node = new byte[NODE_BYTES];
    new SecureRandom().nextBytes(node);
    return new LoginContext(
        account,
        clientId,
        secret,
        settings,
        endpoint,
        idTokens,
        timeout,
        clock,
        listener,
        Base64.getUrlEncoder().encodeToString(node));
  }

  /** By which attempts are sealed: the same on all nodes. */
  SecretKey attemptKey() {
    return LoginAttempt.key(secret.reveal(), account + "\n" + clientId);
  }

  /** A user of this account and client who logged in just now, here. */
  LoggedInUser loggedIn(IdToken user, UserTokens tokens) {
    return LoggedInUser.of(account, clientId, user, tokens, node, clock.millis());
  }

  @Override
  public String toString() {
    return "LoginContext[account=" + account + ", client=" + clientId + "]";
  }
}
