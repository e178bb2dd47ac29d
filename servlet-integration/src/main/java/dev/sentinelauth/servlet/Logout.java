package dev.sentinelauth.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Answers the logout path: ends the session, unless another site wants it to. */
final class Logout {
  private static final int SEE_OTHER = 303;

  private final LoginSite site;

  Logout(LoginSite site) {
    this.site = site;
  }

  void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String method = request.getMethod();
    // not by a link of which a filter makes a form
    boolean post = method.equals("POST") && ClientPath.unwrap(request).getMethod().equals("POST");
    if (!post && !method.equals("GET")) {
      response.setHeader("Allow", "GET, POST");
      site.answers()
          .page(
              LoginPage.NOT_HERE,
              HttpServletResponse.SC_METHOD_NOT_ALLOWED,
              site.paths().of(site.home(), request),
              response);
      return;
    }
    Boolean own = site.origin().sent(request);
    String mode = request.getHeader("Sec-Fetch-Mode");
    boolean picture = !post && mode != null && !mode.equals("navigate");
    // nobody is to be logged out by a link or a picture on another site, nor by a form where
    // cookies come along with those; nor by a picture that somebody put on a page of ours
    if (picture || (own == null ? !post || site.cookies().areForFrames() : !own)) {
      site.answers()
          .page(
              LoginPage.CONFIRM_LOGOUT,
              HttpServletResponse.SC_FORBIDDEN,
              site.paths().of(site.logoutPath(), request),
              response);
      return;
    }
    HttpSession session = request.getSession(false);
    if (session != null) {
      LoginSession.invalidate(session);
    }
    site.cookies().forgetRounds(request, response);
    site.cookies().forgetCompleted(request, response);
    site.cookies().markEnd(response);
    site.answers().redirect(SEE_OTHER, site.paths().of(site.afterLogout(), request), response);
  }
}
