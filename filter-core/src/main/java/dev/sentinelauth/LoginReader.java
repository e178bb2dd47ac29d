package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.ApiVersion;
import dev.sentinelauth.SentinelConfig.Login;
import dev.sentinelauth.SentinelConfig.SameSite;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the settings of the login, {@code sentinel.login.*}. */
final class LoginReader {
  private static final String ACCOUNT = KnownKeys.LOGIN + "account-id";
  private static final String REDIRECT_URI = KnownKeys.LOGIN + "redirect-uri";
  private static final String LOGOUT_PATH = KnownKeys.LOGIN + "logout-path";

  private static final String SAME_SITE = KnownKeys.LOGIN + "same-site";
  private static final Map<String, SameSite> SAME_SITES =
      Map.of("lax", SameSite.LAX, "none", SameSite.NONE);

  private LoginReader() {}

  /**
   * {@code null} where no key of the login is set, or its redirect URI doesn't fit.
   *
   * @param accounts those that are served
   */
  static @Nullable Login read(Settings settings, List<String> accounts) {
    List<String> present = settings.keysUnder(KnownKeys.LOGIN);
    if (present.isEmpty()) {
      return null;
    }
    for (String needed : List.of(REDIRECT_URI, "sentinel.client-id", KnownKeys.CLIENT_SECRET)) {
      settings.require(
          needed, "expected a value, because " + present.get(0) + " is set: login needs it");
    }
    URI redirectUri = settings.find(REDIRECT_URI, LoginReader::redirectUri);
    String logoutPath = settings.get(LOGOUT_PATH, "/sentinel/logout", LoginReader::ownPath);
    String afterLogout = settings.get(KnownKeys.LOGIN + "after-logout", "/", Values::localTarget);
    Duration refreshInterval =
        settings.get(
            KnownKeys.LOGIN + "refresh-interval",
            Duration.ofMinutes(30),
            Durations.between(Duration.ofSeconds(1), Durations.LONGEST));
    ApiVersion apiVersion =
        settings.get(KnownKeys.LOGIN + "api-version", ApiVersion.V1, ConfigReader.API_VERSION);
    String account = settings.find(ACCOUNT, Values::accountId);
    if (account == null && accounts.size() == 1) {
      account = accounts.get(0);
    } else if (account != null && !accounts.isEmpty() && !accounts.contains(account)) {
      settings.problem(ACCOUNT, "expected one of the accounts in sentinel.account-id");
    }
    boolean pkce = settings.get(KnownKeys.LOGIN + "pkce", false, Values::bool);
    SameSite sameSite = settings.get(SAME_SITE, SameSite.LAX, Values.word(SAME_SITES));
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
