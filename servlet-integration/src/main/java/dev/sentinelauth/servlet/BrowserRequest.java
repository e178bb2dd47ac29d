package dev.sentinelauth.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request tells of the browser that sent it, and of the person before it. */
final class BrowserRequest {
  private static final Pattern FORM =
      Pattern.compile(
          "(application/x-www-form-urlencoded|multipart/form-data|text/plain)\\s*(;|$)",
          Pattern.CASE_INSENSITIVE);

  /** What nobody needs in a log line; a path's parameters may be secrets. */
  private static final Pattern ODD = Pattern.compile("[^\\x21-\\x7e]|;.*");

  private static final Pattern SESSION_ID = Pattern.compile(";jsessionid=[^;/]*");

  private BrowserRequest() {}

  /**
   * Whether a person will see the answer. Everything else gets a status that a program understands;
   * a POST that came back as a GET after a login would have lost its content.
   */
  static boolean isPageLoad(HttpServletRequest request) {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      return false;
    }
    String mode = request.getHeader("Sec-Fetch-Mode");
    String accept = request.getHeader("Accept");
    return request.getHeader("X-Requested-With") == null
        && request.getHeader("Upgrade") == null
        && (mode == null || mode.equals("navigate"))
        && (accept == null || accept.toLowerCase(Locale.ROOT).contains("html"));
  }

  /**
   * Whether a person posted a form and will see the answer as a page. Browsers that don't say what
   * the request is for are known by the types that forms have.
   */
  static boolean isFormPost(HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    if (!request.getMethod().equals("POST")
        || accept == null
        || !accept.toLowerCase(Locale.ROOT).contains("text/html")
        || request.getHeader("X-Requested-With") != null
        || request.getHeader("Upgrade") != null) {
      return false;
    }
    String mode = request.getHeader("Sec-Fetch-Mode");
    String type = request.getContentType();
    return mode == null ? type != null && FORM.matcher(type).lookingAt() : mode.equals("navigate");
  }

  /** {@code null} unless there is exactly one: two of a kind are read in two ways. */
  static @Nullable String parameter(HttpServletRequest request, String name) {
    try {
      String @Nullable [] values = request.getParameterValues(name);
      return values != null && values.length == 1 ? values[0] : null;
    } catch (RuntimeException malformed) {
      return null; // containers differ in what they throw for a query that can't be decoded
    }
  }

  /**
   * A path with the query of the request, for a redirect; without a session id, and without a query
   * that no browser sends like that.
   */
  static String address(String raw, HttpServletRequest request) {
    String path = withoutSessionId(raw);
    String query = request.getQueryString();
    String address = query == null ? path : path + "?" + query;
    return OwnOrigin.isPath(address) ? address : path;
  }

  /** What came with a request, for a log line. */
  static String printable(String text) {
    return ODD.matcher(text.length() <= 100 ? text : text.substring(0, 100)).replaceAll("?");
  }

  /** The path without a session id, as {@code encodeURL} gives it to a page. */
  static String withoutSessionId(String path) {
    // every request comes along here, and hardly one has parameters in its path
    return path.indexOf(';') < 0 ? path : SESSION_ID.matcher(path).replaceAll("");
  }
}
