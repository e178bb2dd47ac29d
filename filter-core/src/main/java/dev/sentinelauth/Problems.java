package dev.sentinelauth;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with a configuration, collected so that one exception can say it all. One line
 * each, safe to log.
 */
final class Problems {
  private static final int LONGEST_SHOWN = 60;

  private final Set<String> lines = new LinkedHashSet<>();

  /**
   * Adds one.
   *
   * @param key the setting at fault
   * @param origin where its value came from
   * @param text what was expected; must already be safe to show
   */
  void add(String key, String origin, String text) {
    lines.add(shown(key) + " (" + escaped(origin) + "): " + text);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  void throwIfAny() {
    if (!lines.isEmpty()) {
      throw new ConfigurationException(lines());
    }
  }

  /**
   * Text from outside, made fit for a line of a log: control, format and separator characters
   * escaped, long text cut, and the user-info of a URI taken out, because a password may stand
   * there.
   */
  static String shown(String text) {
    int authority = text.indexOf("://");
    int at = text.lastIndexOf('@');
    String safe =
        authority >= 0 && at > authority
            ? text.substring(0, authority + 3) + "***" + text.substring(at)
            : text;
    if (safe.codePointCount(0, safe.length()) <= LONGEST_SHOWN) {
      return escaped(safe);
    }
    return escaped(safe.substring(0, safe.offsetByCodePoints(0, LONGEST_SHOWN))) + "…";
  }

  private static String escaped(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    line.append(String.format("\\u%04x", c));
                default -> line.appendCodePoint(c);
              }
            });
    return line.toString();
  }
}
