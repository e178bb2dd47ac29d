package dev.sentinelauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sentinelauth.Json.MalformedJsonException;
import dev.sentinelauth.Refreshing.Aged;
import dev.sentinelauth.Refreshing.Trouble;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ConsumerJWS tokens of one account, which name the consumer on whose behalf a request is made:
 * obtained from the IDP with the account's AppJWT, and kept per consumer until their own {@code
 * exp}, else for ten minutes. Thread-safe.
 */
public final class ConsumerJwsClient {

  /** The header that a ConsumerJWS goes into, beside the bare AppJWT. */
  public static final String HEADER = "X-LP-ON-BEHALF";

  private static final Logger log = LoggerFactory.getLogger(ConsumerJwsClient.class);
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_CONSUMERS = 10_000;
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final Pause PAUSE = new Pause(1_000, 10_000, 10_000, 10_000, true);

  private final String account;
  private final AppJwtSupplier appJwts;
  private final HttpExchange http;
  private final Domains domains;
  private final AllowedHosts hosts;
  private final long timeoutNanos;
  private final Background background;
  private final InstantSource clock;
  private final Cache<String, Refreshing<String>> byConsumer =
      Caffeine.newBuilder()
          .maximumSize(MAX_CONSUMERS)
          .expireAfterAccess(Duration.ofHours(1))
          .executor(Runnable::run)
          .build();

  ConsumerJwsClient(
      String account,
      AppJwtSupplier appJwts,
      SentinelConfig config,
      HttpExchange http,
      Domains domains,
      Background background,
      InstantSource clock) {
    this.account = account;
    this.appJwts = appJwts;
    this.http = http;
    this.domains = domains;
    this.hosts = new AllowedHosts(config.client().hosts());
    this.timeoutNanos = config.remote().requestTimeout().toNanos();
    this.background = background;
    this.clock = clock;
  }

  /**
   * The ConsumerJWS of a consumer.
   *
   * @param externalConsumerId the application's own name for the consumer, {@code ext_consumer_id};
   *     not empty
   * @throws AppJwtUnavailableException if it can't be had, or no AppJWT to get it with
   */
  public String get(String externalConsumerId) {
    if (externalConsumerId.isEmpty()) {
      throw new IllegalArgumentException("a consumer needs an id");
    }
    Refreshing<String> jws =
        byConsumer.get(
            externalConsumerId,
            // makes the holder and fetches nothing
            id ->
                new Refreshing<>(() -> fetch(id), false, PAUSE, new Failures(), background, clock));
    String live = jws.getIfPresent();
    if (live != null) {
      return live;
    }
    // before the flight, on the caller's thread: it may have to wait
    appJwts.get();
    try {
      return jws.get(System.nanoTime() + timeoutNanos);
    } catch (FetchException e) {
      Duration retryAfter = e.retryAfter();
      throw new AppJwtUnavailableException(
          "no ConsumerJWS for account " + account + " from the IDP: " + e.getMessage(),
          retryAfter == null ? Duration.ofSeconds(1) : retryAfter);
    }
  }

  /**
   * Drops a ConsumerJWS that a server refused, so that the next {@link #get} brings another one.
   * Does nothing where it is no longer the current one.
   *
   * @param externalConsumerId the consumer
   * @param refused the ConsumerJWS as {@link #get} gave it
   */
  public void invalidate(String externalConsumerId, String refused) {
    Refreshing<String> jws = byConsumer.getIfPresent(externalConsumerId);
    if (jws != null) {
      jws.forget(refused);
    }
  }

  private CompletionStage<Aged<String>> fetch(String consumer) {
    String json = "{\"ext_consumer_id\":" + Text.json(consumer) + "}";
    return domains.idp(account).fetched().thenCompose(idp -> post(idp, json)).thenApply(this::read);
  }

  private CompletionStage<byte[]> post(URI idp, String json) {
    if (!hosts.allows(idp)) {
      throw new CompletionException(
          new FetchException(
              "the Domain API names a host that is not in sentinel.app-jwt.hosts: "
                  + idp.getHost()));
    }
    String appJwt = appJwts.getIfPresent();
    if (appJwt == null) {
      throw new CompletionException(new FetchException("there is no AppJWT to get it with"));
    }
    URI target = idp.resolve("/api/account/" + account + "/consumer?v=1.0");
    return http.post(target, appJwt, json, MAX_BYTES)
        .whenComplete(
            (body, failure) -> {
              if (failure != null
                  && failure.getCause() instanceof FetchException answer
                  && answer.isUnauthorized()) {
                appJwts.invalidate(appJwt);
              }
            });
  }

  private Aged<String> read(byte[] body) {
    try {
      if (Json.object(body).get("token") instanceof String jws
          && AuthorizationHeader.isB64Token(jws)) {
        long now = clock.millis();
        Duration lifetime = TokenEndpoint.lifetimeOf(jws);
        long life = (lifetime == null || lifetime.isNegative() ? KEPT : lifetime).toMillis();
        return new Aged<>(jws, now, now + life, now + life);
      }
    } catch (MalformedJsonException e) {
      throw new CompletionException(new FetchException("the answer is no JSON object"));
    }
    throw new CompletionException(new FetchException("the answer holds no token"));
  }

  /** The account, and nothing of the tokens. */
  @Override
  public String toString() {
    return "ConsumerJwsClient[account=" + account + "]";
  }

  private final class Failures implements Refreshing.Observer<String> {
    @Override
    public void fetched(
        Aged<String> value, @Nullable Aged<String> before, @Nullable Trouble trouble) {
      log.debug("ConsumerJWS of account {}: obtained", account);
    }

    @Override
    public void failed(Trouble trouble, @Nullable Aged<String> inUse) {
      log.warn("ConsumerJWS of account {}: {}", account, trouble.reason());
    }
  }
}
