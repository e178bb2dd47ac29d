package dev.sentinelauth;

import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.Connections;
import dev.sentinelauth.internal.remote.FetchException;
import dev.sentinelauth.internal.remote.SentinelHttp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Nodes with default settings, which call one Sentinel, on one pinned clock. */
final class Fleet {
  private static final String ACCOUNT = "le1";

  final PinnedClock clock = new PinnedClock(Instant.parse("2024-01-01T00:00:00Z"));
  final ManualScheduler scheduler = new ManualScheduler(clock);
  final SentinelInMemory sentinel = new SentinelInMemory(clock);
  private final SentinelConfig config = config();
  private final Background background = new Background(scheduler);
  private final SentinelHttp http =
      new SentinelHttp(
          new Connections(
              sentinel,
              config.remote().network(),
              config.remote().connectTimeout(),
              config.remote().requestTimeout(),
              background),
          background,
          clock);
  private final List<Node> nodes;

  Fleet(int size) {
    nodes = IntStream.range(0, size).mapToObj(i -> new Node()).toList();
  }

  private static SentinelConfig config() {
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            "sentinel.account-id", ACCOUNT,
            "sentinel.region", "us",
            "sentinel.client-id", "id",
            "sentinel.client-secret", "secret"));
    return SentinelConfig.load(settings);
  }

  /** What one node has: a key set and an outbound token. */
  final class Node {
    private final SentinelListener listener = new SentinelListener() {};
    private final KeySnapshot snapshot = new KeySnapshot(null, Duration.ZERO, clock, Runnable::run);
    private final RemoteJwkSet keys =
        new RemoteJwkSet(
            config.remote().server().resolve("/sentinel/well-known/jwks"),
            config.keys(),
            SignatureProvider.JVM,
            http,
            background,
            clock,
            listener,
            snapshot);
    private final AppJwtSupplier tokens =
        new AppJwtSupplier(
            ACCOUNT,
            new TokenEndpoint(
                ACCOUNT, config, http, new Domains(config, http, background, clock, snapshot)),
            config.remote().requestTimeout(),
            background,
            clock,
            listener);

    /** As at the start of an application; nothing is thrown where Sentinel is down. */
    void startKeys() {
      keys.warmUp();
    }

    /** As the first call of an application. */
    void startTokens() {
      try {
        tokens.get();
      } catch (AppJwtUnavailableException down) {
        // tried again behind
      }
    }

    /** As a request whose token names this key. */
    void see(String keyId) {
      try {
        keys.candidates(new CompactJws.Header("RS256", keyId), System.nanoTime());
      } catch (InvalidTokenException | FetchException refused) {
        // what is asked of Sentinel is all that counts here
      }
    }

    boolean hasKeys() {
      return keys.peek() != null;
    }

    boolean hasToken() {
      return tokens.getIfPresent() != null;
    }
  }

  void each(Consumer<Node> action) {
    nodes.forEach(action);
  }

  boolean all(java.util.function.Predicate<Node> predicate) {
    return nodes.stream().allMatch(predicate);
  }

  void pass(Duration duration) {
    scheduler.pass(duration);
  }

  /** Forgets the requests so far. */
  void countAnew() {
    sentinel.jwks.clear();
    sentinel.tokens.clear();
  }

  /** The most that were made within one second of the clock. */
  static int peak(List<Long> times) {
    Map<Long, Integer> perSecond = new TreeMap<>();
    times.forEach(time -> perSecond.merge(time / 1000, 1, Integer::sum));
    return perSecond.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }
}
