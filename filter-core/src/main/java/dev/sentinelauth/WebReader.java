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
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How requests are read and answered, and what is told of that: the settings, and how they are
 * read.
 */
final class WebReader {
  static final SettingGroup DECLARED = new SettingGroup(SettingNames.PREFIX);

  private static final Pattern CLAIM = Pattern.compile("[A-Za-z0-9_-]+");

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
  private static final SettingDescriptor<Set<String>> LOG_MDC =
      DECLARED.list(
          "log.mdc",
          Grammar.of(WebReader::claims, "names of letters, digits, `_`, `-`; a list"),
          "none",
          "claims that stand in the logging context (SLF4J's MDC) while a request is worked on,"
              + " each as `sentinel.` and its name");

  private WebReader() {}

  /**
   * Claims that are keys in log lines as well: those that one log store or another takes for the
   * same would overwrite each other there.
   */
  private static Set<String> claims(String value) {
    Set<String> claims = new LinkedHashSet<>();
    Set<String> folded = new HashSet<>();
    for (String part : value.split(",", -1)) {
      String claim = part.strip();
      if (!CLAIM.matcher(claim).matches()) {
        throw new InvalidValueException(
            "a comma-separated list of claims, with names of letters, digits, '_' and '-'");
      }
      if (!folded.add(claim.toLowerCase(Locale.ROOT).replace('-', '_'))) {
        throw new InvalidValueException(
            "each claim once, and names that differ in more than upper and lower case, '_' and"
                + " '-'");
      }
      claims.add(claim);
    }
    return Collections.unmodifiableSet(claims);
  }

  static Web read(Settings settings) {
    return new Web(
        settings.get(BARE_TOKEN),
        settings.get(REALM),
        settings.get(ERROR_DETAIL),
        settings.get(AUDIT),
        settings.find(RESOURCE_METADATA),
        settings.get(LOG_MDC),
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
