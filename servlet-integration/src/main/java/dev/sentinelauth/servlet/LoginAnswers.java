package dev.sentinelauth.servlet;

import dev.sentinelauth.LoginException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes what a browser gets in place of the application's answer: pages and redirects. */
final class LoginAnswers {
  private static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control", "no-store",
          "Referrer-Policy", "strict-origin", // the callback's address holds the code
          "X-Content-Type-Options", "nosniff");

  private static final Map<String, String> PAGE_HEADERS =
      Stream.concat(
              HEADERS.entrySet().stream(),
              Map.of(
                  "Content-Security-Policy",
                  LoginPage.CONTENT_SECURITY_POLICY,
                  "Content-Type",
                  "text/html;charset=utf-8")
                  .entrySet()
                  .stream())
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private LoginAnswers() {}

  /** The page for a login that failed. */
  static void failed(
      LoginException.Reason reason,
      @Nullable Duration retryAfter,
      String again,
      HttpServletResponse response)
      throws IOException {
    retryAfter(retryAfter, response);
    page(LoginPage.of(reason), reason.status(), again, response);
  }

  /**
   * A page.
   *
   * @param target the path that it leads to
   */
  static void page(LoginPage page, int status, String target, HttpServletResponse response)
      throws IOException {
    Answer.write(response, status, PAGE_HEADERS, page.html(target));
  }

  static void retryAfter(@Nullable Duration retryAfter, HttpServletResponse response) {
    if (retryAfter != null) {
      response.setHeader(
          "Retry-After", Long.toString(Math.max(1, (retryAfter.toMillis() + 999) / 1000)));
    }
  }

  /** A relative one stays relative: {@code sendRedirect} would ask the {@code Host} header. */
  static void redirect(int status, String location, HttpServletResponse response) {
    if (!response.isCommitted()) {
      response.resetBuffer();
      HEADERS.forEach(response::setHeader);
      response.setStatus(status);
      response.setHeader("Location", location);
    }
  }
}
