package dev.sentinelauth;

import static dev.sentinelauth.internal.settings.SettingDescriptor.Trait.READ_AGAIN;
import static dev.sentinelauth.internal.settings.SettingDescriptor.Trait.SECRET;

import dev.sentinelauth.SentinelConfig.ApiVersion;
import dev.sentinelauth.SentinelConfig.Client;
import dev.sentinelauth.internal.settings.Grammar;
import dev.sentinelauth.internal.settings.Secret;
import dev.sentinelauth.internal.settings.SettingDescriptor;
import dev.sentinelauth.internal.settings.SettingGroup;
import dev.sentinelauth.internal.settings.SettingNames;
import dev.sentinelauth.internal.settings.Settings;
import dev.sentinelauth.internal.settings.Values;
import java.util.List;
import java.util.Set;

/** The installation, and where its tokens may go: the settings, and how they are read. */
final class ClientReader {
  static final SettingGroup DECLARED = new SettingGroup(SettingNames.PREFIX);

  private static final String BEARER = "Bearer";
  private static final String BARE = "none";

  static final SettingDescriptor<String> CLIENT_ID =
      DECLARED.optional(
          "client-id",
          Grammar.of(Values::clientId, "printable ASCII; together with the secret"),
          "none",
          "the installation; needed for calling out");

  static final SettingDescriptor<String> CLIENT_SECRET =
      DECLARED.optional(
          "client-secret",
          Grammar.verbatim(Secret::parse, "one line; together with the id"),
          "none",
          "its secret, best as `${file:…}`",
          SECRET,
          READ_AGAIN);

  static final SettingDescriptor<ApiVersion> API_VERSION =
      DECLARED.setting(
          "app-jwt.api-version",
          Grammar.words(ApiVersion.class),
          "v2",
          "of the endpoint that AppJWTs come from");

  static final SettingDescriptor<Set<String>> HOSTS =
      DECLARED.setting(
          "app-jwt.hosts",
          Grammar.of(AllowedHosts::pattern, "hosts, or `*.` and a suffix").list(),
          String.join(", ", AllowedHosts.LIVEPERSON),
          "who may receive an AppJWT; see \"Where a token goes\"");

  static final SettingDescriptor<String> SCHEME =
      DECLARED.setting(
          "app-jwt.scheme",
          Values.oneOf(BEARER, BARE),
          BEARER,
          "what stands before the token; `none` for the APIs that take the bare one");

  private ClientReader() {}

  static Client read(Settings settings) {
    if (settings.isSet(CLIENT_ID)) {
      settings.require(CLIENT_SECRET, "expected a value, because " + CLIENT_ID + " is set");
    }
    if (settings.isSet(CLIENT_SECRET)) {
      settings.require(CLIENT_ID, "expected a value, because " + CLIENT_SECRET + " is set");
    }
    String scheme = settings.get(SCHEME);
    return new Client(
        settings.find(CLIENT_ID),
        settings.secret(CLIENT_SECRET),
        settings.get(API_VERSION),
        List.copyOf(settings.get(HOSTS)),
        scheme.equals(BARE) ? null : scheme);
  }
}
