package dev.sentinelauth.bench;

import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/** One thing that JMH measures by itself: a method, with these parameters, on so many threads. */
record Cell(Class<?> type, String method, Map<String, String> params, int threads) {

  static Cell signature(int threads) {
    return new Cell(FloorBenchmark.class, "signature", Map.of(), threads);
  }

  static Cell lookUp(int tokens, int threads) {
    return new Cell(
        FloorBenchmark.class, "lookUp", Map.of("tokens", String.valueOf(tokens)), threads);
  }

  static Cell verify(Contender contender, int tokens, int threads) {
    return new Cell(
        VerificationBenchmark.class,
        "verify",
        Map.of("contender", contender.name(), "tokens", String.valueOf(tokens)),
        threads);
  }

  /** By ours without a cache, with the signature checked by that provider. */
  static Cell verifyBy(String provider) {
    return new Cell(CryptoProviderBenchmark.class, "newToken", Map.of("provider", provider), 1);
  }

  static Cell request(int threads) {
    return new Cell(RequestBenchmark.class, "authenticate", Map.of("audit", "off"), threads);
  }

  /** The same, with one line for each decision. */
  static Cell auditedRequest(int threads) {
    return new Cell(RequestBenchmark.class, "authenticate", Map.of("audit", "all"), threads);
  }

  static Cell refuse(Contender contender) {
    return new Cell(RefusalBenchmark.class, "refuse", Map.of("contender", contender.name()), 1);
  }

  static Cell outbound() {
    return new Cell(AppJwtSupplierBenchmark.class, "get", Map.of(), 1);
  }

  void addTo(ChainedOptionsBuilder options) {
    options.include("^" + Pattern.quote(type.getName() + "." + method) + "$").threads(threads);
    if (threads > 1) {
      options.mode(Mode.Throughput);
    }
    params.forEach((name, value) -> options.param(name, value));
  }

  boolean isPeers() {
    return Contender.PEERS.stream().anyMatch(peer -> peer.name().equals(params.get("contender")));
  }

  /**
   * Nanoseconds for one operation: of processor time on one thread, which doesn't depend on what
   * else the machine does; of elapsed time on several, where waiting for each other counts.
   */
  double time(RunResult result) {
    double score = result.getPrimaryResult().getScore();
    if (threads > 1) {
      return threads / score; // of all threads together, so a thread that was held up weighs little
    }
    return type == AppJwtSupplierBenchmark.class
        ? score
        : perOperation(result.getSecondaryResults());
  }

  /** Bytes allocated by one operation. */
  double allocation(RunResult result) {
    return result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
  }

  /** Nanoseconds of processor time for one operation of one iteration. */
  static ToDoubleFunction<RunResult> timeOfIteration(int index) {
    return result -> perOperation(iteration(result, index).getSecondaryResults());
  }

  /** Bytes allocated by one operation of one iteration. */
  static ToDoubleFunction<RunResult> allocationOfIteration(int index) {
    return result ->
        iteration(result, index).getSecondaryResults().get("gc.alloc.rate.norm").getScore();
  }

  @SuppressWarnings("rawtypes") // as JMH has it
  private static double perOperation(Map<String, Result> results) {
    return results.get("nanos").getScore() / results.get("operations").getScore();
  }

  private static IterationResult iteration(RunResult result, int index) {
    return result.getBenchmarkResults().iterator().next().getIterationResults().stream()
        .skip(index)
        .findFirst()
        .orElseThrow();
  }
}
