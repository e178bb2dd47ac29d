package dev.sentinelauth;

import dev.sentinelauth.SentinelStatus.AppJwtStatus;
import dev.sentinelauth.SentinelStatus.KeySetStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SentinelStatus} says of the instances that live, as gauges of Micrometer. Where a
 * listener has several instances, what is counted is added up, and of the rest the worst is shown.
 *
 * <p>The registry holds this weakly; but an instance holds it, by its listener, for as long as it
 * lives. When the last instance that a gauge shows has ended, the gauge is taken out of the
 * registry: otherwise it would stay, and show nothing.
 */
final class MicrometerGauges {

  /**
   * A gauge of a part of the status.
   *
   * @param unit of Micrometer's; {@code null} for none
   * @param several what is shown of several instances
   */
  private record Kind<P>(
      String name,
      @Nullable String unit,
      String description,
      DoubleBinaryOperator several,
      ToDoubleBiFunction<SentinelStatus, P> value) {}

  /** As Micrometer spells it; it has no constant for it. */
  private static final String SECONDS = "seconds";

  private static final DoubleBinaryOperator ADDED_UP = Double::sum;
  private static final DoubleBinaryOperator LEAST = Math::min;
  private static final DoubleBinaryOperator MOST = Math::max;

  private static final List<Kind<SentinelStatus>> OF_ALL =
      List.of(
          new Kind<>(
              "sentinel.ready",
              null,
              "1 where tokens of every account can be checked right now, else 0",
              LEAST,
              (status, all) -> flag(status.ready())),
          new Kind<>(
              "sentinel.cache.size",
              null,
              "Verified tokens that are remembered, roughly",
              ADDED_UP,
              (status, all) -> status.cacheSize()),
          new Kind<>(
              "sentinel.cache.hit.ratio",
              null,
              "Share of the look-ups since the start that found a token remembered, 0 to 1",
              LEAST,
              (status, all) -> status.cacheHitRatio()),
          new Kind<>(
              "sentinel.keys.waiting",
              null,
              "Requests that wait for keys, or to be told where they are",
              ADDED_UP,
              (status, all) -> status.waiting()));

  private static final List<Kind<KeySetStatus>> OF_KEY_SETS =
      List.of(
          new Kind<>(
              "sentinel.keys.age",
              SECONDS,
              "Time since the keys at hand were fetched",
              MOST,
              (status, keys) -> seconds(keys.age(), Double.NaN)),
          new Kind<>(
              "sentinel.keys.expiry",
              SECONDS,
              "Time until the keys at hand are past the stale limit; 0 where there are none",
              LEAST,
              (status, keys) -> left(status, keys.expiresAt())),
          new Kind<>(
              "sentinel.keys.usable",
              null,
              "1 where there are keys that may be used, else 0",
              LEAST,
              (status, keys) -> flag(keys.usable())),
          new Kind<>(
              "sentinel.keys.failing",
              SECONDS,
              "Time since keys could not be fetched for the first time; 0 while they can",
              MOST,
              (status, keys) -> since(status, keys.failingSince())));

  private static final List<Kind<AppJwtStatus>> OF_APP_JWTS =
      List.of(
          new Kind<>(
              "sentinel.appjwt.expiry",
              SECONDS,
              "Time until the outbound token expires; 0 where there is none",
              LEAST,
              (status, token) -> left(status, token.expiresAt())),
          new Kind<>(
              "sentinel.appjwt.usable",
              null,
              "1 where there is an outbound token that has not expired, else 0",
              LEAST,
              (status, token) -> flag(token.usable())),
          new Kind<>(
              "sentinel.appjwt.failing",
              SECONDS,
              "Time since the outbound token could not be had for the first time; 0 while it can",
              MOST,
              (status, token) -> since(status, token.failingSince())),
          new Kind<>(
              "sentinel.appjwt.waiting",
              null,
              "Threads that wait for the outbound token",
              ADDED_UP,
              (status, token) -> token.waiting()));

