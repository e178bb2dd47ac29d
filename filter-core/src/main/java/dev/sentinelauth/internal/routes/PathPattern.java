package dev.sentinelauth.internal.routes;

import dev.sentinelauth.internal.settings.InvalidValueException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route's path pattern, taken apart. The names of variables are gone, but for where {@code
 * {account}} stands: what they are called makes no difference to what matches.
 *
 * @param segments literals, and {@code null} for a variable
 * @param below whether the pattern ends in {@code *}, which stands for anything below and the
 *     parent itself
 * @param accounts the positions of {@code {account}}
 */
public record PathPattern(List<@Nullable String> segments, boolean below, List<Integer> accounts) {
  private static final String ACCOUNT = "account";

  /**
   * Reads a pattern as it is written in the configuration.
   *
   * @throws InvalidValueException if it is none
   */
  public static PathPattern parse(String written) {
    if (!written.startsWith("/")) {
      throw new InvalidValueException("a pattern that begins with '/'");
    }
    String path = written.endsWith("/") ? written.substring(0, written.length() - 1) : written;
    if (path.isEmpty()) {
      return new PathPattern(List.of(), false, List.of());
    }
    String[] parts = path.substring(1).split("/", -1);
    List<@Nullable String> segments = new ArrayList<>();
    List<Integer> accounts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    boolean below = false;
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (part.equals("*") && i == parts.length - 1) {
        below = true;
      } else if (part.startsWith("{") && part.endsWith("}")) {
        String name = variable(part.substring(1, part.length() - 1));
        if (name.equals(ACCOUNT)) {
          accounts.add(i);
        } else if (!names.add(name)) {
          throw new InvalidValueException("a pattern that has each variable once");
        }
        segments.add(null);
      } else {
        segments.add(literal(part));
      }
    }
    return new PathPattern(Collections.unmodifiableList(segments), below, List.copyOf(accounts));
  }

  private static String variable(String name) {
    boolean wellFormed = !name.isEmpty() && isLetter(name.charAt(0));
    for (int i = 1; i < name.length() && wellFormed; i++) {
      char c = name.charAt(i);
      wellFormed = isLetter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
    if (!wellFormed) {
      throw new InvalidValueException(
          "variables such as {name}: a letter, then letters, digits, '_' and '-'");
    }
    if (name.equalsIgnoreCase(ACCOUNT) && !name.equals(ACCOUNT)) {
      // As a plain variable it would let every account in, silently.
      throw new InvalidValueException("{account} in lower case");
    }
    return name;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static String literal(String segment) {
    if (segment.isEmpty()) {
      throw new InvalidValueException("a pattern without empty segments");
    }
    if (segment.equals(".") || segment.equals("..")) {
      throw new InvalidValueException("a pattern without '.' and '..' segments");
    }
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '*') {
        throw new InvalidValueException("'*' as the whole last segment, and nowhere else");
      }
      if (c == '{' || c == '}') {
        throw new InvalidValueException("a variable as a whole segment, such as /{name}/");
      }
      if (c == '%') {
        throw new InvalidValueException("a pattern in plain, decoded characters, without '%'");
      }
      if ("\\;?#".indexOf(c) >= 0
          || Character.isISOControl(c)
          || Character.isWhitespace(c)
          || Character.isSpaceChar(c)) {
        throw new InvalidValueException(
            "a pattern without '\\', ';', '?', '#', white space and control characters");
      }
    }
    return segment;
  }
}
