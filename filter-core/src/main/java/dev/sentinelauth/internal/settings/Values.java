package dev.sentinelauth.internal.settings;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * The grammars of single values. Each function throws {@link InvalidValueException} for what it
 * does not take.
 */
public final class Values {
  private static final Set<String> ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  public static final Grammar<Boolean> BOOL = Grammar.of(Values::bool, "`true`, `false`");
  public static final Grammar<String> ACCOUNT = Grammar.of(Values::accountId, "letters and digits");
  public static final Grammar<Set<String>> TEXTS =
      Grammar.of(Values::text, "").list().saying("a list");
  public static final Grammar<Set<String>> SCOPES =
      Grammar.of(Values::scope, "").list().saying("a list");

  private Values() {}

  /** One of several words that stand for themselves. */
  public static Grammar<String> oneOf(String... words) {
    Map<String, String> themselves = new LinkedHashMap<>();
    for (String word : words) {
      themselves.put(word, word);
    }
    return Grammar.words(themselves);
  }

  private static boolean bool(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidValueException("true or false");
    };
  }

  public static Grammar<Integer> integer(int least, int most) {
    return Grammar.of(
        value -> {
          // Nine digits fit an int, and every limit here.
          if (value.length() <= 9 && consistsOf(value, Values::isDigit)) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
              return number;
            }
          }
          throw new InvalidValueException("a whole number from " + least + " to " + most);
        },
        Grammar.range(least, most));
  }

  /** Any text in one line. */
  static String text(String value) {
    return matching(value, c -> !Character.isISOControl(c), "text without control characters");
  }

  static String accountId(String value) {
    return matching(value, Values::isLetterOrDigit, "an account id of letters and digits");
  }

  /** RFC 6749 section 3.3: {@code scope-token}. */
  static String scope(String value) {
    return matching(
        value,
        c -> c > 0x20 && c < 0x7F && c != '"' && c != '\\',
        "a scope of printable ASCII characters without space, '\"' and '\\'");
  }

  /** What may stand in a quoted-string (RFC 9110 section 5.6.4) as it is. */
  public static String realm(String value) {
    return matching(
        value,
        c -> c >= 0x20 && c < 0x7F && c != '"' && c != '\\',
        "printable ASCII characters without '\"' and '\\'");
  }

  /** RFC 6749 appendix A.1. */
  public static String clientId(String value) {
    return matching(value, c -> c >= 0x20 && c < 0x7F, "printable ASCII characters");
  }

  /**
   * A request method; only upper case, because methods are case-sensitive and {@code get} would
   * never match.
   */
  public static String method(String value) {
    return matching(
        value,
        c -> (c >= 'A' && c <= 'Z') || isDigit(c) || c == '-' || c == '_',
        value.equals(value.toUpperCase(Locale.ROOT))
            ? "request methods such as GET (leave the key out for all methods)"
            : "request methods in upper case, such as GET");
  }

  public static String algorithm(String value) {
    if (value.equalsIgnoreCase("none") || value.toUpperCase(Locale.ROOT).startsWith("HS")) {
      throw new InvalidValueException(
          "an asymmetric algorithm: with 'none' or HS* anybody who can verify, or anybody at all,"
              + " could make tokens");
    }
    if (!ALGORITHMS.contains(value)) {
      throw new InvalidValueException(
          "one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512");
    }
    return value;
  }

  /** A file that can be written in its place; it need not exist yet. */
  public static Path file(String value) {
    try {
      Path path = Path.of(value);
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null && Files.isDirectory(parent) && !Files.isDirectory(path)) {
        return path;
      }
    } catch (InvalidPathException malformed) {
      // as below
    }
    throw new InvalidValueException("a file in a directory that exists");
  }

  /**
   * Where to send the browser inside this server: {@code //host} or a backslash would lead it
   * elsewhere.
   */
  public static String localTarget(String value) {
    String expected = "a path on this server, beginning with a single '/'";
    if (!value.startsWith("/") || value.startsWith("//")) {
      throw new InvalidValueException(expected);
    }
    return matching(value, c -> c > 0x20 && c < 0x7F && c != '\\', expected);
  }

  private static String matching(String value, IntPredicate allowed, String expected) {
    if (!consistsOf(value, allowed)) {
      throw new InvalidValueException(expected);
    }
    return value;
  }

  private static boolean consistsOf(String value, IntPredicate allowed) {
    return !value.isEmpty() && value.chars().allMatch(allowed);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetterOrDigit(int c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
