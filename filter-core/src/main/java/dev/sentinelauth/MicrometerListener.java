package dev.sentinelauth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts in Micrometer, for applications, what happens: {@code sentinel.accepted}, {@code
 * sentinel.refused} (tag {@code code}), {@code sentinel.cache} (tag {@code result}: {@code hit} or
 * {@code miss}), {@code sentinel.keys.fetched} and {@code sentinel.keys.failed} (tag {@code host}),
 * {@code sentinel.app-jwt.obtained} and {@code sentinel.app-jwt.failed} (tag {@code account}),
 * {@code sentinel.login} and {@code sentinel.login.refresh} (tags {@code account} and {@code
 * result}). No tag holds anything that a caller can choose.
 */
public final class MicrometerListener implements SentinelListener {
  private final MeterRegistry registry;
  private final Counter accepted;
  private final Counter hits;
  private final Counter misses;
  private final Map<Rejection, Counter> refused = new EnumMap<>(Rejection.class);

  /** Registers all counters, so that those which stay at zero are there as well. */
  public MicrometerListener(MeterRegistry registry) {
    this.registry = registry;
    this.accepted = registry.counter("sentinel.accepted");
    this.hits = registry.counter("sentinel.cache", "result", "hit");
    this.misses = registry.counter("sentinel.cache", "result", "miss");
    for (Rejection rejection : Rejection.values()) {
      refused.put(rejection, registry.counter("sentinel.refused", "code", rejection.code()));
    }
  }

  @Override
  public void accepted(AppJwt token) {
    accepted.increment();
  }

  @Override
  public void refused(Rejection rejection) {
    Counter counter = refused.get(rejection);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void cacheHit() {
    hits.increment();
  }

  @Override
  public void cacheMiss() {
    misses.increment();
  }

  @Override
  public void keysFetched(URI keySet, Set<String> keyIds, boolean changed) {
    registry.counter("sentinel.keys.fetched", "host", keySet.getAuthority()).increment();
  }

  @Override
  public void keysFailed(URI keySet, String reason, Instant failingSince) {
    registry.counter("sentinel.keys.failed", "host", keySet.getAuthority()).increment();
  }

  @Override
  public void appJwtObtained(String accountId, Instant expiresAt) {
    registry.counter("sentinel.app-jwt.obtained", "account", accountId).increment();
  }

  @Override
  public void appJwtFailed(String accountId, String reason, Instant failingSince) {
    registry.counter("sentinel.app-jwt.failed", "account", accountId).increment();
  }

  @Override
  public void loggedIn(LoggedInUser user) {
    login(user.accountId(), "completed");
  }

  @Override
  public void loginFailed(String accountId, LoginException.Reason reason) {
    login(accountId, reason.code());
  }

  private void login(String account, String result) {
    registry.counter("sentinel.login", "account", account, "result", result).increment();
  }

  @Override
  public void loginRefreshed(LoggedInUser user) {
    loginRefresh(user.accountId(), "refreshed");
  }

  @Override
  public void loginRefreshFailed(String accountId, String reason, Instant failingSince) {
    loginRefresh(accountId, "failed");
  }

  @Override
  public void loginEnded(LoggedInUser user) {
    loginRefresh(user.accountId(), "refused");
  }

  private void loginRefresh(String account, String result) {
    registry.counter("sentinel.login.refresh", "account", account, "result", result).increment();
  }
}
