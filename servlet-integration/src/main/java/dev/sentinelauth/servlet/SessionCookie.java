package dev.sentinelauth.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cookie of the container's session, without which every login gets lost. */
final class SessionCookie {
  /** Under the name of the login gate, so that operators have one for the whole login. */
  private static final Logger log = LoggerFactory.getLogger(LoginGate.class);

  private static final String SAME_SITE = "SameSite";
  private static final String NONE = "None";
  private static final String LAX = "Lax";

  private SessionCookie() {}

  /**
   * Says where browsers won't send it along with what follows a login, because its path is another
   * one than they know: a proxy that changes paths has to change it too.
   */
  static void checkPath(ServletContext context, String callbackPath) {
    String path = context.getSessionCookieConfig().getPath();
    if (path != null && !path.isEmpty() && !covers(path, callbackPath)) {
      log.warn(
          "The session cookie is for {}, and {} of sentinel.login.redirect-uri lies outside of it:"
              + " logins get lost, unless a proxy changes the cookie's path",
          path,
          callbackPath);
    }
  }

  /** An attribute without a value: so since Servlet 6.1, while older containers look for a word. */
  private static String bare(ServletContext context) {
    boolean old = context.getMajorVersion() == 6 && context.getMinorVersion() == 0;
    return old ? "true" : "";
  }

  /** RFC 6265 section 5.1.4. */
  private static boolean covers(String cookiePath, String path) {
    return path.startsWith(cookiePath)
        && (cookiePath.endsWith("/")
            || path.length() == cookiePath.length()
            || path.charAt(cookiePath.length()) == '/');
  }

  /**
   * Says for which sites browsers send it: for frames of others, where they send none without
   * {@code SameSite=None} and {@code Secure}, or not with what others embed and post. Sets what the
   * application left open, where the container still lets it, and says what frames lack then.
   */
  static void prepare(ServletContext context, boolean frames) {
    SessionCookieConfig cookie = context.getSessionCookieConfig();
    try {
      if (cookie.getAttribute(SAME_SITE) == null) {
        cookie.setAttribute(SAME_SITE, frames ? NONE : LAX);
        if (frames) {
          cookie.setAttribute("Partitioned", bare(context));
        }
      }
      if (frames && !cookie.isSecure()) {
        cookie.setSecure(true);
      }
    } catch (IllegalStateException | UnsupportedOperationException tooLate) {
      log.debug("The session cookie can't be changed any more: {}", tooLate.getMessage());
    }
    if (frames && !(NONE.equalsIgnoreCase(cookie.getAttribute(SAME_SITE)) && cookie.isSecure())) {
      log.warn(
          "sentinel.login.same-site = none: the session cookie has SameSite={} and Secure={}; in"
              + " frames of other sites logins get lost without SameSite=None and Secure (cookie-config"
              + " in web.xml, or a setting of the container)",
          cookie.getAttribute(SAME_SITE),
          cookie.isSecure());
    }
  }
}
