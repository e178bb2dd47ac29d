package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.Login;
import dev.sentinelauth.SentinelConfig.Startup;
import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.Connections;
import dev.sentinelauth.internal.remote.SentinelHttp;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is behind a {@link Sentinel}: everything that a configuration brings to life. Another
 * configuration may take over, and what that leaves as it is goes on.
 */
final class Engine implements AutoCloseable {
  private final InstantSource clock;
  private final Background background;
  private final SentinelHttp http;
  private final KeySnapshot snapshot;
  private final String signatures;
  private final Inbound inbound;
  private final Outbound outbound;
  private final @Nullable LoginFlow loginFlow;

  /** For changes of what follows, and for the end; nothing is fetched under it. */
  private final ReentrantLock changing = new ReentrantLock();

  private volatile SentinelConfig config;
  private Domains domains;
  private @Nullable InboundRules prepared;
  private boolean closed;

  /**
   * Makes one; where that fails, nothing of it goes on.
   *
   * @param executor the container's, or {@code null}
   * @param httpClient the application's, or {@code null}
   */
  static Engine open(
      SentinelConfig config,
      Listeners listener,
      InstantSource clock,
      @Nullable ScheduledExecutorService executor,
      @Nullable HttpClient httpClient) {
    Background background = new Background(executor);
    try {
      return new Engine(config, listener, clock, background, httpClient);
    } catch (RuntimeException | Error e) {
      background.close();
      throw e;
    }
  }

  private Engine(
      SentinelConfig config,
      Listeners listener,
      InstantSource clock,
      Background background,
      @Nullable HttpClient httpClient) {
    this.config = config;
    this.clock = clock;
    this.background = background;
    SentinelConfig.Remote remote = config.remote();
    Connections connections =
        new Connections(
            httpClient,
            remote.network(),
            remote.connectTimeout(),
            remote.requestTimeout(),
            background);
    if (config.keys().jwks() && config.keys().startup() != Startup.LAZY) {
      connections.warmUp(); // on the other processor, while this goes on
    }
    SignatureProvider provider =
        SignatureProvider.choose(config.cryptoProvider(), config.policy().algorithms());
    signatures = provider.toString();
    http = new SentinelHttp(connections, background, clock);
    snapshot =
        new KeySnapshot(
            config.keys().snapshotFile(),
            config.keys().staleLimit(),
            clock,
            background.fileExecutor());
    domains = new Domains(config, http, background, clock, snapshot);
    inbound = new Inbound(config, provider, http, domains, snapshot, background, clock, listener);
    outbound = new Outbound(config, http, domains, background, clock, listener);
    loginFlow = LoginFlow.of(config, http, domains, inbound.accountKeys(), clock, listener);
  }

  /**
   * Begins as {@code sentinel.startup} says.
   *
   * @return with {@code required}, what is missing and why; else empty
   */
  List<String> start() {
    return inbound.start();
  }

  SentinelConfig config() {
    return config;
  }

  /** Who checks them. */
  String signatures() {
    return signatures;
  }

  Background background() {
    return background;
  }

  Inbound inbound() {
    return inbound;
  }

  Outbound outbound() {
    return outbound;
  }

  /** {@code null} where there is none. */
  @Nullable LoginFlow loginFlow() {
    return loginFlow;
  }

  /**
   * Has another configuration take over, all at once for each request; but for what takes a
   * restart. The keys that it needs are fetched first, and waited for. To be called by one thread.
   *
   * @return if it has not taken over: the accounts that are served now and whose keys could not be
   *     had, with the reasons; else empty
   * @throws RuntimeException if it can't take over at all; nothing has changed then
   */
  Map<String, String> follow(SentinelConfig read) {
    SentinelConfig next = ConfigChange.inForce(config, read);
    Domains nextDomains = null;
    InboundRules rules = null;
    changing.lock();
    try {
      if (closed) {
        return Map.of();
      }
      nextDomains = domains(next);
      rules = inbound.prepare(next, nextDomains);
      prepared = rules;
    } finally {
      if (rules == null && nextDomains != null) {
        giveUp(nextDomains);
      }
      changing.unlock();
    }
    Map<String, String> missing = inbound.fetch(rules);
    changing.lock();
    try {
      prepared = null;
      if (closed || !missing.isEmpty()) {
        inbound.discard(rules);
        giveUp(nextDomains);
      } else {
        takeOver(next, rules, nextDomains);
      }
    } finally {
      changing.unlock();
    }
    return missing;
  }

  /** For the next configuration: those that are there, if they would find the same hosts. */
  private Domains domains(SentinelConfig next) {
    if (!domains.isAsWith(next)) {
      return new Domains(next, http, background, clock, snapshot);
    }
    Set<String> both = accounts(config);
    both.addAll(accounts(next));
    domains.keep(both);
    return domains;
  }

  private void giveUp(Domains prepared) {
    if (prepared == domains) {
      domains.keep(accounts(config));
    } else {
      prepared.close();
    }
  }

  private void takeOver(SentinelConfig next, InboundRules rules, Domains nextDomains) {
    Domains before = domains;
    domains = nextDomains;
    config = next;
    snapshot.keepFor(next.keys().staleLimit());
    inbound.takeOver(rules);
    outbound.follow(next, nextDomains);
    Login login = next.login();
    String clientId = next.client().clientId();
    if (loginFlow != null && login != null && clientId != null) {
      String account = loginFlow.accountId();
      loginFlow.follow(
          next,
          login,
          new TokenEndpoint(account, next, http, nextDomains),
          new IdTokens(account, clientId, next, inbound.accountKeys(), clock));
    }
    if (before == nextDomains) {
      nextDomains.keep(accounts(next));
    } else {
      before.close();
    }
  }

  /** Those whose hosts may be asked for. */
  private static Set<String> accounts(SentinelConfig config) {
    Set<String> accounts = new HashSet<>(config.remote().accountIds());
    Login login = config.login();
    if (login != null && login.account() != null) {
      accounts.add(login.account());
    }
    return accounts;
  }

  @Override
  public void close() {
    changing.lock();
    try {
      closed = true;
      if (prepared != null) {
        // and whoever waits for its keys is told
        inbound.discard(prepared);
      }
      inbound.close();
      outbound.close();
      domains.close();
      http.close();
    } finally {
      changing.unlock();
    }
    background.close();
  }
}
