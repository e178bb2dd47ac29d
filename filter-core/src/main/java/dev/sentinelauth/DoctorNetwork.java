package dev.sentinelauth;

import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.Connections;
import dev.sentinelauth.internal.remote.Exchange;
import dev.sentinelauth.internal.remote.FetchException;
import dev.sentinelauth.internal.remote.Network;
import dev.sentinelauth.internal.remote.SentinelHttp;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The calls that the doctor makes: by the same code as an application, one after the other, with a
 * look at how each went.
 */
final class DoctorNetwork implements AutoCloseable {
  /** What a call may take beyond its time-out, in the first second of a JVM. */
  private static final Duration BEYOND = Duration.ofSeconds(10);

  /**
   * How a call went.
   *
   * @param value {@code null} where it failed
   * @param failure {@code null} where it didn't
   * @param exchange the last one that it took; {@code null} where there was none
   */
  record Outcome<T>(
      @Nullable T value, @Nullable FetchException failure, @Nullable Exchange exchange) {}

  /** The clock of somebody who answered, compared with ours. */
  record ClockDifference(String host, Duration theirsAhead) {}

  private final SentinelConfig config;
  private final InstantSource clock;
  private final Background background = new Background(null);
  private final SentinelHttp http;
  private final Domains domains;
  private final List<Exchange> seen = new CopyOnWriteArrayList<>();
  private final List<ClockDifference> clocks = new CopyOnWriteArrayList<>();

  DoctorNetwork(SentinelConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    SentinelConfig.Remote remote = config.remote();
    Connections connections =
        new Connections(
            null, remote.network(), remote.connectTimeout(), remote.requestTimeout(), background);
    this.http = new SentinelHttp(connections, background, clock, this::saw);
    // without the snapshot: what is asked is whether the network answers
    KeySnapshot none =
        new KeySnapshot(null, config.keys().staleLimit(), clock, background.fileExecutor());
    this.domains = new Domains(config, http, background, clock, none);
  }

  private void saw(Exchange exchange) {
    seen.add(exchange);
    Instant theirs = exchange.saidTime();
    if (theirs != null) {
      clocks.add(
          new ClockDifference(
              String.valueOf(exchange.uri().getHost()), Duration.between(clock.instant(), theirs)));
    }
  }

  SentinelHttp http() {
    return http;
  }

  Domains domains() {
    return domains;
  }

  TokenEndpoint tokenEndpoint(String account) {
    return new TokenEndpoint(account, config, http, domains);
  }

  /** What the clocks of all who answered say, in the order of the answers. */
  List<ClockDifference> clocks() {
    return List.copyOf(clocks);
  }

  /** Waits for a call. */
  <T> Outcome<T> await(CompletionStage<T> call) {
    int before = seen.size();
    FetchException failure;
    T value = null;
    try {
      value = call.toCompletableFuture().get(longestWait().toMillis(), TimeUnit.MILLISECONDS);
      failure = null;
    } catch (ExecutionException failed) {
      failure =
          FetchException.cause(failed) instanceof FetchException cause
              ? cause
              : new FetchException("the call failed");
    } catch (TimeoutException hanging) {
      failure = new FetchException("no complete answer within " + longestWait().toMillis() + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = new FetchException("interrupted");
    }
    List<Exchange> now = new ArrayList<>(seen);
    return new Outcome<>(value, failure, now.size() > before ? now.get(now.size() - 1) : null);
  }

  /** Two calls may be one behind the other: the secret that was read again is tried again. */
  private Duration longestWait() {
    return config.remote().requestTimeout().multipliedBy(2).plus(BEYOND);
  }

  /** Adds how a call went: where to, how long it took, the certificate, and the proxy. */
  DoctorLine describe(DoctorLine line, @Nullable Exchange exchange) {
    if (exchange == null) {
      return line;
    }
    DoctorLine described =
        line.with("address", shown(exchange.uri().toString()))
            .with("took_ms", exchange.took().toMillis())
            .with("proxy", proxy(exchange.uri()));
    X509Certificate certificate = exchange.certificate();
    if (certificate == null) {
      return described;
    }
    Instant expires = certificate.getNotAfter().toInstant();
    return described
        .with("certificate_subject", certificate.getSubjectX500Principal().getName())
        .with("certificate_issuer", certificate.getIssuerX500Principal().getName())
        .with("certificate_expires", expires.toString())
        .with("certificate_days_left", Duration.between(clock.instant(), expires).toDays());
  }

  /** Without a query, where secrets may stand; that of a version is none. */
  static String shown(String uri) {
    int query = uri.indexOf('?');
    return query < 0 || uri.substring(query).matches("[?](?:v|version)=[0-9.]{1,5}")
        ? uri
        : uri.substring(0, query) + "?***";
  }

  private String proxy(URI uri) {
    Network network = config.remote().network();
    if (network.direct()) {
      return "none (" + NetworkReader.PROXY + ")";
    }
    InetSocketAddress configured = network.proxy();
    if (configured != null) {
      return address(configured) + " (" + NetworkReader.PROXY + ")";
    }
    ProxySelector ofTheJvm = ProxySelector.getDefault();
    if (ofTheJvm != null) {
      for (Proxy proxy : ofTheJvm.select(uri)) {
        if (proxy.type() == Proxy.Type.HTTP && proxy.address() instanceof InetSocketAddress at) {
          return address(at) + " (the JVM's)";
        }
      }
    }
    return "none";
  }

  private static String address(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  @Override
  public void close() {
    domains.close();
    http.close();
    background.close();
  }
}
