package dev.sentinelauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sentinelauth.internal.codec.Text;
import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.BackoffPolicy;
import dev.sentinelauth.internal.remote.Bulkhead;
import dev.sentinelauth.internal.remote.FailureLog;
import dev.sentinelauth.internal.remote.FetchException;
import dev.sentinelauth.internal.remote.HttpBody;
import dev.sentinelauth.internal.remote.RemoteValue;
import dev.sentinelauth.internal.remote.RemoteValue.Aged;
import dev.sentinelauth.internal.remote.SentinelHttp;
import dev.sentinelauth.internal.remote.Trouble;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ConsumerJWS tokens of one account, for applications, which name the consumer on whose behalf a
 * request is made: obtained from the IDP with the account's AppJWT, and kept per consumer until
 * their own {@code exp}, else for ten minutes. Thread-safe.
 */
public final class ConsumerJwsClient {

  /** The header that a ConsumerJWS goes into, beside the bare AppJWT. */
  public static final String HEADER = "X-LP-ON-BEHALF";

  private static final Logger log = LoggerFactory.getLogger(ConsumerJwsClient.class);
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_CONSUMERS = 10_000;
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final BackoffPolicy PAUSE = new BackoffPolicy(1_000, 10_000, 10_000, 10_000, true);

  private final String account;
  private final AppJwtSupplier appJwts;
  private final SentinelHttp http;
  private volatile Domains domains;
  private volatile AllowedHosts hosts;
  private volatile @Nullable TokenEndpoint endpoint;
  private final long timeoutNanos;
  private final Background background;
  private final InstantSource clock;
  private final FailureLog failures;

  /** One for all consumers: it is one IDP that they wait for. */
  private final Bulkhead waiting = new Bulkhead();

  private final Cache<String, Held> byConsumer =
      Caffeine.newBuilder()
          .maximumSize(MAX_CONSUMERS)
          .expireAfterAccess(Duration.ofHours(1))
          .executor(Runnable::run)
          .build();

  /** One consumer's; each has its own limit, so that no consumer uses up another's. */
  private record Held(RemoteValue<String> jws, RenewalLimit drops) {}

  ConsumerJwsClient(
      String account,
      AppJwtSupplier appJwts,
      SentinelConfig config,
      SentinelHttp http,
      Domains domains,
      Background background,
      InstantSource clock) {
    this.account = account;
    this.appJwts = appJwts;
    this.http = http;
    this.domains = domains;
    this.hosts = new AllowedHosts(config.client().hosts());
    this.endpoint = appJwts.endpoint();
    this.timeoutNanos = config.remote().requestTimeout().toNanos();
    this.background = background;
    this.clock = clock;
    this.failures = new FailureLog(log, "ConsumerJWS of account " + account, clock);
  }

  /** Goes by another configuration from now on, as its supplier of AppJWTs does already. */
  void follow(SentinelConfig config, Domains otherDomains) {
    domains = otherDomains;
    hosts = new AllowedHosts(config.client().hosts());
    TokenEndpoint before = endpoint;
    TokenEndpoint now = appJwts.endpoint();
    endpoint = now;
    if (before != now && (before == null || now == null || !now.isOfSameInstallationAs(before))) {
      // whoever waits for one of them gets it
      byConsumer.invalidateAll();
    }
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
    // makes the holder and fetches nothing
    RemoteValue<String> jws = byConsumer.get(externalConsumerId, this::holder).jws();
    String live = jws.getIfPresent();
    if (live != null) {
      return live;
    }
    // before the flight, on the caller's thread: it may have to wait
    appJwts.get();
    try {
      return waiting.get(jws, System.nanoTime() + timeoutNanos);
    } catch (FetchException e) {
      throw new AppJwtUnavailableException(
          "no ConsumerJWS for account " + account + " from the IDP: " + e.getMessage(),
          e.retryAfterOrSoon());
    }
  }

  private Held holder(String consumer) {
    return new Held(
        new RemoteValue<>(
            () -> fetch(consumer),
            RemoteValue.ONLY_IF_ASKED,
            PAUSE,
            new Events(),
            background,
            clock),
        new RenewalLimit(clock));
  }

