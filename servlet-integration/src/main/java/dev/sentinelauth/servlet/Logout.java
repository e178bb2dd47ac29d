package dev.sentinelauth.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Answers the logout path: ends the session, unless another site wants it to. */
final class Logout {
  private static final int SEE_OTHER = 303;

  private final OwnOrigin origin;
  private final LoginCookies cookies;
  private final OutsidePaths paths;
  private final LoginAnswers answers;
  private final String path;
  private final String after;
  private final String home;

  /**
   * @param path that it answers
   * @param after the path to go on to
   * @param home a path to go on to where nobody was logged out
   */
  Logout(
      OwnOrigin origin,
      LoginCookies cookies,
      OutsidePaths paths,
      LoginAnswers answers,
      String path,
      String after,
      String home) {
    this.origin = origin;
    this.cookies = cookies;
    this.paths = paths;
    this.answers = answers;
    this.path = path;
    this.after = after;
    this.home = home;
  }

  void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String method = request.getMethod();
    boolean post = method.equals("POST");
    if (!post && !method.equals("GET")) {
      response.setHeader("Allow", "GET, POST");
      answers.page(
          LoginPage.NOT_HERE,
          HttpServletResponse.SC_METHOD_NOT_ALLOWED,
          paths.of(home, request),
          response);
      return;
    }
    Boolean own = origin.sent(request);
    String mode = request.getHeader("Sec-Fetch-Mode");
    boolean picture = !post && mode != null && !mode.equals("navigate");
    // nobody is to be logged out by a link or a picture on another site, nor by a form where
    // cookies come along with those; nor by a picture that somebody put on a page of ours
    if (picture || (own == null ? !post || cookies.areForFrames() : !own)) {
      answers.page(
          LoginPage.CONFIRM_LOGOUT,
          HttpServletResponse.SC_FORBIDDEN,
          paths.of(path, request),
          response);
      return;
    }
    HttpSession session = request.getSession(false);
    if (session != null) {
      LoginSession.invalidate(session);
    }
    cookies.forgetRounds(request, response);
    cookies.markEnd(response);
    answers.redirect(SEE_OTHER, paths.of(after, request), response);
  }
}
