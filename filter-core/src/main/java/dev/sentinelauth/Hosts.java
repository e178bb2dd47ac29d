package dev.sentinelauth;

import dev.sentinelauth.internal.settings.InvalidValueException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rules for hosts that get to see tokens or secrets: https, or plain http to this very machine.
 * Nothing is looked up; a name that merely resolves to a loopback address is not one.
 */
final class Hosts {
  private Hosts() {}

  /**
   * Whether this is {@code localhost}, an address of {@code 127.0.0.0/8} or {@code ::1}, in
   * brackets or not.
   */
  static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || isLoopbackIpv4(host);
  }

  private static boolean isLoopbackIpv4(String host) {
    String[] octets = host.split("\\.", -1);
    if (octets.length != 4 || !octets[0].equals("127")) {
      return false;
    }
    for (String octet : octets) {
      // No leading zeros: some resolvers take them for octal.
      if (octet.isEmpty()
          || octet.length() > 3
          || !octet.chars().allMatch(c -> c >= '0' && c <= '9')
          || (octet.length() > 1 && octet.charAt(0) == '0')
          || Integer.parseInt(octet) > 255) {
        return false;
      }
    }
    return true;
  }

  /**
   * A server's base URI, without a trailing slash: from a bare {@code host[:port]}, an {@code
   * https://} URI without a path, or an {@code http://} one for a loopback host.
   *
   * @throws InvalidValueException for anything else
   */
  static URI httpsOrLoopback(String value) {
    String expected = "a host, or an https:// URI without path (http:// for loopback hosts only)";
    URI uri = absolute(value.contains("://") ? value : "https://" + value, expected);
    if (!uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/")) {
      throw new InvalidValueException(expected);
    }
    if (uri.getRawQuery() != null) {
      throw new InvalidValueException(expected);
    }
    return base(uri.getScheme(), uri);
  }

  /**
   * A URI of a single resource: {@code https://}, or {@code http://} for a loopback host; it may
   * have a path and a query, but neither user-info nor a fragment.
   *
   * @throws InvalidValueException for anything else
   */
  static URI httpsOrLoopbackResource(String value) {
    return absolute(value, "an https:// URI (http:// for loopback hosts only)");
  }

  /**
   * Where a {@code baseURI} of the Domain API points. It decides where secrets are sent, so only a
   * bare host passes, with or without a port.
   *
   * @param httpForLoopback whether a loopback host is to be called by plain http
   * @throws InvalidValueException for anything else: a scheme, a path, user-info, white space, a
   *     bad port
   */
  static URI sentinelBase(String baseUri, boolean httpForLoopback) {
    String expected = "a bare host, with a port or without";
    if (!baseUri.chars().allMatch(Hosts::mayStandInAuthority)) {
      throw new InvalidValueException(expected);
    }
    URI uri = absolute("https://" + baseUri, expected);
    return base(httpForLoopback && isLoopback(uri.getHost()) ? "http" : "https", uri);
  }

  private static boolean mayStandInAuthority(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == ':'
        || c == '['
        || c == ']';
  }

  private static URI absolute(String value, String expected) {
    URI uri = parse(value);
    if (uri == null || uri.getHost() == null) {
      throw new InvalidValueException(expected);
    }
    String authority = uri.getRawAuthority();
    boolean wellFormed =
        authority.chars().allMatch(Hosts::mayStandInAuthority) // no user-info, no zone id
            && !authority.endsWith(":")
            && uri.getPort() != 0
            && uri.getPort() <= 65535
            && uri.getRawFragment() == null;
    boolean safe =
        "https".equalsIgnoreCase(uri.getScheme())
            || ("http".equalsIgnoreCase(uri.getScheme()) && isLoopback(uri.getHost()));
    if (!wellFormed || !safe) {
      throw new InvalidValueException(expected);
    }
    return uri;
  }

  private static @Nullable URI parse(String value) {
    try {
      return new URI(value);
    } catch (URISyntaxException malformed) {
      return null; // its message holds the value
    }
  }

  /** Lower case, so that two spellings of one host count as one server. */
  private static URI base(String scheme, URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return URI.create((scheme + "://" + uri.getHost() + port).toLowerCase(Locale.ROOT));
  }
}
