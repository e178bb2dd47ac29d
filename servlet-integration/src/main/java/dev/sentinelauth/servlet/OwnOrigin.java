package dev.sentinelauth.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The origin under which browsers know the application (RFC 6454): that of the redirect URI,
 * whatever the {@code Host} header says.
 */
final class OwnOrigin {
  private static final String STANDARD = "Forwarded"; // RFC 7239
  private static final List<String> FORWARDED = List.of("X-Forwarded-Host", STANDARD);
  private static final String HOST = "host=";
  private static final Pattern FORWARDED_HTTPS =
      Pattern.compile("(^|[,;\\s])proto=\"?https\"?", Pattern.CASE_INSENSITIVE);
  private static final int MOST_PROXIES = 20;
  private static final Pattern PORT = Pattern.compile(":[0-9]*$");

  private static final List<String> FRAMES =
      List.of("iframe", "frame", "embed", "object", "fencedframe");

  /** What browsers call requests that no other site caused; a word that isn't known is another. */
  private static final List<String> NO_OTHER_SITES = List.of("same-origin", "same-site", "none");

  private final URI redirectUri;
  private final boolean frames;

  /**
   * @param frames whether the application stands in frames of other sites
   */
  OwnOrigin(URI redirectUri, boolean frames) {
    this.redirectUri = redirectUri;
    this.frames = frames;
  }

  /**
   * Whether the browser knows this server by the host of the redirect URI, as far as can be told:
   * proxies change the {@code Host} header, and put what it was into others. Who forges those leads
   * nobody but themselves astray. Ports make no difference, as they make none to cookies.
   */
  boolean isAskedFor(HttpServletRequest request) {
    String own = name(redirectUri.getHost());
    String server = request.getServerName();
    if (server == null || server.isEmpty() || name(server).equals(own)) {
      return true;
    }
    for (String header : FORWARDED) {
      String value = request.getHeader(header);
      for (String part : value == null ? new String[0] : value.split("[,;]", MOST_PROXIES)) {
        String host = part.strip();
        if (host.regionMatches(true, 0, HOST, 0, HOST.length())) {
          host = host.substring(HOST.length());
        }
        if (name(PORT.matcher(host.replace("\"", "")).replaceFirst("")).equals(own)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether the browser came by http although the redirect URI is https, as far as can be told: it
   * would not keep the cookies of a login then. Servers don't know what a proxy in front of them
   * does unless it says so; but browsers send {@code Sec-Fetch} headers by https alone.
   */
  boolean isAskedInTheClear(HttpServletRequest request) {
    if (!"https".equalsIgnoreCase(redirectUri.getScheme())
        || request.isSecure()
        || request.getHeader("Sec-Fetch-Mode") != null) {
      return false;
    }
    String scheme = request.getHeader("X-Forwarded-Proto");
    String forwarded = request.getHeader(STANDARD);
    return !(scheme != null && scheme.toLowerCase(Locale.ROOT).contains("https"))
        && !(forwarded != null && FORWARDED_HTTPS.matcher(forwarded).find());
  }

  private static String name(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
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
   * Whether another site caused a request with which browsers would not send cookies that are
   * {@code SameSite=Lax}: all but page loads by GET, and those too in a frame, unless the
   * application is made for that. Nobody else looks after it: the session's cookie may be {@code
   * SameSite=None}, or say nothing, which most browsers take for that. Nothing is held against
   * programs, which don't tell of sites.
   */
  boolean isAnotherSitesDoing(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader("Origin");
    String from = origin == null ? request.getHeader("Referer") : origin;
    if (site == null ? from == null || has(from) : NO_OTHER_SITES.contains(site)) {
      return false;
    }
    // a filter may have made another method of the one that the browser sent
    if (!isSafe(request) || !isSafe(ClientPath.unwrap(request))) {
      return true;
    }
    if (site == null) {
      // older browsers: those send no Origin when they load a page
      return origin != null || !BrowserRequest.isPageLoad(request);
    }
    String target = request.getHeader("Sec-Fetch-Dest");
    return !"navigate".equals(request.getHeader("Sec-Fetch-Mode"))
        || (!frames && target != null && FRAMES.contains(target));
  }

  private static boolean isSafe(HttpServletRequest request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
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

  /** As it is written in an address. */
  @Override
  public String toString() {
    return redirectUri.getScheme() + "://" + redirectUri.getRawAuthority();
  }

  /** Browsers leave the default one out (RFC 6454 section 6.2). */
  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
