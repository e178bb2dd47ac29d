package dev.sentinelauth.servlet;

import dev.sentinelauth.LoginException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what a browser gets in place of the application's answer: pages and redirects. */
final class LoginAnswers {
  private static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control", "no-store",
          "Referrer-Policy", "strict-origin", // the callback's address holds the code
          "X-Content-Type-Options", "nosniff");

  private static final String FRAMES_OF_NOBODY = "; frame-ancestors 'none'";
  private static final String FRAMES_OF_OTHERS = "; frame-ancestors https:";

  /** So that a crowd that waits is no load. */
  private static final String REFRESH_SECONDS = "2";

  private final boolean frames;

  /**
   * @param frames whether the application stands in frames of other sites
   */
  LoginAnswers(boolean frames) {
    this.frames = frames;
  }

  /** The page for a login that failed. */
  void failed(
      LoginException.Reason reason,
      @Nullable Duration retryAfter,
      String again,
      HttpServletResponse response)
      throws IOException {
    retryAfter(retryAfter, response);
    page(LoginPage.of(reason), reason.status(), again, response);
  }

  /**
   * The page for a callback that may come again, which it does by itself: who waits for a free seat
   * should not have to press anything. It ends when the attempt is too old.
   */
  void busy(int status, @Nullable Duration retryAfter, HttpServletResponse response)
      throws IOException {
    retryAfter(retryAfter, response);
    response.setHeader("Refresh", REFRESH_SECONDS);
    page(LoginPage.BUSY, status, LoginPage.THIS_ADDRESS, response);
  }

  /**
   * A page.
   *
   * @param target the path that it leads to
   */
  void page(LoginPage page, int status, String target, HttpServletResponse response)
      throws IOException {
    Map<String, String> headers = new HashMap<>(HEADERS);
    headers.put("Content-Type", "text/html;charset=utf-8");
    headers.put(
        "Content-Security-Policy",
        LoginPage.CONTENT_SECURITY_POLICY
            // nobody is to be made to press that one's button
            + (frames && page != LoginPage.CONFIRM_LOGOUT ? FRAMES_OF_OTHERS : FRAMES_OF_NOBODY));
    Answer.write(response, status, headers, page.html(target));
  }

  private static void retryAfter(@Nullable Duration retryAfter, HttpServletResponse response) {
    if (retryAfter != null) {
      response.setHeader(
          "Retry-After", Long.toString(Math.max(1, (retryAfter.toMillis() + 999) / 1000)));
    }
  }

  /** A relative one stays relative: {@code sendRedirect} would ask the {@code Host} header. */
  void redirect(int status, String location, HttpServletResponse response) {
    if (!response.isCommitted()) {
      response.resetBuffer();
      HEADERS.forEach(response::setHeader);
      response.setStatus(status);
      response.setHeader("Location", location);
    }
  }
}
