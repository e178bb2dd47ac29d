package dev.sentinelauth.internal.routes;

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
public final class RawPath {
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
  public static @Nullable List<String> segments(String rawPath, String rawContextPath) {
    if (startsWith(rawPath, rawContextPath)) { // nearly always
      return split(rawPath, false, slashes(rawContextPath));
    }
    List<String> path = split(rawPath, false, 0);
    List<String> context = split(rawContextPath, false, 0);
    if (context == null && rawContextPath.startsWith("/")) {
      context = mountSegments(rawContextPath); // decoded by the server, say with a space in it
    }
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
  public static @Nullable List<String> asWritten(String rawPath, String rawContextPath) {
    if (!hasNeedlessEncoding(rawPath, 0, rawPath.length())) {
      return null;
    }
    List<String> path = split(rawPath, true, 0);
    int context = mountSegments(rawContextPath).size();
    return path == null ? null : path.subList(context, path.size());
  }

  /**
   * Whether whatever is cut off before the rest is looked at stands in the path segment by segment,
   * and plainly. Where it doesn't, whoever cuts it off by its length cuts in the wrong place:
   * {@code /api;admin/x} and {@code /apiXadmin/x} become {@code admin/x} in some.
   *
   * @param raw a path for which {@link #segments} has an answer
   * @param context the part of it that belongs to the web application
   * @param mount the leading part that is known to be cut off
   * @param prefixes what may be cut off besides, inside the application
   * @param segments that answer
   */
  public static boolean isCutPlainly(
      String raw, String context, String mount, List<String> prefixes, List<String> segments) {
    boolean plain = raw.indexOf(';') < 0 && raw.indexOf('%') < 0;
    if (!plain) {
      int longest = 0;
      for (String prefix : prefixes) {
        List<String> cut = mountSegments(prefix);
        if (cut.size() > longest
            && cut.size() <= segments.size()
            && cut.equals(segments.subList(0, cut.size()))) {
          longest = cut.size();
        }
      }
      if (longest > 0 && !isPlain(raw, mountSegments(context).size() + longest)) {
        return false;
      }
    }
    if (plain && startsWith(raw, mount)) { // nearly always
      return true;
    }
    List<String> cut = mountSegments(mount);
    List<String> whole = cut.isEmpty() ? List.of() : split(raw, false, 0);
    if (whole == null || whole.size() < cut.size()) {
      return false;
    }
    for (int i = 0; i < cut.size(); i++) {
      if (!whole.get(i).equals(cut.get(i)) && !whole.get(i).equals(decoded(cut.get(i)))) {
        return false;
      }
    }
    return isPlain(raw, cut.size());
  }

  /** Whether the first segments are free of path parameters and needless encodings. */
  private static boolean isPlain(String rawPath, int segments) {
    int end = 0;
    for (int i = 0; i < segments && end < rawPath.length(); i++) {
      int slash = rawPath.indexOf('/', end + 1);
      end = slash < 0 ? rawPath.length() : slash;
    }
    int parameters = rawPath.indexOf(';');
    return (parameters < 0 || parameters >= end) && !hasNeedlessEncoding(rawPath, 0, end);
  }

  /** What a server says that it cuts off, which may hold anything. */
  private static List<String> mountSegments(String mount) {
    List<String> segments = new ArrayList<>(4);
    for (int start = 0; start < mount.length(); ) {
      int slash = mount.indexOf('/', start);
      int end = slash < 0 ? mount.length() : slash;
      if (end > start) {
        segments.add(mount.substring(start, end));
      }
      start = end + 1;
    }
    return segments;
  }

  private static @Nullable String decoded(String segment) {
    return segment.indexOf('%') < 0 ? null : decode(segment, 0, segment.length(), false);
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
    // just as many as there can be: every request makes this list
    List<String> segments = new ArrayList<>(Math.max(slashes(path) - passedOver, 1));
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
    // The parameters are decoded only to be checked: some servers decode before they cut off.
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
