package dev.sentinelauth;

import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.SentinelHttp;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The outbound side of all accounts; each begins when it is first asked for. */
final class Outbound implements AutoCloseable {
  private final SentinelConfig config;
  private final SentinelHttp http;
  private final Domains domains;
  private final Background background;
  private final InstantSource clock;
  private final SentinelListener listener;

  /** One for all clients, so that an application that makes many is told of a host once. */
  private final OutboundHosts hosts;

  private final Map<String, AppJwtSupplier> suppliers = new ConcurrentHashMap<>();
  private final Map<String, ConsumerJwsClient> consumers = new ConcurrentHashMap<>();

  Outbound(
      SentinelConfig config,
      SentinelHttp http,
      Domains domains,
      Background background,
      InstantSource clock,
      SentinelListener listener) {
    this.config = config;
    this.http = http;
    this.domains = domains;
    this.background = background;
    this.clock = clock;
    this.listener = listener;
    this.hosts = new OutboundHosts(new AllowedHosts(config.client().hosts()));
  }

  AppJwtSupplier supplier(String account) {
    if (!config.remote().accountIds().contains(account)) {
      throw new IllegalArgumentException("not one of the accounts in sentinel.account-id");
    }
    return suppliers.computeIfAbsent(
        account,
        a ->
            new AppJwtSupplier(
                a,
                new TokenEndpoint(a, config, http, domains),
                config.remote().requestTimeout(),
                background,
                clock,
                listener));
  }

  /** The account that is meant where none is named. */
  String onlyAccount() {
    List<String> accounts = config.remote().accountIds();
    if (accounts.size() > 1) {
      throw new IllegalStateException("several accounts are served; say which one is meant");
    }
    return accounts.get(0);
  }

  ClientAuthenticator authenticator(String account) {
    return ClientAuthenticator.of(config.client().scheme(), hosts, supplier(account));
  }

  ClientAuthenticator relaying(Supplier<@Nullable String> token) {
    return ClientAuthenticator.relaying(config.client().scheme(), hosts, token);
  }

  ConsumerJwsClient consumers(String account) {
    AppJwtSupplier appJwts = supplier(account);
    return consumers.computeIfAbsent(
        account, a -> new ConsumerJwsClient(a, appJwts, config, http, domains, background, clock));
  }

  List<SentinelStatus.AppJwtStatus> status() {
    return suppliers.values().stream()
        .map(AppJwtSupplier::status)
        .filter(Objects::nonNull)
        .toList();
  }

  @Override
  public void close() {
    suppliers.values().forEach(AppJwtSupplier::close);
    consumers.values().forEach(ConsumerJwsClient::close);
  }
}
