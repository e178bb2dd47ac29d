package dev.sentinelauth.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The origin under which browsers know the application (RFC 6454): that of the redirect URI. What
 * the {@code Host} header says makes no difference.
 */
final class OwnOrigin {
  private final URI redirectUri;

  OwnOrigin(URI redirectUri) {
    this.redirectUri = redirectUri;
  }

  /** Whether a page of this server sent the request; {@code null} if nothing tells. */
  @Nullable Boolean sent(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin");
    }
    String origin = request.getHeader("Origin");
    String from = origin == null ? request.getHeader("Referer") : origin;
    return from == null ? null : has(from);
  }

  /**
   * The path of the page that sent the request, with its query, where it is one of this origin.
   * Pages may keep it to themselves, or tell no more than the origin, which is {@code /} then.
   */
  @Nullable String pathOfSender(HttpServletRequest request) {
    String referer = request.getHeader("Referer");
    if (referer == null || !has(referer)) {
      return null;
    }
    URI uri = URI.create(referer);
    String query = uri.getRawQuery();
    String path = query == null ? uri.getRawPath() : uri.getRawPath() + "?" + query;
    return isPath(path) ? path : null;
  }

  /**
   * Whether browsers stay on this server when they are sent there: {@code //host} or a backslash
   * would lead them elsewhere.
   */
  static boolean isPath(String target) {
    return target.startsWith("/")
        && !target.startsWith("//")
        && target.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '\\');
  }

  /** Whether an address lies in this origin. */
  private boolean has(String address) {
    try {
      URI uri = URI.create(address);
      return redirectUri.getScheme().equalsIgnoreCase(uri.getScheme())
          && redirectUri.getHost().equalsIgnoreCase(uri.getHost())
          && port(redirectUri) == port(uri);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  /** Browsers leave the default one out (RFC 6454 section 6.2). */
  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
