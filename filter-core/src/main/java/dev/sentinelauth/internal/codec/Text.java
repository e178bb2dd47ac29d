package dev.sentinelauth.internal.codec;

import java.util.regex.Pattern;

/** Makes foreign text fit for where it is put. */
public final class Text {
  /** From a semicolon, however often encoded, to the end of the segment. */
  private static final Pattern PARAMETERS = Pattern.compile("(?:;|%(?:25)*3[bB])[^/?]*");

  private Text() {}

  /**
   * The text with everything but printable ASCII escaped, cut to a length; for log lines and
   * messages.
   */
  public static String printable(String text, int maxLength) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (out.length() >= maxLength) {
        return out.append("...").toString();
      }
      if (c >= 0x20 && c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.toString();
  }

  /**
   * A path or a URI for a log line: without the query and without what stands in path parameters,
   * encoded or not, because session ids and tokens stand there.
   */
  public static String printablePath(String path, int maxLength) {
    int query = path.indexOf('?');
    String bare = query < 0 ? path : path.substring(0, query) + "?***";
    return printable(PARAMETERS.matcher(bare).replaceAll(";***"), maxLength);
  }

  /**
   * These texts as one word that can be told apart from what stands around it in a log line: joined
   * by commas, with everything but ASCII letters, digits and {@code -._~:/@+*} escaped, cut to a
   * length.
   */
  public static String word(Iterable<String> parts, int maxLength) {
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (String part : parts) {
      if (!first) {
        if (out.length() >= maxLength) {
          return out.append("...").toString();
        }
        out.append(',');
      }
      first = false;
      for (int i = 0; i < part.length(); i++) {
        if (out.length() >= maxLength) {
          return out.append("...").toString();
        }
        char c = part.charAt(i);
        if (isPlain(c)) {
          out.append(c);
        } else {
          out.append(String.format("\\u%04x", (int) c));
        }
      }
    }
    return out.toString();
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~:/@+*".indexOf(c) >= 0;
  }

  /**
   * The text as a JSON string, quotes included: ASCII, so that its bytes are the same in whatever
   * charset it is written.
   */
  public static String json(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7e) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
