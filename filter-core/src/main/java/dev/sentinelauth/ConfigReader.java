package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.Keys;
import dev.sentinelauth.SentinelConfig.Policy;
import dev.sentinelauth.SentinelConfig.Remote;
import dev.sentinelauth.internal.settings.Settings;

/**
 * Reads a whole configuration: every kind of settings by its own reader, and the rules between
 * kinds. Where something is wrong, what comes out is for finding further problems only.
 */
final class ConfigReader {
  private ConfigReader() {}

  static SentinelConfig.All read(Settings settings) {
    Remote remote = RemoteReader.read(settings);
    Keys keys = KeysReader.read(settings);
    Policy policy = PolicyReader.read(settings, remote.accountIds());
    checkAlgorithms(settings, keys, policy);
    checkAudiences(settings, remote, keys, policy);
    return new SentinelConfig.All(
        remote,
        keys,
        policy,
        PolicyReader.cryptoProvider(settings, policy),
        WebReader.read(settings),
        ClientReader.read(settings),
        LoginReader.read(settings, remote.accountIds()),
        ReloadReader.read(settings),
        settings.origins());
  }

  /** The v1 key is an RSA key, so without an RSA algorithm every token would be refused. */
  private static void checkAlgorithms(Settings settings, Keys keys, Policy policy) {
    if (!keys.jwks()
        && keys.v1Key() != null
        && !policy.algorithms().isEmpty()
        && policy.algorithms().stream().allMatch(algorithm -> algorithm.startsWith("ES"))) {
      settings.problem(
          PolicyReader.ALGORITHMS,
          "expected an RS or PS algorithm, because "
              + KeysReader.KEYS
              + " trusts the v1 key alone, an RSA key");
    }
  }

  /**
   * Where each account has a server of its own, the audience of a token is what leads to its keys.
   */
  private static void checkAudiences(Settings settings, Remote remote, Keys keys, Policy policy) {
    boolean perAccount =
        keys.jwks()
            && remote.accountIds().size() > 1
            && remote.server() == null
            && keys.jwksUri() == null;
    if (perAccount && !remote.accountIds().containsAll(policy.audiences())) {
      settings.problem(
          PolicyReader.AUDIENCE,
          "expected account ids of "
              + RemoteReader.ACCOUNT_ID
              + " alone: with several accounts the audience picks the keys, unless "
              + RemoteReader.SERVER
              + ", "
              + RemoteReader.REGION
              + " or "
              + KeysReader.JWKS_URI
              + " is set");
    }
  }
}
