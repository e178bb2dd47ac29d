package dev.sentinelauth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request as the client sent it, read in the one way that leaves no room for a second
 * one.
 *
 * <p>Routes are judged on this reading, while the container dispatches on its own. Where the two
 * could differ (an encoded slash, {@code ..}, {@code //}, {@code ..;x}, a backslash) a route could
 * be walked around, so such a path has no reading here at all.
 */
final class RawPath {
  private static final String NEVER_IN_A_PATH = "\\?#\"<>^`{|}";

  private RawPath() {}

  /**
   * The decoded segments inside the application, without path parameters (RFC 3986 section 3.3). A
   * trailing slash adds none.
   *
   * @param rawPath the request's path, still encoded
   * @param rawContextPath the leading part that belongs to the web application, encoded; empty for
   *     none
   * @return {@code null} where two servers could read the path differently, or where it lies
   *     outside the context path
   */
  static @Nullable List<String> segments(String rawPath, String rawContextPath) {
    if (startsWith(rawPath, rawContextPath)) { // nearly always
      return split(rawPath, false, slashes(rawContextPath));
    }
    List<String> path = split(rawPath, false, 0);
    List<String> context = split(rawContextPath, false, 0);
    if (path == null
        || context == null
        || path.size() < context.size()
        || !path.subList(0, context.size()).equals(context)) {
      return null;
    }
    return path.subList(context.size(), path.size());
  }

  /**
   * The same segments as a server sees them that leaves needless percent-encodings as they are, say
   * {@code %6de} for {@code me}: Jersey does so when it matches templates. The two must not lead to
   * different verdicts.
   *
   * @param rawPath a path for which {@link #segments} has an answer
   * @return {@code null} where nothing is encoded needlessly
   */
  static @Nullable List<String> asWritten(String rawPath, String rawContextPath) {
    if (!hasNeedlessEncoding(rawPath, 0, rawPath.length())) {
      return null;
    }
    List<String> context = rawContextPath.isEmpty() ? List.of() : split(rawContextPath, false, 0);
    List<String> path = split(rawPath, true, 0);
    return path == null || context == null ? null : path.subList(context.size(), path.size());
  }

  /**
   * Whether the leading segments that a server cuts off before it hands the path on are written
   * plainly. Where they are not, whoever cuts them off by their length cuts in the wrong place:
   * {@code /api;admin/x} becomes {@code admin/x} in some.
   *
   * @param rawPath a path for which {@link #segments} has an answer
   * @param mountPath what is cut off, encoded or not: only the number of its segments counts
   */
  static boolean isMountPlain(String rawPath, String mountPath) {
    int parameters = rawPath.indexOf(';');
    if (parameters < 0 && rawPath.indexOf('%') < 0) {
      return true;
    }
    int end = 0;
    for (int i = 0; i < mountPath.length(); i++) {
      boolean segment = mountPath.charAt(i) == '/' && i + 1 < mountPath.length();
      if (segment && end < rawPath.length()) {
        int slash = rawPath.indexOf('/', end + 1);
        end = slash < 0 ? rawPath.length() : slash;
      }
    }
    return (parameters < 0 || parameters >= end) && !hasNeedlessEncoding(rawPath, 0, end);
  }

  private static boolean hasNeedlessEncoding(String path, int start, int end) {
    for (int i = path.indexOf('%', start); i >= 0 && i + 2 < end; i = path.indexOf('%', i + 1)) {
      if (isNeedless(hexDigit(path.charAt(i + 1)) << 4 | hexDigit(path.charAt(i + 2)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether this octet may stand in a path as it is ({@code pchar}, RFC 3986 section 3.3). */
  private static boolean isNeedless(int octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || (octet > 0 && "-._~!$&'()*+,;=:@".indexOf(octet) >= 0);
  }

  /** Whether a path begins with these very segments; a path that is none may seem to. */
  private static boolean startsWith(String path, String segments) {
    return path.startsWith(segments)
        && !segments.endsWith("/")
        && (path.length() == segments.length() || path.charAt(segments.length()) == '/');
  }

  private static int slashes(String path) {
    int count = 0;
    for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      count++;
    }
    return count;
  }

  /**
   * @param passedOver how many of the first segments are checked but not wanted
   */
  private static @Nullable List<String> split(String path, boolean asWritten, int passedOver) {
    int length = path.length();
    if (length == 0 || path.charAt(0) != '/') {
      return null;
    }
    List<String> segments = new ArrayList<>(8);
    int start = 1;
    int number = 0;
    while (start < length) { // a trailing slash ends the loop without a segment of its own
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? length : slash;
      String segment = segment(path, start, end, asWritten);
      if (segment == null || segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return null;
      }
      if (++number > passedOver) {
        segments.add(segment);
      }
      start = end + 1;
    }
    return segments;
  }

  /**
   * One segment decoded and without its parameters; {@code null} where it is ambiguous or
   * malformed.
   */
  private static @Nullable String segment(String path, int start, int end, boolean asWritten) {
    boolean encoded = false;
    int nameEnd = end;
    for (int i = start; i < end; i++) {
      char c = path.charAt(i);
      if (!mayStandInPath(c)) {
        return null;
      }
      encoded |= c == '%';
      if (c == ';' && nameEnd == end) {
        nameEnd = i;
      }
    }
    if (!encoded) {
      return path.substring(start, nameEnd);
    }
    // The parameters are decoded only to be checked: some servers decode them before they cut them
    // off.
    String name = decode(path, start, nameEnd, asWritten);
    return name != null && decode(path, nameEnd, end, asWritten) != null ? name : null;
  }

  /**
   * Whether a client may send this character as it is. A path with any other was sent by no client
   * that keeps to RFC 3986, or was decoded on its way here, and then it can't be told any more what
   * was sent. (Brackets are let pass: browsers send them.)
   */
  private static boolean mayStandInPath(char c) {
    return c > 0x20 && c < 0x7F && NEVER_IN_A_PATH.indexOf(c) < 0;
  }

  private static @Nullable String decode(String path, int start, int end, boolean asWritten) {
    ByteBuffer bytes = ByteBuffer.allocate(end - start);
    for (int i = start; i < end; i++) {
      char c = path.charAt(i);
      if (c != '%') {
        bytes.put((byte) c);
        continue;
      }
      if (i + 2 >= end) {
        return null;
      }
      int high = hexDigit(path.charAt(i + 1));
      int low = hexDigit(path.charAt(i + 2));
      int octet = (high << 4) | low;
      if (high < 0 || low < 0 || changesMeaning(octet)) {
        return null;
      }
      if (asWritten && isNeedless(octet)) {
        bytes.put((byte) c);
        continue;
      }
      bytes.put((byte) octet);
      i += 2;
    }
    try {
      // A new decoder reports malformed input, overlong forms and surrogates among it, where new
      // String() would replace.
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException malformed) {
      return null;
    }
  }

  /**
   * Whether a server that decodes once more, or once less, would find another path behind this
   * octet.
   */
  private static boolean changesMeaning(int octet) {
    return octet == '/' || octet == '\\' || octet == 0 || octet == ';' || octet == '%';
  }

  /** Character.digit would take the digits of other scripts too. */
  private static int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
