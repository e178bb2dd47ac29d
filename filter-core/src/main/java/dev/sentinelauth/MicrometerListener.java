package dev.sentinelauth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts and times in Micrometer, for applications, what happens, and shows there how things stand:
 * {@code sentinel.accepted}, {@code sentinel.refused}, {@code sentinel.keys.age} and others, of
 * which the documentation has a table. No tag holds anything that a caller can choose.
 *
 * <p>Counters that can be foreseen are registered before there is anything to count, since a rise
 * from nothing can't be told from a start. Gauges are there as long as a {@link Sentinel} that was
 * built with this listener lives.
 */
public final class MicrometerListener implements SentinelListener {
  private static final String HOST = "host";
  private static final String ACCOUNT = "account";
  private static final String RESULT = "result";
  private static final String COMPLETED = "completed";

  private final MeterRegistry registry;
  private final Tags tags;
  private final MicrometerGauges gauges;
  private final Counter accepted;
  private final Counter hits;
  private final Counter misses;
  private final Timer verification;
  private final Map<Rejection, Counter> refused = new EnumMap<>(Rejection.class);

  /** For a registry whose meters are of one application, or have a tag that tells which. */
  public MicrometerListener(MeterRegistry registry) {
    this(registry, Tags.empty());
  }

  /**
   * For a registry that several applications use.
   *
   * @param tags of all meters besides their own: {@code Tags.of("application", "orders")}. They
   *     have to be others for each application, or one's gauges hide the other's
   */
  public MicrometerListener(MeterRegistry registry, Iterable<? extends Tag> tags) {
    this.registry = registry;
    this.tags = Tags.of(tags);
    this.gauges = new MicrometerGauges(registry, this.tags);
    this.accepted =
        counter("sentinel.accepted", "Requests and tokens that were accepted", Tags.empty());
    this.hits = cache("hit");
    this.misses = cache("miss");
    this.verification =
        Timer.builder("sentinel.verification")
            .description("What it takes to verify a token that is not remembered and is good")
            .tags(this.tags)
            .register(registry);
    for (Rejection rejection : Rejection.values()) {
      refused.put(
          rejection,
          counter(
              "sentinel.refused",
              "Requests and tokens that were refused",
              Tags.of("code", rejection.code())));
    }
  }

  private Counter cache(String result) {
    return counter(
        "sentinel.cache", "Look-ups of tokens among those remembered", Tags.of(RESULT, result));
  }

  private Counter counter(String name, String description, Tags own) {
    return Counter.builder(name).description(description).tags(tags.and(own)).register(registry);
  }

  private void time(String name, String description, Tags own, Duration took, boolean succeeded) {
    Timer.builder(name)
        .description(description)
        .tags(tags.and(own).and(RESULT, succeeded ? "succeeded" : "failed"))
        .register(registry)
        .record(took);
  }

  @Override
  public void started(Sentinel sentinel) {
    gauges.add(sentinel);
    for (SentinelStatus.KeySetStatus keys : sentinel.status().keySets()) {
      String host = keys.uri().getAuthority();
      keysFetched(host);
      keysFailed(host);
    }
    SentinelConfig.Login login = sentinel.config().login();
    String account = login == null ? null : login.account();
    if (account != null) {
      foreseeLogins(account);
    }
  }

  private void foreseeLogins(String account) {
    login(account, COMPLETED);
    for (LoginException.Reason reason : LoginException.Reason.values()) {
      login(account, reason.code());
    }
    List.of("refreshed", "failed", "refused").forEach(result -> loginRefresh(account, result));
  }

  @Override
  public void ended(Sentinel sentinel) {
    gauges.remove(sentinel);
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
  public void verified(Duration took) {
    verification.record(took);
  }

  @Override
  public void keysFetched(URI keySet, Set<String> keyIds, boolean changed) {
    keysFetched(keySet.getAuthority()).increment();
    gauges.update();
  }

  private Counter keysFetched(String host) {
    return counter("sentinel.keys.fetched", "Key sets that were fetched", Tags.of(HOST, host));
  }

  @Override
  public void keysFailed(URI keySet, String reason, Instant failingSince) {
    keysFailed(keySet.getAuthority()).increment();
    gauges.update();
  }

  private Counter keysFailed(String host) {
    return counter(
        "sentinel.keys.failed", "Key sets that could not be fetched", Tags.of(HOST, host));
  }

  @Override
  public void keysFetchEnded(URI keySet, Duration took, boolean succeeded) {
    time(
        "sentinel.keys.fetch",
        "What it takes to fetch a key set",
        Tags.of(HOST, keySet.getAuthority()),
        took,
        succeeded);
  }

  @Override
  public void appJwtObtained(String accountId, Instant expiresAt) {
    Counter unused = appJwtFailed(accountId);
    appJwtObtained(accountId).increment();
    gauges.update();
  }

  private Counter appJwtObtained(String account) {
    return counter(
        "sentinel.appjwt.obtained",
        "Outbound tokens that were obtained or renewed",
        Tags.of(ACCOUNT, account));
  }

  @Override
  public void appJwtFailed(String accountId, String reason, Instant failingSince) {
    Counter unused = appJwtObtained(accountId);
    appJwtFailed(accountId).increment();
    gauges.update();
  }

  private Counter appJwtFailed(String account) {
    return counter(
        "sentinel.appjwt.failed",
        "Outbound tokens that could not be obtained or renewed",
        Tags.of(ACCOUNT, account));
  }

  @Override
  public void appJwtFetchEnded(String accountId, Duration took, boolean succeeded) {
    time(
        "sentinel.appjwt.fetch",
        "What it takes to obtain or renew an outbound token",
        Tags.of(ACCOUNT, accountId),
        took,
        succeeded);
  }

  @Override
  public void loggedIn(LoggedInUser user) {
    login(user.accountId(), COMPLETED).increment();
  }

  @Override
  public void loginFailed(String accountId, LoginException.Reason reason) {
    login(accountId, reason.code()).increment();
  }

  private Counter login(String account, String result) {
    return counter(
        "sentinel.login",
        "Logins that were completed, and those that were not",
        Tags.of(ACCOUNT, account, RESULT, result));
  }

  @Override
  public void loginRefreshed(LoggedInUser user) {
    loginRefresh(user.accountId(), "refreshed").increment();
  }

  @Override
  public void loginRefreshFailed(String accountId, String reason, Instant failingSince) {
    loginRefresh(accountId, "failed").increment();
  }

  @Override
  public void loginEnded(LoggedInUser user) {
    loginRefresh(user.accountId(), "refused").increment();
  }

  private Counter loginRefresh(String account, String result) {
    return counter(
        "sentinel.login.refresh",
        "Renewals of the tokens of logins",
        Tags.of(ACCOUNT, account, RESULT, result));
  }
}