  private final MeterRegistry registry;
  private final Tags tags;
  private final List<Sentinel> live = new CopyOnWriteArrayList<>();

  /** Held while gauges come or go, and never while one is read. */
  private final ReentrantLock changing = new ReentrantLock();

  /** What is registered, by the tags that it has. */
  private final Map<Tags, List<Meter>> registered = new HashMap<>();

  /**
   * @param tags of all of them
   */
  MicrometerGauges(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
  }

  /** Shows one more instance. */
  void add(Sentinel sentinel) {
    live.add(sentinel);
    update();
  }

  /** Shows it no more, and lets go of it. */
  void remove(Sentinel sentinel) {
    live.remove(sentinel);
    update();
  }

  /** Something was heard of key sets or tokens: there may be new ones, and some may be gone. */
  void update() {
    changing.lock();
    try {
      Set<String> hosts = names(s -> s.keySets().stream().map(MicrometerGauges::host));
      Set<String> accounts = names(s -> s.appJwts().stream().map(AppJwtStatus::accountId));
      Map<Tags, List<Meter>> gone = new HashMap<>(registered);
      if (!live.isEmpty()) {
        register(tags, OF_ALL, Stream::of, gone);
      }
      for (String host : hosts) {
        register(
            tags.and("host", host),
            OF_KEY_SETS,
            status -> status.keySets().stream().filter(keys -> host(keys).equals(host)),
            gone);
      }
      for (String account : accounts) {
        register(
            tags.and("account", account),
            OF_APP_JWTS,
            status -> status.appJwts().stream().filter(jwt -> jwt.accountId().equals(account)),
            gone);
      }
      gone.values().forEach(gauges -> gauges.forEach(registry::remove));
      registered.keySet().removeAll(gone.keySet());
    } finally {
      changing.unlock();
    }
  }

  private Set<String> names(Function<SentinelStatus, Stream<String>> parts) {
    return live.stream().map(Sentinel::status).flatMap(parts).collect(Collectors.toSet());
  }

  private static String host(KeySetStatus keys) {
    return keys.uri().getAuthority();
  }

  private <P> void register(
      Tags own,
      List<Kind<P>> kinds,
      Function<SentinelStatus, Stream<P>> parts,
      Map<Tags, List<Meter>> gone) {
    gone.remove(own);
    registered.computeIfAbsent(
        own, absent -> kinds.stream().map(kind -> register(own, kind, parts)).toList());
  }

  private <P> Meter register(Tags own, Kind<P> kind, Function<SentinelStatus, Stream<P>> parts) {
    return Gauge.builder(kind.name(), this, gauges -> gauges.read(kind, parts))
        .description(kind.description())
        .baseUnit(kind.unit())
        .tags(own)
        .register(registry);
  }

  /** What is not known of any instance is no number. */
  private <P> double read(Kind<P> kind, Function<SentinelStatus, Stream<P>> parts) {
    return live.stream()
        .map(Sentinel::status)
        .flatMapToDouble(
            status ->
                parts.apply(status).mapToDouble(part -> kind.value().applyAsDouble(status, part)))
        .filter(value -> !Double.isNaN(value))
        .reduce(kind.several())
        .orElse(Double.NaN);
  }

  private static double flag(boolean on) {
    return on ? 1 : 0;
  }

  private static double left(SentinelStatus status, @Nullable Instant end) {
    return end == null ? 0 : Math.max(0, seconds(Duration.between(status.at(), end), 0));
  }

  private static double since(SentinelStatus status, @Nullable Instant begin) {
    return begin == null ? 0 : Math.max(0, seconds(Duration.between(begin, status.at()), 0));
  }

  private static double seconds(@Nullable Duration time, double unknown) {
    return time == null ? unknown : time.toMillis() / 1000.0;
  }
}
