package dev.sentinelauth.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * A line of {@code key=value} pairs. A value that could be read as more than one, or as no value,
 * is written as a JSON string: in ASCII, so no value ends a pair or a line.
 */
public final class Logfmt {
  private final StringBuilder line = new StringBuilder();

  /**
   * Adds a pair.
   *
   * @param key plain letters
   * @param value {@code null} for no such pair
   */
  public Logfmt add(String key, @Nullable String value) {
    if (value != null) {
      line.append(line.isEmpty() ? "" : " ")
          .append(key)
          .append('=')
          .append(isPlain(value) ? value : Text.json(value));
    }
    return this;
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c > 0x7e || c == '"' || c == '=' || c == '\\') {
        return false;
      }
    }
    return !value.isEmpty();
  }

  /** The line so far; empty where no pair had a value. */
  @Override
  public String toString() {
    return line.toString();
  }
}
