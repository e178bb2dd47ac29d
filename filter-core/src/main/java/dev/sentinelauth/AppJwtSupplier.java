package dev.sentinelauth;

import dev.sentinelauth.TokenEndpoint.Granted;
import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.BackoffPolicy;
import dev.sentinelauth.internal.remote.Bulkhead;
import dev.sentinelauth.internal.remote.FailureLog;
import dev.sentinelauth.internal.remote.FetchException;
import dev.sentinelauth.internal.remote.RemoteValue;
import dev.sentinelauth.internal.remote.RemoteValue.Aged;
import dev.sentinelauth.internal.remote.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live outbound AppJWT of one account, for applications: obtained by client credentials and
 * renewed in the background. While it is valid, nobody waits and no failure is seen. Thread-safe.
 *
 * <p>Its lifetime comes from the token itself ({@code exp} - {@code iat}), else from {@code
 * expires_in}, else it is an hour; it counts from the token's arrival, so that a clock that is
 * wrong does no harm. It is renewed at 70 to 85 % of it, at a random point, so that a fleet doesn't
 * renew in step.
 */
public final class AppJwtSupplier implements Supplier<String> {
  private static final Logger log = LoggerFactory.getLogger(AppJwtSupplier.class);

  /** 1 s, 2 s, ... 10 s without a token, 60 s with one; 30 s after a plain no. */
  private static final BackoffPolicy PAUSE = new BackoffPolicy(1_000, 10_000, 60_000, 30_000, true);

  /**
   * Of a token that is said to live for less: whoever asks within the time that a request takes
   * gets the same one, or each request would cost another.
   */
  static final long SHORTEST_LIFE_MILLIS = 1_000;

  /** What lives for less is renewed when somebody asks for it. */
  private static final long UNASKED_MILLIS = 5_000;

  private final String account;
  private final InstantSource clock;
  private final SentinelListener listener;
  private final Background background;
  private final long timeoutNanos;
  private final RenewalLimit drops;
  private final Bulkhead waiting = new Bulkhead();

  private final ReentrantLock changing = new ReentrantLock();

  /** By the configuration in force; {@code null} where that has no tokens for this account. */
  private volatile @Nullable Source source;

  AppJwtSupplier(
      String account,
      TokenEndpoint endpoint,
      Duration timeout,
      Background background,
      InstantSource clock,
      SentinelListener listener) {
    this.account = account;
    this.clock = clock;
    this.listener = listener;
    this.background = background;
    this.timeoutNanos = timeout.toNanos();
    this.drops = new RenewalLimit(clock);
    this.source = new Source(endpoint, null);
  }

  /** Where the tokens come from; {@code null} where none do. */
  @Nullable TokenEndpoint endpoint() {
    Source now = source;
    return now == null ? null : now.endpoint;
  }

  /**
   * Gets tokens from somewhere else from now on. Where nothing changed but the secret, the token at
   * hand stays in use until the next one is there, which is fetched at once; else it is dropped.
   * {@code null} means that there are none for this account any more.
   */
  void follow(@Nullable TokenEndpoint next) {
    changing.lock();
    try {
      change(source, next);
    } finally {
      changing.unlock();
    }
  }

  private void change(@Nullable Source before, @Nullable TokenEndpoint next) {
    if (before != null && next != null && next.isAs(before.endpoint)) {
      return;
    }
    Aged<String> standIn =
        before != null && next != null && next.isOfSameInstallationAs(before.endpoint)
            ? before.token.peek()
            : null;
    Source now = next == null ? null : new Source(next, standIn);
    source = now;
    if (before != null) {
      boolean wanted = before.token.last() != null || before.token.trouble() != null;
      // whoever waits for it looks again
      before.token.close();
      if (now != null && wanted) {
        now.token.refreshBehind();
      }
    }
  }

  /**
   * A live token, without a scheme.
   *
   * <p>Waits only where there is none: before the first one, after {@link #invalidate}, or after
   * Sentinel could not be reached for so long that the last one expired; at most for {@code
   * sentinel.http.request-timeout}, and not at all shortly after a failure. The longer it takes,
   * the fewer threads may wait, sixteen after half a second and four after one; the others are told
   * at once.
   *
   * @throws AppJwtUnavailableException if none can be had
   */
  @Override
  public String get() {
    long deadline = System.nanoTime() + timeoutNanos;
    while (true) {
      Source by = source;
      if (by == null) {
        throw notServed();
      }
      try {
        return waiting.get(by.token, deadline);
      } catch (FetchException e) {
        if (by == source) {
          throw unavailable(by, e);
        }
      }
    }
  }

  /**
   * The same for work that must not block: at hand, or after the flight, and then on Sentinel's own
   * thread, which is not to be kept. Fails with an {@link AppJwtUnavailableException}.
   */
  CompletionStage<String> getAsync() {
    Source by = source;
    if (by == null) {
      return CompletableFuture.failedStage(notServed());
    }
    return by.token
        .fetched()
        .exceptionallyCompose(
            failure -> {
              if (by != source) {
                return getAsync();
              }
              Throwable cause = FetchException.cause(failure);
              return CompletableFuture.failedStage(
                  cause instanceof FetchException e ? unavailable(by, e) : failure);
            });
  }

