package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.Startup;
import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.SentinelHttp;
import dev.sentinelauth.internal.routes.Access;
import dev.sentinelauth.internal.routes.Route;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inbound side: keys, verified tokens, and the judgement of whole requests. */
final class Inbound implements AutoCloseable {
  private final SentinelConfig config;
  private final Background background;
  private final InstantSource clock;
  private final Listeners listener;
  private final @Nullable AccountKeys accountKeys;
  private final VerifiedTokens verified;
  private final AppJwtVerifier verifier;
  private final RequestAuthenticator authenticator;
  private final RequestAuthenticator loginAuthenticator;

  Inbound(
      SentinelConfig config,
      SignatureProvider provider,
      SentinelHttp http,
      Domains domains,
      KeySnapshot snapshot,
      Background background,
      InstantSource clock,
      Listeners listener) {
    this.config = config;
    this.background = background;
    this.clock = clock;
    this.listener = listener;
    verified = new VerifiedTokens(config.policy().cacheSize(), config.policy().cacheTtl());
    accountKeys =
        config.keys().jwks()
            ? new AccountKeys(
                config,
                provider,
                http,
                background,
                clock,
                listener,
                snapshot,
                domains,
                verified::clear)
            : null;
    SignatureVerifier signatures =
        new SignatureVerifier(
            config.keys().v1Key(), accountKeys, provider, config.remote().requestTimeout());
    verifier =
        new AppJwtVerifier(
            config.policy(),
            signatures,
            verified,
            clock,
            listener,
            listener.listenToVerifications());
    authenticator = new RequestAuthenticator(verifier, config, Route.DEFAULT, listener);
    loginAuthenticator =
        config.web().routes().stream().anyMatch(route -> route.access() == Access.LOGIN)
            ? authenticator
            : new RequestAuthenticator(verifier, config, Route.DEFAULT_LOGIN, listener);
  }

  /**
   * Begins as {@code sentinel.startup} says.
   *
   * @return with {@code required}, what is missing and why; else empty
   */
  List<String> start() {
    Startup startup = config.keys().startup();
    if (startup == Startup.LAZY) {
      return List.of();
    }
    if (accountKeys != null) {
      accountKeys.warmUp();
    }
    Object unused = background.schedule(verified::warmUp, 0);
    if (accountKeys == null || startup != Startup.REQUIRED) {
      return List.of();
    }
    // two answers may be needed one after the other: the account's host, and its keys
    long timeout = 2 * config.remote().requestTimeout().toNanos();
    return accountKeys.await(System.nanoTime() + timeout);
  }

  /** By what the configuration asks of every token, and heard by the listener. */
  AppJwt verify(String compactJwt) throws InvalidTokenException, KeysUnavailableException {
    try {
      AppJwt token = verifier.verify(compactJwt);
      listener.accepted(token);
      return token;
    } catch (InvalidTokenException e) {
      listener.refused(e.rejection());
      throw e;
    } catch (KeysUnavailableException e) {
      listener.refused(Rejection.KEYS_UNAVAILABLE);
      throw e;
    }
  }

  RequestAuthenticator authenticator() {
    return authenticator;
  }

  /** For where a login filter stands. */
  RequestAuthenticator loginAuthenticator() {
    return loginAuthenticator;
  }

  /** {@code null} where no key set is trusted. */
  @Nullable AccountKeys accountKeys() {
    return accountKeys;
  }

  /**
   * How things are right now; causes no fetch.
   *
   * @param appJwts what is known of the outbound side
   */
  SentinelStatus status(List<SentinelStatus.AppJwtStatus> appJwts) {
    return new SentinelStatus(
        accountKeys == null || accountKeys.isReady(),
        accountKeys == null ? List.of() : accountKeys.status(),
        verified.size(),
        verified.hits(),
        verified.misses(),
        appJwts,
        accountKeys == null ? 0 : accountKeys.waiting(),
        clock.instant());
  }

  /** Ends the trust in all keys of key sets, and in what they vouched for. */
  @Override
  public void close() {
    if (accountKeys != null) {
      accountKeys.close();
    }
    verified.clear();
  }
}
