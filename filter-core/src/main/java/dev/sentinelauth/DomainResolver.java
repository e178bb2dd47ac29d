package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Text;
import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.BackoffPolicy;
import dev.sentinelauth.internal.remote.FailureLog;
import dev.sentinelauth.internal.remote.FetchException;
import dev.sentinelauth.internal.remote.HttpBody;
import dev.sentinelauth.internal.remote.RemoteValue;
import dev.sentinelauth.internal.remote.RemoteValue.Aged;
import dev.sentinelauth.internal.remote.SentinelHttp;
import dev.sentinelauth.internal.remote.Trouble;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the host of one service of one account in the Domain API. The answer decides where secrets
 * are sent and whose keys are trusted, so it must be a bare host and nothing else, and one of the
 * vendor's or of {@code sentinel.app-jwt.hosts}: the API alone can't name just any. While it is
 * down, the last answer stays in use without end.
 */
final class DomainResolver implements RemoteValue.Observer<URI> {
  private static final Logger log = LoggerFactory.getLogger(DomainResolver.class);
  private static final int MAX_BYTES = 256 * 1024;
  private static final BackoffPolicy PAUSE = new BackoffPolicy(500, 2_500, 60_000, 0, false);

  private final String account;
  private final String service;
  private final URI uri;
  private final boolean plainLoopback;
  private final AllowedHosts trusted;
  private final long ttlMillis;
  private final SentinelHttp http;
  private final InstantSource clock;
  private final Supplier<@Nullable URI> saved;
  private final List<Consumer<URI>> onMove = new CopyOnWriteArrayList<>();
  private final FailureLog failures;
  private final RemoteValue<URI> base;

  /**
   * @param saved the host known from an earlier run, used where the API can't be reached at first
   */
  DomainResolver(
      String account,
      String service,
      SentinelConfig config,
      SentinelHttp http,
      Background background,
      InstantSource clock,
      Supplier<@Nullable URI> saved) {
    this.account = account;
    this.service = service;
    SentinelConfig.Remote remote = config.remote();
    this.trusted = AllowedHosts.andLivePersons(config.client().hosts());
    this.uri =
        remote
            .domainApi()
            .resolve(
                "/api/account/" + account + "/service/" + service + "/baseURI.json?version=1.0");
    this.plainLoopback = "http".equals(remote.domainApi().getScheme());
    this.ttlMillis = remote.domainTtl().toMillis();
    this.http = http;
    this.clock = clock;
    this.saved = saved;
    this.failures = new FailureLog(log, "Domain API for account " + account, clock);
    this.base = new RemoteValue<>(this::fetch, PAUSE, this, background, clock);
  }

  /**
   * Tells of every change from now on, and of the first answer if it is still to come, before
   * anybody else sees it.
   *
   * @return the host that is known already, or {@code null}
   */
  @Nullable URI onMove(Consumer<URI> listener) {
    onMove.add(listener);
    Aged<URI> last = base.last();
    return last == null ? null : last.value();
  }

  /** Tells nobody of that name any more. */
  void forget(Consumer<URI> listener) {
    onMove.remove(listener);
  }

  /** The service's base URI: scheme, host and port. */
  RemoteValue<URI> base() {
    return base;
  }

  /** The base URI when it is known; its failure tells that it was this API's. */
  CompletionStage<URI> fetched() {
    return base.fetched()
        .exceptionally(
            failure -> {
              Throwable cause = FetchException.cause(failure);
              throw new CompletionException(
                  new FetchException("the Domain API: " + cause.getMessage()));
            });
  }

  /** Asks anew in the background, however young the answer is. */
  void refresh() {
    Object unused = base.refreshNow();
  }

  /** For the status, that no key set is known for want of a host; {@code null} where one is. */
  SentinelStatus.@Nullable KeySetStatus missingKeySet() {
    Trouble trouble = base.trouble();
    return trouble == null || base.last() != null
        ? null
        : new SentinelStatus.KeySetStatus(
            uri, List.of(), null, null, null, false, trouble.since(), trouble.reason(), List.of());
  }

  private CompletionStage<Aged<URI>> fetch() {
    return http.get(uri, MAX_BYTES)
        .thenApply(
            body -> {
              try {
                return aged(read(body));
              } catch (FetchException e) {
                throw new CompletionException(e);
              }
            });
  }

  private Aged<URI> aged(URI found) {
    long now = clock.millis();
    long ttl = ttlMillis - ThreadLocalRandom.current().nextLong(ttlMillis / 10 + 1);
    return new Aged<>(found, now, now + ttl, Long.MAX_VALUE);
  }

  /** Reads either shape: the answer for one service, or the list of all. */
  private URI read(byte[] body) throws FetchException {
    Map<String, @Nullable Object> answer = HttpBody.object(body);
    Object host = answer.get("baseURI");
    if (answer.get("baseURIs") instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof Map<?, ?> entry && service.equals(entry.get("service"))) {
          host = entry.get("baseURI");
        }
      }
    }
    if (!(host instanceof String text)) {
      throw new FetchException("the answer names no host for the service " + service);
    }
    URI base;
    try {
      base = Hosts.sentinelBase(text, plainLoopback);
    } catch (IllegalArgumentException e) {
      throw new FetchException("the answer for the service " + service + " is not a bare host");
    }
    if (!isTrusted(base)) {
      throw new FetchException(
          "it names a host that is neither LivePerson's nor in sentinel.app-jwt.hosts: "
              + Text.printable(base.getHost(), 200));
    }
    return base;
  }

  private boolean isTrusted(URI base) {
    String host = base.getHost();
    return host != null && ((plainLoopback && Hosts.isLoopback(host)) || trusted.allows(base));
  }

  @Override
  public void fetched(Aged<URI> value, @Nullable Aged<URI> before, @Nullable Trouble trouble) {
    failures.recovered(trouble);
    if (before == null || !before.value().equals(value.value())) {
      log.info("Domain API: {} of account {} is at {}", service, account, value.value());
      onMove.forEach(listener -> listener.accept(value.value()));
    }
  }

  @Override
  public void failed(Trouble trouble, @Nullable Aged<URI> inUse) {
    failures.failed(
        trouble,
        inUse != null,
        inUse == null ? "no host is known" : "still using " + inUse.value());
  }

  @Override
  public @Nullable Aged<URI> fallback() {
    URI found = saved.get();
    if (found == null) {
      return null;
    }
    if (!isTrusted(found)) {
      log.warn(
          "Domain API for account {}: the snapshot names a host that is neither LivePerson's nor in"
              + " sentinel.app-jwt.hosts, and is ignored: {}",
          account,
          Text.printable(found.toString(), 200));
      return null;
    }
    onMove.forEach(listener -> listener.accept(found));
    return new Aged<>(found, 0, 0, Long.MAX_VALUE);
  }
}
