package dev.sentinelauth;

import static dev.sentinelauth.internal.settings.SettingDescriptor.Trait.AT_START;
import static dev.sentinelauth.internal.settings.SettingDescriptor.Trait.SECRET;

import dev.sentinelauth.SentinelConfig.Keys;
import dev.sentinelauth.SentinelConfig.Startup;
import dev.sentinelauth.internal.settings.Durations;
import dev.sentinelauth.internal.settings.Grammar;
import dev.sentinelauth.internal.settings.SettingDescriptor;
import dev.sentinelauth.internal.settings.SettingGroup;
import dev.sentinelauth.internal.settings.SettingNames;
import dev.sentinelauth.internal.settings.Settings;
import dev.sentinelauth.internal.settings.Values;
import java.net.URI;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Set;

/** Which keys are trusted, and how they are kept: the settings, and how they are read. */
final class KeysReader {
  static final SettingGroup DECLARED = new SettingGroup(SettingNames.PREFIX);

  private enum KeySource {
    JWKS,
    V1
  }

  static final SettingDescriptor<Set<KeySource>> KEYS =
      DECLARED.setting(
          "keys",
          Grammar.words(KeySource.class).list().saying("`jwks`, `v1`, or both"),
          "jwks",
          "which keys are trusted");

  private static final SettingDescriptor<RSAPublicKey> V1_PUBLIC_KEY =
      DECLARED.optional(
          "v1.public-key",
          Grammar.of(
              V1PublicKey::parse,
              "base64 DER or PEM; RSA, 2048 bits or more, not one that is easily factored"),
          "the published one",
          "the v1 key; without effect unless `keys` names `v1`",
          SECRET);

  static final SettingDescriptor<URI> JWKS_URI =
      DECLARED.optional(
          "jwks.uri",
          Grammar.of(Hosts::httpsOrLoopbackResource, "`https://` URI; `http://` for loopback"),
          "`{server}/sentinel/well-known/jwks`",
          "the key set, for all accounts");

  private static final SettingDescriptor<Duration> JWKS_REFRESH_INTERVAL =
      DECLARED.setting(
          "jwks.refresh-interval",
          Durations.from(Durations.SHORTEST_INTERVAL),
          "5m",
          "it is refreshed in the background this often (up to 10 % earlier, so that a fleet"
              + " spreads)");

  private static final SettingDescriptor<Duration> JWKS_UNKNOWN_KEY_INTERVAL =
      DECLARED.setting(
          "jwks.unknown-key-interval",
          Durations.from(Durations.SHORTEST_INTERVAL),
          "5s",
          "at most one fetch per interval is caused by tokens that name an unknown key");

  static final SettingDescriptor<Duration> STALE_LIMIT =
      DECLARED.setting(
          "jwks.stale-limit",
          Durations.from(Durations.SHORTEST),
          "24h",
          "how long the last good set stays in use while the endpoint fails");

  static final SettingDescriptor<Path> JWKS_SNAPSHOT_FILE =
      DECLARED.optional(
          "jwks.snapshot-file",
          Grammar.of(Values::file, "a file in a directory that exists"),
          "none",
          "the last good sets: used from the start on, until the first fetch is there",
          AT_START);

  static final SettingDescriptor<Startup> STARTUP =
      DECLARED.setting(
          "startup",
          Grammar.words(Startup.class),
          "background",
          "fetches keys at once without waiting; or no keys, no deployment; or with the first"
              + " token",
          AT_START);

  private KeysReader() {}

  static Keys read(Settings settings) {
    Set<KeySource> trusted = settings.get(KEYS);
    RSAPublicKey v1Key = settings.find(V1_PUBLIC_KEY);
    if (!trusted.contains(KeySource.V1)) {
      v1Key = null;
    } else if (v1Key == null) {
      v1Key = V1PublicKey.published();
    }
    return new Keys(
        trusted.contains(KeySource.JWKS),
        v1Key,
        settings.find(JWKS_URI),
        settings.get(JWKS_REFRESH_INTERVAL),
        settings.get(JWKS_UNKNOWN_KEY_INTERVAL),
        settings.get(STALE_LIMIT),
        settings.find(JWKS_SNAPSHOT_FILE),
        settings.get(STARTUP));
  }
}
