package dev.sentinelauth;

import dev.sentinelauth.Json.MalformedJsonException;
import dev.sentinelauth.Refreshing.Aged;
import dev.sentinelauth.Refreshing.Trouble;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the host of one service of one account in the Domain API. The answer decides where secrets
 * are sent and whose keys are trusted, so it must be a bare host and nothing else. While the API is
 * down, the last answer stays in use without end.
 */
final class DomainResolver implements Refreshing.Observer<URI> {
  private static final Logger log = LoggerFactory.getLogger(DomainResolver.class);
  private static final int MAX_BYTES = 256 * 1024;
  private static final Pause PAUSE = new Pause(500, 2_500, 60_000);

  private final String account;
  private final String service;
  private final URI uri;
  private final boolean plainLoopback;
  private final long ttlMillis;
  private final HttpExchange http;
  private final InstantSource clock;
  private final Supplier<@Nullable URI> saved;
  private final Consumer<URI> onMove;
  private final FailureLog failures;
  private final Refreshing<URI> base;

  /**
   * @param saved the host known from an earlier run, used where the API can't be reached at first
   * @param onMove hears of the first answer and of every change, before anybody else sees it
   */
  DomainResolver(
      String account,
      String service,
      SentinelConfig.Remote remote,
      HttpExchange http,
      Background background,
      InstantSource clock,
      Supplier<@Nullable URI> saved,
      Consumer<URI> onMove) {
    this.account = account;
    this.service = service;
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
    this.onMove = onMove;
    this.failures = new FailureLog(log, "Domain API for account " + account, clock);
    this.base = new Refreshing<>(this::fetch, PAUSE, this, background, clock);
  }

  /** The address of the API, for messages. */
  URI uri() {
    return uri;
  }

  /** The service's base URI: scheme, host and port. */
  Refreshing<URI> base() {
    return base;
  }

  private java.util.concurrent.CompletionStage<Aged<URI>> fetch() {
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
    Map<String, @Nullable Object> answer;
    try {
      answer = Json.object(body);
    } catch (MalformedJsonException e) {
      throw new FetchException("the answer is " + e.getMessage());
    }
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
    try {
      return Hosts.sentinelBase(text, plainLoopback);
    } catch (IllegalArgumentException e) {
      throw new FetchException("the answer for the service " + service + " is not a bare host");
    }
  }

  @Override
  public void fetched(Aged<URI> value, @Nullable Aged<URI> before, @Nullable Trouble trouble) {
    failures.recovered(trouble);
    if (before == null || !before.value().equals(value.value())) {
      log.info("Domain API: {} of account {} is at {}", service, account, value.value());
      onMove.accept(value.value());
    }
  }

  @Override
  public void failed(Trouble trouble, @Nullable Aged<URI> inUse) {
    failures.failed(trouble, inUse == null ? "no host is known" : "still using " + inUse.value());
  }

  @Override
  public @Nullable Aged<URI> fallback() {
    URI found = saved.get();
    if (found == null) {
      return null;
    }
    onMove.accept(found);
    return new Aged<>(found, 0, 0, Long.MAX_VALUE);
  }
}