  private AppJwtUnavailableException notServed() {
    return new AppJwtUnavailableException(
        "no AppJWT for account " + account + ": the settings have changed, and don't serve it",
        Duration.ofMinutes(1));
  }

  private AppJwtUnavailableException unavailable(Source by, FetchException e) {
    return new AppJwtUnavailableException(
        "no AppJWT for account " + account + " from " + by.endpoint.host() + ": " + e.getMessage(),
        e.retryAfterOrSoon());
  }

  /** The live token if it is at hand; never waits. */
  @Nullable String getIfPresent() {
    Source now = source;
    return now == null ? null : now.token.getIfPresent();
  }

  /**
   * Drops a token that a server refused, so that the next {@link #get} brings another one. Does
   * nothing where that token is no longer the current one, so any number of refusals of one token
   * cost one new token; and nothing while renewals fail, because no other can be had then. If the
   * next renewal turns out to fail, the token is back.
   */
  public void invalidate(String refused) {
    // of a crowd that was refused the same token only one forgets it, and only that one pays
    Source now = source;
    if (now != null && drops.allowsOneMore() && now.token.forget(refused)) {
      drops.pay();
      log.info("AppJWT of account {}: refused by a server, so it is replaced", account);
    }
  }

  private CompletionStage<Aged<String>> fetch(TokenEndpoint endpoint) {
    long begun = System.nanoTime();
    return endpoint
        .clientCredentials()
        .thenApply(this::aged)
        .whenComplete(
            (aged, failure) ->
                listener.appJwtFetchEnded(
                    account, Duration.ofNanos(System.nanoTime() - begun), failure == null));
  }

  private Aged<String> aged(Granted granted) {
    long now = clock.millis();
    long life = Math.max(granted.lifetime().toMillis(), SHORTEST_LIFE_MILLIS);
    // to the millisecond: in steps of a thousandth, a fleet would renew in bursts
    long fresh = life * 70 / 100 + ThreadLocalRandom.current().nextLong(life * 15 / 100 + 1);
    return new Aged<>(granted.token(), now, now + fresh, now + life);
  }

  /** What is known about the token, without it; {@code null} where none was ever asked for. */
  SentinelStatus.@Nullable AppJwtStatus status() {
    Source now = source;
    Aged<String> last = now == null ? null : now.token.last();
    Trouble trouble = now == null ? null : now.token.trouble();
    if (now == null || (last == null && trouble == null && now.token.running() == null)) {
      return null;
    }
    return new SentinelStatus.AppJwtStatus(
        account,
        now.token.peek() != null,
        last == null ? null : Instant.ofEpochMilli(last.expiresAt()),
        trouble == null ? null : trouble.since(),
        trouble == null ? null : trouble.reason(),
        waiting.waiting());
  }

  void close() {
    Source now = source;
    if (now != null) {
      now.token.close();
    }
  }

  /** The account, and nothing of the token. */
  @Override
  public String toString() {
    return "AppJwtSupplier[account=" + account + "]";
  }

  /** One endpoint, and the token that comes from there. */
  private final class Source implements RemoteValue.Observer<String> {
    final TokenEndpoint endpoint;
    final RemoteValue<String> token;
    private final FailureLog failures = new FailureLog(log, "AppJWT of account " + account, clock);
    private final @Nullable Aged<String> standIn;

    /**
     * @param standIn in use until the first one comes from there; {@code null} for none
     */
    Source(TokenEndpoint endpoint, @Nullable Aged<String> standIn) {
      this.endpoint = endpoint;
      this.standIn = standIn;
      this.token =
          new RemoteValue<>(() -> fetch(endpoint), UNASKED_MILLIS, PAUSE, this, background, clock);
    }

    @Override
    public void fetched(
        Aged<String> value, @Nullable Aged<String> before, @Nullable Trouble trouble) {
      failures.recovered(trouble);
      Instant expiresAt = Instant.ofEpochMilli(value.expiresAt());
      log.debug(
          "AppJWT of account {}: obtained, expires at {}, renewed in {} s",
          account,
          expiresAt,
          TimeUnit.MILLISECONDS.toSeconds(value.staleAt() - value.fetchedAt()));
      listener.appJwtObtained(account, expiresAt);
    }

    @Override
    public void failed(Trouble trouble, @Nullable Aged<String> inUse) {
      failures.failed(
          trouble,
          inUse != null,
          "asked "
              + endpoint.host()
              + "; "
              + (inUse == null
                  ? "there is none, so calls fail"
                  : "the one in use expires at " + Instant.ofEpochMilli(inUse.expiresAt())));
      listener.appJwtFailed(account, trouble.reason(), trouble.since());
    }

    @Override
    public @Nullable Aged<String> fallback() {
      return standIn;
    }
  }
}
