package dev.sentinelauth;

import static dev.sentinelauth.internal.settings.SettingDescriptor.Trait.AT_START;

import dev.sentinelauth.SentinelConfig.ApiVersion;
import dev.sentinelauth.SentinelConfig.Login;
import dev.sentinelauth.SentinelConfig.SameSite;
import dev.sentinelauth.internal.routes.RawPath;
import dev.sentinelauth.internal.settings.Durations;
import dev.sentinelauth.internal.settings.Grammar;
import dev.sentinelauth.internal.settings.InvalidValueException;
import dev.sentinelauth.internal.settings.SettingDescriptor;
import dev.sentinelauth.internal.settings.SettingGroup;
import dev.sentinelauth.internal.settings.SettingNames;
import dev.sentinelauth.internal.settings.Settings;
import dev.sentinelauth.internal.settings.Values;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The login, {@code sentinel.login.*}: the settings, and how they are read. */
final class LoginReader {
  static final SettingGroup DECLARED = new SettingGroup(SettingNames.PREFIX + "login.");

  static final SettingDescriptor<URI> REDIRECT_URI =
      DECLARED.optional(
          "redirect-uri",
          Grammar.of(
              LoginReader::redirectUri, "`https://` URI with a path; `http://` for loopback"),
          "required for login",
          "where Sentinel sends browsers back to, as it was registered; its path must lie inside"
              + " the application",
          AT_START);

  static final SettingDescriptor<String> ACCOUNT_ID =
      DECLARED.optional(
          "account-id",
          Values.ACCOUNT.saying("one of the account ids"),
          "the account served here",
          "the account that users log in to; needed where several are served",
          AT_START);

  private static final SettingDescriptor<String> LOGOUT_PATH =
      DECLARED.setting(
          "logout-path",
          Grammar.of(LoginReader::ownPath, "a plain path"),
          "/sentinel/logout",
          "inside the application",
          AT_START);

  private static final SettingDescriptor<String> AFTER_LOGOUT =
      DECLARED.setting(
          "after-logout",
          Grammar.of(Values::localTarget, "a path, with a query or without"),
          "/",
          "inside the application",
          AT_START);

  private static final SettingDescriptor<Duration> REFRESH_INTERVAL =
      DECLARED.setting(
          "refresh-interval",
          Durations.from(Duration.ofSeconds(1)),
          "30m",
          "how often a login's tokens are refreshed");

  private static final SettingDescriptor<ApiVersion> API_VERSION =
      DECLARED.setting(
          "api-version", Grammar.words(ApiVersion.class), "v1", "of the token endpoint for users");

  private static final SettingDescriptor<Boolean> PKCE =
      DECLARED.setting("pkce", Values.BOOL, "false", "whether RFC 7636 (S256) is used");

  private static final SettingDescriptor<SameSite> SAME_SITE =
      DECLARED.setting(
          "same-site",
          Grammar.words(SameSite.class)
              .saying("`lax`; `none`, where `redirect-uri` is an `https://` URI"),
          "lax",
          "`none` for applications in frames of other sites",
          AT_START);

  private LoginReader() {}

  /**
   * {@code null} where no key of the login is set, or its redirect URI doesn't fit.
   *
   * @param accounts those that are served
   */
  static @Nullable Login read(Settings settings, List<String> accounts) {
    List<SettingDescriptor<?>> present = settings.setOnes(DECLARED);
    if (present.isEmpty()) {
      return null;
    }
    for (var needed : List.of(REDIRECT_URI, ClientReader.CLIENT_ID, ClientReader.CLIENT_SECRET)) {
      settings.require(
          needed, "expected a value, because " + present.get(0) + " is set: login needs it");
    }
    URI redirectUri = settings.find(REDIRECT_URI);
    String logoutPath = settings.get(LOGOUT_PATH);
    String afterLogout = settings.get(AFTER_LOGOUT);
    Duration refreshInterval = settings.get(REFRESH_INTERVAL);
    ApiVersion apiVersion = settings.get(API_VERSION);
    String account = settings.find(ACCOUNT_ID);
    if (account == null && accounts.size() == 1) {
      account = accounts.get(0);
    } else if (account != null && !accounts.isEmpty() && !accounts.contains(account)) {
      settings.problem(ACCOUNT_ID, "expected one of the accounts in " + RemoteReader.ACCOUNT_ID);
    }
    boolean pkce = settings.get(PKCE);
    SameSite sameSite = settings.get(SAME_SITE);
    if (redirectUri == null) {
      return null;
    }
    if (sameSite == SameSite.NONE && !"https".equalsIgnoreCase(redirectUri.getScheme())) {
      settings.problem(
          SAME_SITE,
          "expected lax, because "
              + REDIRECT_URI
              + " is no https:// URI: browsers take cookies for frames of other sites over https"
              + " only");
    }
    if (logoutPath.equals(redirectUri.getRawPath())) {
      settings.problem(LOGOUT_PATH, "expected another path than that of " + REDIRECT_URI);
    }
    return new Login(
        account, redirectUri, logoutPath, afterLogout, refreshInterval, apiVersion, pkce, sameSite);
  }

  /**
   * The URI that the browser comes back to: https, or http for a loopback host, with a path of its
   * own.
   */
  private static URI redirectUri(String value) {
    URI uri = Hosts.httpsOrLoopbackResource(value);
    requirePlainPath(uri.getRawPath(), "an https:// URI with a path, such as /callback");
    return uri;
  }

  /** A path that the filter answers itself. */
  private static String ownPath(String value) {
    requirePlainPath(value, "a plain path such as /sentinel/logout");
    return value;
  }

  private static void requirePlainPath(String path, String expected) {
    // Any other path is refused before a filter could answer it.
    List<String> segments = RawPath.segments(path, "");
    if (segments == null || segments.isEmpty() || path.indexOf(';') >= 0) {
      throw new InvalidValueException(expected);
    }
  }
}
