package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.Login;
import dev.sentinelauth.internal.settings.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.SecretKey;

/**
 * What all steps of a login work with. It stays for as long as the login does, and so does what the
 * steps remember; what the settings say of it is by the configuration in force.
 */
final class LoginContext {
  private static final int NODE_BYTES = 6;

  private final String account;
  private final Duration timeout;
  private final InstantSource clock;
  private final SentinelListener listener;
  private final String node;
  private volatile Client client;

  /** The installation, and how it asks. */
  private record Client(
      String id, Secret secret, Login settings, TokenEndpoint endpoint, IdTokens idTokens) {}

  private LoginContext(
      String account,
      Duration timeout,
      InstantSource clock,
      SentinelListener listener,
      String node,
      Client client) {
    this.account = account;
    this.timeout = timeout;
    this.clock = clock;
    this.listener = listener;
    this.node = node;
    this.client = client;
  }

  static LoginContext of(
      String account,
      SentinelConfig config,
      Login settings,
      TokenEndpoint endpoint,
      IdTokens idTokens,
      InstantSource clock,
      SentinelListener listener) {
    byte[] node = new byte[NODE_BYTES];
    new SecureRandom().nextBytes(node);
    return new LoginContext(
        account,
        config.remote().requestTimeout(),
        clock,
        listener,
        Base64.getUrlEncoder().encodeToString(node),
        client(config, settings, endpoint, idTokens));
  }

  private static Client client(
      SentinelConfig config, Login settings, TokenEndpoint endpoint, IdTokens idTokens) {
    String clientId = config.client().clientId();
    Secret secret = config.client().clientSecret();
    if (clientId == null || secret == null) {
      throw new IllegalStateException("login needs sentinel.client-id and sentinel.client-secret");
    }
    return new Client(clientId, secret, settings, endpoint, idTokens);
  }

  /** Works by another configuration from now on, for the same account. */
  void follow(SentinelConfig config, Login settings, TokenEndpoint endpoint, IdTokens idTokens) {
    client = client(config, settings, endpoint, idTokens);
  }

  /** The one that users log in to. */
  String account() {
    return account;
  }

  /** The installation that they log in with. */
  String clientId() {
    return client.id();
  }

  Login settings() {
    return client.settings();
  }

  TokenEndpoint endpoint() {
    return client.endpoint();
  }

  IdTokens idTokens() {
    return client.idTokens();
  }

  /** For one answer of Sentinel. */
  Duration timeout() {
    return timeout;
  }

  InstantSource clock() {
    return clock;
  }

  SentinelListener listener() {
    return listener;
  }

  /** A name for this node, new at each start. */
  String node() {
    return node;
  }

  /** By which attempts are sealed: the same on all nodes. */
  SecretKey attemptKey() {
    Client now = client;
    return LoginAttempt.key(now.secret().reveal(), account + "\n" + now.id());
  }

  /** A user of this account and client who logged in just now, here. */
  LoggedInUser loggedIn(IdToken user, UserTokens tokens) {
    return LoggedInUser.of(account, clientId(), user, tokens, node, clock.millis());
  }

  @Override
  public String toString() {
    return "LoginContext[account=" + account + ", client=" + clientId() + "]";
  }
}
