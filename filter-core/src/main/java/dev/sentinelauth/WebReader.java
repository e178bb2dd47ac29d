package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.Web;
import dev.sentinelauth.internal.settings.Grammar;
import dev.sentinelauth.internal.settings.SettingDescriptor;
import dev.sentinelauth.internal.settings.SettingGroup;
import dev.sentinelauth.internal.settings.SettingNames;
import dev.sentinelauth.internal.settings.Settings;
import dev.sentinelauth.internal.settings.Values;

/** How requests are read and answered: the settings, and how they are read. */
final class WebReader {
  static final SettingGroup DECLARED = new SettingGroup(SettingNames.PREFIX);

  private static final SettingDescriptor<Boolean> BARE_TOKEN =
      DECLARED.setting(
          "inbound.bare-token",
          Values.BOOL,
          "false",
          "also takes `Authorization: <jwt>` without a scheme");

  private static final SettingDescriptor<String> REALM =
      DECLARED.setting(
          "realm",
          Grammar.of(Values::realm, "printable ASCII without `\"` and `\\`"),
          "sentinel",
          "in the challenge");

  static final SettingDescriptor<Boolean> ERROR_DETAIL =
      DECLARED.setting(
          "error-detail", Values.BOOL, "true", "says in answers why a token was refused");

  private WebReader() {}

  static Web read(Settings settings) {
    return new Web(
        settings.get(BARE_TOKEN),
        settings.get(REALM),
        settings.get(ERROR_DETAIL),
        RouteReader.read(settings));
  }
}
