package dev.sentinelauth;

/** Makes foreign text fit for where it is put. */
final class Text {
  private Text() {}

  /**
   * The text with everything but printable ASCII escaped, cut to a length; for log lines and
   * messages.
   */
  static String printable(String text, int maxLength) {
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
   * The text as a JSON string, quotes included: ASCII, so that its bytes are the same in whatever
   * charset it is written.
   */
  static String json(String text) {
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
