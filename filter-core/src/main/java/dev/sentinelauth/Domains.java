package dev.sentinelauth;

import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.SentinelHttp;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of LivePerson's services by account, from the Domain API. Each is looked up once,
 * however many parts of the module ask for it, and not before one does. Thread-safe.
 */
final class Domains implements AutoCloseable {
  private final SentinelConfig config;
  private final SentinelHttp http;
  private final Background background;
  private final InstantSource clock;
  private final KeySnapshot snapshot;
  private volatile Predicate<String> served = account -> true;
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
    return held(
        account,
        sentinel.computeIfAbsent(
            account, a -> resolver(a, "sentinel", () -> snapshot.findHost(a))));
  }

  /** Where the IDP is for an account. */
  DomainResolver idp(String account) {
    return held(account, idp.computeIfAbsent(account, a -> resolver(a, "idp", () -> null)));
  }

  /** A late question about an account that is gone must not have its host looked up for ever. */
  private DomainResolver held(String account, DomainResolver domain) {
    if (!served.test(account)) {
      end(account::equals);
    }
    return domain;
  }

  private DomainResolver resolver(String account, String service, Supplier<@Nullable URI> saved) {
    return new DomainResolver(account, service, config, http, background, clock, saved);
  }

  /** Whether other settings would find the same hosts. */
  boolean isAsWith(SentinelConfig other) {
    return config.remote().domainApi().equals(other.remote().domainApi())
        && config.remote().domainTtl().equals(other.remote().domainTtl())
        && config.client().hosts().equals(other.client().hosts());
  }

  /** Ends the look-ups of all other accounts; whoever asks for one of them is told nothing. */
  void keep(Set<String> accounts) {
    served = accounts::contains;
    end(account -> !accounts.contains(account));
  }

  @Override
  public void close() {
    keep(Set.of());
  }

  private void end(Predicate<String> accounts) {
    for (Map<String, DomainResolver> service : List.of(sentinel, idp)) {
      service.forEach(
          (account, domain) -> {
            if (accounts.test(account) && service.remove(account, domain)) {
              domain.base().close();
            }
          });
    }
  }
}
