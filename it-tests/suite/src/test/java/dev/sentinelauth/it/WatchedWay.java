package dev.sentinelauth.it;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells where an HTTP client has been: a client asks it for the way, which is always direct. */
final class WatchedWay extends ProxySelector {
  private final Set<String> hosts = ConcurrentHashMap.newKeySet();

  /** With their ports. */
  Set<String> hosts() {
    return Set.copyOf(hosts);
  }

  @Override
  public List<Proxy> select(URI uri) {
    hosts.add(uri.getAuthority());
    return List.of(Proxy.NO_PROXY);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
}
