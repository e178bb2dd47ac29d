package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Text;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides for each outgoing request whether it may carry an AppJWT, and tells once of each host
 * that gets none: nobody else sees that a token is missing, the application only sees a 401 by
 * somebody else. Goes by the configuration in force. Thread-safe.
 */
final class OutboundHosts {
  private static final Logger log = LoggerFactory.getLogger(OutboundHosts.class);

  /** An application that calls more hosts than this is not one that wonders about one of them. */
  private static final int MOST_TOLD = 500;

  private static final int LONGEST_HOST = 255;

  private volatile AllowedHosts hosts;
  private volatile @Nullable String scheme;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  OutboundHosts(SentinelConfig.Client settings) {
    this.hosts = new AllowedHosts(settings.hosts());
    this.scheme = settings.scheme();
  }

  void follow(SentinelConfig.Client settings) {
    hosts = new AllowedHosts(settings.hosts());
    scheme = settings.scheme();
    told.clear();
  }

  /** What stands in front of a token, or {@code null} for the bare one. */
  @Nullable String scheme() {
    return scheme;
  }

  boolean allows(URI target) {
    String refusal = hosts.refusal(target);
    if (refusal == null) {
      return true;
    }
    String host = host(target);
    if (!told.contains(host) && told.size() < MOST_TOLD && told.add(host)) {
      log.info("Requests to {} go out without an AppJWT: {}", host, refusal);
    }
    return false;
  }

  private static String host(URI target) {
    String host = target.getHost();
    if (host == null) {
      // not a host by the rules for URIs, such as my_host
      String authority = target.getRawAuthority();
      host = authority == null ? "(no host)" : withoutUserInfo(authority);
    }
    return Text.printable(host.toLowerCase(Locale.ROOT), LONGEST_HOST);
  }

  private static String withoutUserInfo(String authority) {
    return authority.substring(authority.lastIndexOf('@') + 1);
  }
}
