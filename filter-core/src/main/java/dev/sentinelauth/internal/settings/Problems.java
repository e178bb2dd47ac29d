package dev.sentinelauth.internal.settings;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with a configuration, collected so that one exception can say it all. One line
 * each, safe to log.
 */
public final class Problems {
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

  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Text from outside, made fit for a line of a log: odd characters escaped, long text cut. */
  static String shown(String text) {
    if (text.codePointCount(0, text.length()) <= LONGEST_SHOWN) {
      return escaped(text);
    }
    return escaped(text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN))) + "…";
  }

  /**
   * A value in quotes, made fit likewise. What could be the user-info of a URI is left out: it may
   * hold a password.
   */
  public static String quoted(String value) {
    return "'" + shown(withoutUserInfo(value)) + "'";
  }

  /** A value in full, without what could be the user-info or the query of a URI. */
  static String masked(String value) {
    String shown = withoutUserInfo(value);
    int authority = shown.indexOf("://");
    int query = authority < 0 ? -1 : shown.indexOf('?', authority);
    return query < 0 ? shown : shown.substring(0, query) + "?***";
  }

  private static String withoutUserInfo(String value) {
    int at = value.lastIndexOf('@');
    int authority = value.indexOf("://");
    int userInfo = authority < 0 || authority > at ? 0 : authority + 3;
    return at < 0 ? value : value.substring(0, userInfo) + "***" + value.substring(at);
  }

  /** A name of a file or a variable in one line and in full: cut, it could not be found. */
  static String escaped(String text) {
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
