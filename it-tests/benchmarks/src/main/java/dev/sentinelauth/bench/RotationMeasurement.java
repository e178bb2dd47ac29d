package dev.sentinelauth.bench;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What requests notice of a key rotation, while Sentinel takes half a second for each answer.
 * Verified tokens aren't remembered here, so each request needs the keys; they come at a fixed
 * pace, and latency counts from the time at which a request was to be sent.
 */
final class RotationMeasurement {
  static final Duration FETCH = Duration.ofMillis(500);

  /** A request that took longer may well have waited for a fetch. */
  static final Duration BOUND = FETCH.dividedBy(2);

  private static final Duration REFRESH = Duration.ofMillis(500);

  /**
   * Longer than the refresh interval and a fetch: a key published before it is known by its end.
   */
  private static final Duration PHASE = Duration.ofMillis(1700);

  private static final int PER_SECOND = 400;
  private static final int CONNECTIONS = 4;
  private static final int TOKENS = 64;

  private RotationMeasurement() {}

  /** The requests with the tokens of some key, and the fetches of key sets while they ran. */
  record Load(String tokens, boolean mayWait, HttpLoad.Outcome outcome, long fetches) {}

  static List<Load> run() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      return Stream.concat(withNotice(other).stream(), withoutNotice(other).stream()).toList();
    } finally {
      other.shutdownNow();
    }
  }

  /**
   * A key is published while the old one still signs; then tokens of both come, and then the old
   * key is withdrawn.
   */
  private static List<Load> withNotice(ExecutorService other) throws Exception {
    try (Fixture fixture = new Fixture();
        BenchServer server = server(fixture, "jwks.refresh-interval", REFRESH.toMillis() + "ms")) {
      SigningKey old = fixture.host().keys().current();
      SigningKey next = fixture.newKey("next");
      List<byte[]> before = requests(fixture, server, old);
      List<byte[]> after = requests(fixture, server, next);
      Turns turns = new Turns(before);
      warmUpAndSlowDown(fixture, server, turns);
      long fetches = fixture.host().count(Endpoint.JWKS);
      Future<HttpLoad.Outcome> load =
          other.submit(() -> paced(server, turns, PER_SECOND, PHASE.multipliedBy(4)));
      Thread.sleep(PHASE.toMillis());
      fixture.host().keys().rotate(next);
      Thread.sleep(PHASE.toMillis());
      turns.requests = Stream.concat(before.stream(), after.stream()).toList();
      Thread.sleep(PHASE.toMillis());
      turns.requests = after;
      Thread.sleep(PHASE.dividedBy(4).toMillis());
      fixture.host().keys().withdraw(old.kid());
      HttpLoad.Outcome outcome = load.get();
      return List.of(
          new Load(
              "a key published in advance, then the old one withdrawn",
              false,
              outcome,
              fixture.host().count(Endpoint.JWKS) - fetches));
    }
  }

  /** Tokens of a key that nobody has heard of yet come among those of the known one. */
  private static List<Load> withoutNotice(ExecutorService other) throws Exception {
    try (Fixture fixture = new Fixture();
        BenchServer server = server(fixture)) {
      SigningKey next = fixture.newKey("next");
      Turns known = new Turns(requests(fixture, server, fixture.host().keys().current()));
      Turns unknown = new Turns(requests(fixture, server, next));
      warmUpAndSlowDown(fixture, server, known);
      long fetches = fixture.host().count(Endpoint.JWKS);
      Future<HttpLoad.Outcome> load =
          other.submit(() -> paced(server, known, PER_SECOND, PHASE.multipliedBy(2)));
      Thread.sleep(PHASE.dividedBy(4).toMillis());
      fixture.host().keys().rotate(next);
      HttpLoad.Outcome waiting = paced(server, unknown, PER_SECOND / 10, PHASE);
      HttpLoad.Outcome others = load.get();
      long fetched = fixture.host().count(Endpoint.JWKS) - fetches;
      return List.of(
          new Load("an unknown key comes up, tokens of the known one", false, others, fetched),
          new Load("the same time, tokens of the unknown one", true, waiting, fetched));
    }
  }

  private static BenchServer server(Fixture fixture, String... settings) throws Exception {
    String[] all =
        Stream.concat(Stream.of("cache.size", "0"), Stream.of(settings)).toArray(String[]::new);
    return new BenchServer(List.of(Guard.SERVLET.application(fixture.host().uri(), "", all)));
  }

  private static void warmUpAndSlowDown(Fixture fixture, BenchServer server, Turns turns)
      throws Exception {
    HttpLoad.closedLoop(server.port(), turns.requests.toArray(byte[][]::new), CONNECTIONS, PHASE);
    fixture.host().fail(Endpoint.JWKS, dev.sentinelauth.emulator.Fault.delay(FETCH));
  }

  private static List<byte[]> requests(Fixture fixture, BenchServer server, SigningKey key) {
    String[] tokens =
        IntStream.range(0, TOKENS)
            .mapToObj(number -> fixture.mint(number).signedWith(key).compact())
            .toArray(String[]::new);
    return List.of(server.requests(Guard.SERVLET.path, tokens));
  }

  private static HttpLoad.Outcome paced(
      BenchServer server, Turns turns, int perSecond, Duration time) throws Exception {
    return HttpLoad.paced(server.port(), turns, CONNECTIONS, perSecond, time);
  }

  /** Takes requests by turns; which ones may change meanwhile. */
  private static final class Turns implements Supplier<byte[]> {
    private final AtomicInteger next = new AtomicInteger();
    private volatile List<byte[]> requests;

    Turns(List<byte[]> requests) {
      this.requests = requests;
    }

    @Override
    public byte[] get() {
      List<byte[]> now = requests;
      return now.get(next.getAndIncrement() % now.size());
    }
  }
}
