package dev.sentinelauth;

import dev.sentinelauth.internal.routes.RawPath;
import java.util.List;
import java.util.Map;

/**
 * The path of a request as the client sent it, for adapters, and which leading parts of it are cut
 * off before whoever handles the request looks at the rest.
 *
 * <p>A server or framework that cuts a part off by its length, and not by its segments, cuts in
 * another place than the routes do where that part is written in another way: {@code
 * /api;admin/health} becomes {@code admin/health}, and {@code /apiXadmin} becomes {@code admin}. So
 * whatever is cut off must stand in the raw path segment by segment and plainly, without path
 * parameters and needless encodings; a path in which it doesn't is ambiguous, and answered 400.
 *
 * @param raw encoded, with path parameters, without the query
 * @param context the context path of the web application, encoded or not; empty for none
 * @param mount the leading part that is known to be cut off, context path included, encoded or not:
 *     context path and servlet path, say, or the path of a base URI. A slash at its end makes no
 *     difference; empty for none
 * @param prefixes paths inside the application, decoded, below which something is mapped that may
 *     cut them off; each counts only where the path begins with it
 */
public record RequestPath(String raw, String context, String mount, List<String> prefixes) {

  /** Copies the list, and takes a slash off the end of the mount. */
  public RequestPath {
    if (mount.endsWith("/")) {
      mount = mount.substring(0, mount.length() - 1);
    }
    prefixes = List.copyOf(prefixes);
  }

  /** Nothing but the context path is cut off. */
  public RequestPath(String raw, String context) {
    this(raw, context, context, List.of());
  }

  /**
   * Whether a resource may be given less of the path than was matched, and judged: of a value that
   * spans several segments, CXF hands on what stands before the first path parameter.
   *
   * @param values of the path template that was matched: by name, a list for each, with their path
   *     parameters
   * @param rest the name of what is left for another template to match, which is no value
   */
  public static boolean isCutShort(Map<?, ?> values, String rest) {
    return values.entrySet().stream()
        .filter(entry -> !rest.equals(entry.getKey()) && entry.getValue() instanceof List<?>)
        .flatMap(entry -> ((List<?>) entry.getValue()).stream())
        .map(String::valueOf)
        .anyMatch(value -> value.indexOf(';') >= 0 && value.indexOf('/', value.indexOf(';')) >= 0);
  }

  /**
   * Whether whatever is cut off stands in the path plainly.
   *
   * @param segments those of the path
   */
  boolean isCutPlainly(List<String> segments) {
    return RawPath.isCutPlainly(raw, context, mount, prefixes, segments);
  }

  /** Whether this is the same request to the same application, of which the same is cut off. */
  boolean isSameRequestAs(RequestPath other) {
    return raw.equals(other.raw) && context.equals(other.context) && mount.equals(other.mount);
  }
}
