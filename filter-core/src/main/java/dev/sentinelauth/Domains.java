package dev.sentinelauth;

import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.SentinelHttp;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of LivePerson's services by account, from the Domain API. Each is looked up once,
 * however many parts of the module ask for it, and not before one does.
 */
final class Domains implements AutoCloseable {
  private final SentinelConfig config;
  private final SentinelHttp http;
  private final Background background;
  private final InstantSource clock;
  private final KeySnapshot snapshot;
  private final Map<String, DomainResolver> sentinel = new ConcurrentHashMap<>();
  private final Map<String, DomainResolver> idp = new ConcurrentHashMap<>();

  Domains(
      SentinelConfig config,
      SentinelHttp http,
      Background background,
      InstantSource clock,
      KeySnapshot snapshot) {
    this.config = config;
    this.http = http;
    this.background = background;
    this.clock = clock;
    this.snapshot = snapshot;
  }

  /** Where Sentinel is for an account. */
  DomainResolver sentinel(String account) {
    return sentinel.computeIfAbsent(
        account, a -> resolver(a, "sentinel", () -> snapshot.findHost(a)));
  }

  /** Where the IDP is for an account. */
  DomainResolver idp(String account) {
    return idp.computeIfAbsent(account, a -> resolver(a, "idp", () -> null));
  }

  private DomainResolver resolver(String account, String service, Supplier<@Nullable URI> saved) {
    return new DomainResolver(account, service, config, http, background, clock, saved);
  }

  @Override
  public void close() {
    sentinel.values().forEach(domain -> domain.base().close());
    idp.values().forEach(domain -> domain.base().close());
  }
}
