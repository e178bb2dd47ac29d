package dev.sentinelauth;

import dev.sentinelauth.internal.routes.Route;
import org.jspecify.annotations.Nullable;

/**
 * By what tokens and requests are judged, as one configuration has it. What the next configuration
 * leaves as it is goes over into its rules: the key sets, and the tokens that were verified where
 * nothing changed that a verdict on them depends on.
 *
 * <p>Identity is all that is compared of it, so it is no record.
 */
final class InboundRules {
  final SentinelConfig config;
  final KeySets sets;
  final @Nullable AccountKeys accountKeys;
  final VerifiedTokens verified;
  final AppJwtVerifier verifier;

  /**
   * @param accountKeys {@code null} where no key set is trusted
   */
  InboundRules(
      SentinelConfig config,
      KeySets sets,
      @Nullable AccountKeys accountKeys,
      VerifiedTokens verified,
      AppJwtVerifier verifier) {
    this.config = config;
    this.sets = sets;
    this.accountKeys = accountKeys;
    this.verified = verified;
    this.verifier = verifier;
  }

  /** By which an authenticator judges. */
  RequestRules requests(Route unmatched) {
    return new RequestRules(verifier, config, unmatched);
  }

  /** Where a login filter stands: what no route matches. */
  Route unmatchedByLogin() {
    return ConfigChange.speaksOfLogins(config) ? Route.DEFAULT : Route.DEFAULT_LOGIN;
  }

  /** Whether tokens of an account can be checked right now. */
  boolean isReady(String account) {
    return config.remote().accountIds().contains(account)
        && (accountKeys == null || accountKeys.isReady(account));
  }
}
