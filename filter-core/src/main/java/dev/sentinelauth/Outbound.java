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

/**
 * The outbound side of all accounts; each begins when it is first asked for. What applications hold
 * of it stays, and goes by the configuration in force.
 */
final class Outbound implements AutoCloseable {
  private final SentinelHttp http;
  private final Background background;
  private final InstantSource clock;
  private final SentinelListener listener;
  private volatile Settings settings;

  /** One for all clients, so that an application that makes many is told of a host once. */
  private final OutboundHosts hosts;

  private final Map<String, AppJwtSupplier> suppliers = new ConcurrentHashMap<>();
  private final Map<String, ConsumerJwsClient> consumers = new ConcurrentHashMap<>();

  /** Identity is all that is compared of it, so it is no record. */
  private final class Settings {
    final SentinelConfig config;
    final Domains domains;

    Settings(SentinelConfig config, Domains domains) {
      this.config = config;
      this.domains = domains;
    }

    boolean serves(String account) {
      return config.remote().accountIds().contains(account);
    }

    TokenEndpoint endpoint(String account) {
      return new TokenEndpoint(account, config, http, domains);
    }

    /** {@code null} where there are no tokens for that account any more. */
    @Nullable TokenEndpoint endpointIfAny(String account) {
      return serves(account) && config.client().clientId() != null ? endpoint(account) : null;
    }
  }

  Outbound(
      SentinelConfig config,
      SentinelHttp http,
      Domains domains,
      Background background,
      InstantSource clock,
      SentinelListener listener) {
    this.settings = new Settings(config, domains);
    this.http = http;
    this.background = background;
    this.clock = clock;
    this.listener = listener;
    this.hosts = new OutboundHosts(config.client());
  }

  /** Goes by another configuration from now on. */
  void follow(SentinelConfig config, Domains domains) {
    Settings next = new Settings(config, domains);
    settings = next;
    hosts.follow(config.client());
    // tokens first: those of consumers are made with them
    suppliers.forEach((account, supplier) -> supplier.follow(next.endpointIfAny(account)));
    consumers.forEach((account, client) -> client.follow(config, domains));
  }

  AppJwtSupplier supplier(String account) {
    Settings at = settings;
    if (!at.serves(account)) {
      throw new IllegalArgumentException("not one of the accounts in sentinel.account-id");
    }
    TokenEndpoint endpoint = at.endpoint(account); // throws where there is no client
    AppJwtSupplier supplier =
        suppliers.computeIfAbsent(
            account,
            a ->
                new AppJwtSupplier(
                    a, endpoint, at.config.remote().requestTimeout(), background, clock, listener));
    Settings by = at;
    while (by != settings) {
      // it may have come too late to be told
      by = settings;
      supplier.follow(by.endpointIfAny(account));
    }
    return supplier;
  }

  /** The account that is meant where none is named. */
  String onlyAccount() {
    List<String> accounts = settings.config.remote().accountIds();
    if (accounts.size() > 1) {
      throw new IllegalStateException("several accounts are served; say which one is meant");
    }
    return accounts.get(0);
  }

  ClientAuthenticator authenticator(String account) {
    return ClientAuthenticator.of(hosts, supplier(account));
  }

  ClientAuthenticator relaying(Supplier<@Nullable String> token) {
    return ClientAuthenticator.relaying(hosts, token);
  }

  ConsumerJwsClient consumers(String account) {
    AppJwtSupplier appJwts = supplier(account);
    Settings at = settings;
    ConsumerJwsClient client =
        consumers.computeIfAbsent(
            account,
            a -> new ConsumerJwsClient(a, appJwts, at.config, http, at.domains, background, clock));
    Settings by = at;
    while (by != settings) {
      by = settings;
      client.follow(by.config, by.domains);
    }
    return client;
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
