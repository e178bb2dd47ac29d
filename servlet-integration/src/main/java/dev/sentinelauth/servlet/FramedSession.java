package dev.sentinelauth.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cookie of the session where the application stands in frames of other sites: without {@code
 * SameSite=None} and {@code Secure} browsers don't send it there, and every login gets lost.
 */
final class FramedSession {
  private static final Logger log = LoggerFactory.getLogger(LoginGate.class);
  private static final String SAME_SITE = "SameSite";
  private static final String NONE = "None";

  private FramedSession() {}

  /**
   * Sets what the application left open, where the container still lets it, and says what is
   * missing.
   */
  static void prepare(ServletContext context) {
    SessionCookieConfig cookie = context.getSessionCookieConfig();
    try {
      if (cookie.getAttribute(SAME_SITE) == null) {
        cookie.setAttribute(SAME_SITE, NONE);
        cookie.setAttribute("Partitioned", "true");
      }
      if (!cookie.isSecure()) {
        cookie.setSecure(true);
      }
    } catch (IllegalStateException | UnsupportedOperationException tooLate) {
      log.debug("The session cookie can't be changed any more: {}", tooLate.getMessage());
    }
    if (!NONE.equalsIgnoreCase(cookie.getAttribute(SAME_SITE)) || !cookie.isSecure()) {
      log.warn(
          "sentinel.login.same-site = none: the session cookie has SameSite={} and Secure={}; in"
              + " frames of other sites logins get lost without SameSite=None and Secure (cookie-config"
              + " in web.xml, or a setting of the container)",
          cookie.getAttribute(SAME_SITE),
          cookie.isSecure());
    }
  }
}
