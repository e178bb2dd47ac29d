package dev.sentinelauth.internal.remote;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands between us and Sentinel, as far as it is configured here and not in the JVM.
 *
 * @param direct whether no proxy is asked, whatever the JVM's settings say
 * @param proxy unresolved; {@code null} for none, or the JVM's
 * @param proxyCredentials {@code user:password}, asked for at each call, or {@code null}; equal
 *     where what is configured is
 * @param trusted whom to trust besides those whom the JVM trusts
 */
public record Network(
    boolean direct,
    @Nullable InetSocketAddress proxy,
    @Nullable Supplier<String> proxyCredentials,
    List<X509Certificate> trusted) {

  /** Whether everything is left to the JVM. */
  public boolean isDefault() {
    return !direct && proxy == null && proxyCredentials == null && trusted.isEmpty();
  }
}
