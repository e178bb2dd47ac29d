package dev.sentinelauth;

import dev.sentinelauth.internal.settings.InvalidValueException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that may receive an AppJWT: {@code sentinel.app-jwt.hosts}, over https only (http for
 * loopback hosts).
 */
final class AllowedHosts {
  /** The vendor's own. */
  static final List<String> LIVEPERSON = List.of("*.liveperson.net", "*.liveperson.com");

  private final List<String> patterns;

  /**
   * @param patterns exact hosts, or {@code *.} and a suffix; lower case
   */
  AllowedHosts(List<String> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /**
   * A host that may receive tokens, or {@code *.} and a suffix of two labels or more; in lower
   * case.
   */
  static String pattern(String value) {
    String expected = "a host without scheme and port, or '*.' and a suffix of at least two labels";
    boolean wildcard = value.startsWith("*.");
    URI uri;
    try {
      uri = Hosts.sentinelBase(wildcard ? value.substring(2) : value, false);
    } catch (InvalidValueException noHost) {
      throw new InvalidValueException(expected);
    }
    String host = uri.getHost();
    char lastLabel = host.charAt(host.lastIndexOf('.') + 1);
    boolean suffix =
        host.indexOf('.') > 0 && !host.endsWith(".") && (lastLabel < '0' || lastLabel > '9');
    if (uri.getPort() >= 0 || (wildcard && !suffix)) {
      throw new InvalidValueException(expected);
    }
    return wildcard ? "*." + host : host;
  }

  /** The vendor's own hosts, and these besides. */
  static AllowedHosts andLivePersons(List<String> patterns) {
    return new AllowedHosts(Stream.concat(LIVEPERSON.stream(), patterns.stream()).toList());
  }

  /** Whether a request to this URI may carry a token. */
  boolean allows(URI uri) {
    return refusal(uri) == null;
  }

  /** Why a request to this URI may not carry a token, for the log; {@code null} if it may. */
  @Nullable String refusal(URI uri) {
    String host = uri.getHost();
    if (host == null) {
      return "its URI names no host";
    }
    if (uri.getRawUserInfo() != null) {
      return "its URI holds a user";
    }
    if (!matches(host.toLowerCase(Locale.ROOT))) {
      return "it is not in sentinel.app-jwt.hosts";
    }
    boolean safe =
        "https".equalsIgnoreCase(uri.getScheme())
            || ("http".equalsIgnoreCase(uri.getScheme()) && Hosts.isLoopback(host));
    return safe ? null : "it is not called by https";
  }

  private boolean matches(String host) {
    for (String pattern : patterns) {
      // "*.x" stands for any name below x, and not for x itself
      if (pattern.startsWith("*.")
          ? host.endsWith(pattern.substring(1)) && host.length() >= pattern.length()
          : host.equals(pattern)) {
        return true;
      }
    }
    return false;
  }
}
