package dev.sentinelauth.servlet;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a whole answer in place of whatever others have begun. */
final class Answer {
  private Answer() {}

  private record Header(String name, String value) {}

  /**
   * Writes it: by {@code setStatus}, because {@code sendError} would run the application's error
   * page; as bytes, because a writer adds a charset. A response that is on its way already stays
   * what it is.
   *
   * @param headers what others set under other names stays
   * @param body ASCII
   */
  static void write(
      HttpServletResponse response, int status, Map<String, String> headers, byte[] body)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    if (!writeBytes(response, status, headers, body)) {
      // A filter has taken the writer. Only a reset makes that undone, and takes headers along.
      List<Header> others = headers(response);
      response.reset();
      for (Header header : others) {
        response.addHeader(header.name, header.value);
      }
      if (!writeBytes(response, status, headers, body)) {
        // a wrapper that remembers
        response.getWriter().write(new String(body, StandardCharsets.US_ASCII));
      }
    }
  }

  private static boolean writeBytes(
      HttpServletResponse response, int status, Map<String, String> headers, byte[] body)
      throws IOException {
    response.setStatus(status);
    headers.forEach(response::setHeader);
    response.setContentLength(body.length);
    try {
      response.getOutputStream().write(body);
      return true;
    } catch (IllegalStateException taken) {
      return false;
    }
  }

  /** Without those that describe the body that isn't sent. */
  private static List<Header> headers(HttpServletResponse response) {
    List<Header> headers = new ArrayList<>();
    for (String name : response.getHeaderNames()) {
      if (!name.regionMatches(true, 0, "Content-", 0, "Content-".length())
          || name.toLowerCase(Locale.ROOT).startsWith("content-security-policy")) {
        for (String value : response.getHeaders(name)) {
          headers.add(new Header(name, value));
        }
      }
    }
    return headers;
  }
}
