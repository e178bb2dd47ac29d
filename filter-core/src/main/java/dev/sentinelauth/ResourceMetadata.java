package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Text;
import dev.sentinelauth.internal.routes.RawPath;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of the application as a protected resource (RFC 9728): a document that anybody may
 * read, at one path and nowhere else.
 *
 * <p>It says what is true and known to every caller: how tokens are sent, which scopes each of them
 * must hold. Scopes of routes stay untold, because they would tell strangers what there is. An
 * issuer is named where it is an address, as RFC 8414 wants it; that of Sentinel's AppJWTs is none.
 */
final class ResourceMetadata {
  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

  private final String rawPath;
  private final Verdict.Document document;

  private static final Verdict.Document NOT_ALLOWED =
      new Verdict.Document(
          405,
          Map.of(
              "Content-Type", "application/problem+json",
              "Cache-Control", "no-store",
              "Allow", "GET, HEAD"),
          bytes("{\"status\":405,\"title\":\"Method Not Allowed\"}"));

  ResourceMetadata(URI uri, SentinelConfig.Policy policy) {
    rawPath = uri.getRawPath();
    StringBuilder json = new StringBuilder("{\"resource\":").append(Text.json(resource(uri)));
    List<String> servers = policy.issuers().stream().filter(ResourceMetadata::isServer).toList();
    append(json, "authorization_servers", servers);
    append(json, "scopes_supported", policy.scopes());
    append(json, "bearer_methods_supported", List.of("header"));
    document =
        new Verdict.Document(
            200,
            Map.of("Content-Type", "application/json", "Cache-Control", "public, max-age=3600"),
            bytes(json.append('}').toString()));
  }

  /**
   * The identifier that the document's address was derived from (RFC 9728 section 3): without the
   * well-known part. Of another address nothing can be derived, so it is its origin.
   */
  private static String resource(URI uri) {
    String path = uri.getRawPath();
    String origin = uri.getScheme() + "://" + uri.getRawAuthority();
    int begin = (path + '/').indexOf(WELL_KNOWN + '/');
    return begin < 0
        ? origin
        : origin + path.substring(0, begin) + path.substring(begin + WELL_KNOWN.length());
  }

  private static boolean isServer(String issuer) {
    try {
      URI uri = new URI(issuer);
      return "https".equals(uri.getScheme())
          && uri.getHost() != null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (URISyntaxException none) {
      return false;
    }
  }

  private static void append(StringBuilder json, String name, Collection<String> values) {
    if (!values.isEmpty()) {
      json.append(",\"").append(name).append("\":");
      json.append(values.stream().map(Text::json).collect(Collectors.joining(",", "[", "]")));
    }
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The answer to a request for this very path, written in this very way.
   *
   * @return {@code null} for any other request
   */
  Verdict.@Nullable Document answer(String method, RequestPath path) {
    if (!rawPath.equals(path.raw())) {
      return null;
    }
    List<String> segments = RawPath.segments(path.raw(), path.context());
    if (segments == null || !path.isCutPlainly(segments)) {
      return null; // it isn't in this application, or nobody knows
    }
    return method.equals("GET") || method.equals("HEAD") ? document : NOT_ALLOWED;
  }
}
