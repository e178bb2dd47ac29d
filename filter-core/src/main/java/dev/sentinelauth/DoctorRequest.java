package dev.sentinelauth;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request by its first line.
 *
 * @param path inside the application, as it is sent, without the query
 * @param cut whether there was more than that
 */
record DoctorRequest(String method, String path, boolean cut) {
  private static final Pattern LINE =
      Pattern.compile(
          "(?:([A-Za-z]{1,20})[ \\t]+)?(/[^ \\t?#]*)([?#][^ \\t]*)?(?:[ \\t]+HTTP/\\S+)?");

  /**
   * Reads {@code POST /api/x}; without a method it is {@code GET}.
   *
   * @return {@code null} where it is something else
   */
  static @Nullable DoctorRequest parse(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    if (!matcher.matches()) {
      return null;
    }
    String method = matcher.group(1);
    return new DoctorRequest(
        method == null ? "GET" : method, matcher.group(2), matcher.group(3) != null);
  }
}