  /**
   * Drops a ConsumerJWS that a server refused, so that the next {@link #get} brings another one.
   * Does nothing where it is no longer the current one, nor where that happens too often: ten times
   * at once, and then every five seconds, for each consumer.
   *
   * @param externalConsumerId the consumer
   * @param refused the ConsumerJWS as {@link #get} gave it
   */
  public void invalidate(String externalConsumerId, String refused) {
    Held held = byConsumer.getIfPresent(externalConsumerId);
    if (held != null && held.drops().allowsOneMore() && held.jws().forget(refused)) {
      held.drops().pay();
    }
  }

  private CompletionStage<Aged<String>> fetch(String consumer) {
    String json = "{\"ext_consumer_id\":" + Text.json(consumer) + "}";
    return domains.idp(account).fetched().thenCompose(idp -> post(idp, json)).thenApply(this::read);
  }

  /** An AppJWT that the IDP refuses is replaced, and the other one tried once. */
  private CompletionStage<byte[]> post(URI idp, String json) {
    if (!hosts.allows(idp)) {
      throw new CompletionException(
          new FetchException(
              "the Domain API names a host that is not in sentinel.app-jwt.hosts: "
                  + idp.getHost()));
    }
    URI target = idp.resolve("/api/account/" + account + "/consumer?v=1.0");
    return appJwt()
        .thenCompose(
            first ->
                http.post(target, first, json, MAX_BYTES)
                    .exceptionallyCompose(
                        failure ->
                            isUnauthorized(failure)
                                ? postAgain(target, json, first, failure)
                                : CompletableFuture.failedStage(failure)));
  }

  private CompletionStage<byte[]> postAgain(
      URI target, String json, String refused, Throwable failure) {
    appJwts.invalidate(refused);
    return appJwt()
        .thenCompose(
            second ->
                second.equals(refused)
                    ? CompletableFuture.failedStage(failure)
                    : http.post(target, second, json, MAX_BYTES));
  }

  /** The one at hand may have been dropped since the caller had it: then after the flight. */
  private CompletionStage<String> appJwt() {
    return appJwts
        .getAsync()
        .exceptionally(
            failure -> {
              Throwable cause = FetchException.cause(failure);
              throw new CompletionException(new FetchException(String.valueOf(cause.getMessage())));
            });
  }

  private static boolean isUnauthorized(Throwable failure) {
    return FetchException.cause(failure) instanceof FetchException answer
        && answer.isUnauthorized();
  }

  private Aged<String> read(byte[] body) {
    if (HttpBody.object(body).get("token") instanceof String jws
        && AuthorizationHeader.isB64Token(jws)) {
      long now = clock.millis();
      // one that doesn't say when it was issued is issued now
      Duration lifetime = TokenEndpoint.lifetimeOf(jws, Duration.ofMillis(now));
      if (lifetime == null || lifetime.isZero() || lifetime.isNegative()) {
        lifetime = KEPT;
      }
      long life = TokenEndpoint.shortened(lifetime).toMillis();
      life = Math.max(life, AppJwtSupplier.SHORTEST_LIFE_MILLIS);
      return new Aged<>(jws, now, now + life, now + life);
    }
    throw new CompletionException(new FetchException("the answer holds no token"));
  }

  void close() {
    byConsumer.asMap().values().forEach(held -> held.jws().close());
    byConsumer.invalidateAll();
  }

  /** The account, and nothing of the tokens. */
  @Override
  public String toString() {
    return "ConsumerJwsClient[account=" + account + "]";
  }

  private final class Events implements RemoteValue.Observer<String> {
    @Override
    public void fetched(
        Aged<String> value, @Nullable Aged<String> before, @Nullable Trouble trouble) {
      log.debug("ConsumerJWS of account {}: obtained", account);
    }

    @Override
    public void failed(Trouble trouble, @Nullable Aged<String> inUse) {
      // of all consumers together: with the IDP down, each of them fails
      failures.failed(trouble, false, "calls on behalf of consumers fail");
    }
  }
}
