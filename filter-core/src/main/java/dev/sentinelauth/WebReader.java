package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.Web;
import dev.sentinelauth.internal.routes.RawPath;
import dev.sentinelauth.internal.settings.Grammar;
import dev.sentinelauth.internal.settings.InvalidValueException;
import dev.sentinelauth.internal.settings.SettingDescriptor;
import dev.sentinelauth.internal.settings.SettingGroup;
import dev.sentinelauth.internal.settings.SettingNames;
import dev.sentinelauth.internal.settings.Settings;
import dev.sentinelauth.internal.settings.Values;
import java.net.URI;

/**
 * How requests are read and answered, and what is told of that: the settings, and how they are
 * read.
 */
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

  private static final SettingDescriptor<Boolean> ERROR_DETAIL =
      DECLARED.setting(
          "error-detail", Values.BOOL, "true", "says in answers why a token was refused");

  private static final SettingDescriptor<Audit> AUDIT =
      DECLARED.setting(
          "audit",
          Grammar.words(Audit.class),
          "off",
          "one line for each decision, to the logger `dev.sentinelauth.audit`");
  private static final SettingDescriptor<URI> RESOURCE_METADATA =
      DECLARED.optional(
          "resource-metadata",
          Grammar.of(WebReader::metadata, "`https://` URI without query; `http://` for loopback"),
          "none",
          "named in challenges as `resource_metadata`; the document is served there (RFC 9728)");

  private WebReader() {}

  static Web read(Settings settings) {
    return new Web(
        settings.get(BARE_TOKEN),
        settings.get(REALM),
        settings.get(ERROR_DETAIL),
        settings.get(AUDIT),
        settings.find(RESOURCE_METADATA),
        RouteReader.read(settings));
  }

  /** It goes into a header as it is, and is compared with paths that requests ask for. */
  private static URI metadata(String value) {
    URI uri = Hosts.httpsOrLoopbackResource(value);
    if (uri.getRawQuery() != null
        || !value.equals(Values.realm(value))
        || RawPath.segments(uri.getRawPath(), "") == null) {
      throw new InvalidValueException(
          "an https:// URI (http:// for loopback hosts only) without a query, with a path that can be"
              + " read in one way, such as"
              + " https://api.example.com/.well-known/oauth-protected-resource");
    }
    return uri;
  }
}
