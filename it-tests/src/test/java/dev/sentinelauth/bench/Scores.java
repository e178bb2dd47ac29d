package dev.sentinelauth.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.results.RunResult;

/** What the JMH benchmarks came to in each round. */
final class Scores {
  private final Map<String, List<RunResult>> results = new LinkedHashMap<>();

  /** Takes in the results of one round. */
  void add(Collection<RunResult> round) {
    for (RunResult result : round) {
      String name = result.getParams().getBenchmark();
      String fault = result.getParams().getParam("fault");
      results
          .computeIfAbsent(fault == null ? name : name + ":" + fault, id -> new ArrayList<>())
          .add(result);
    }
  }

  /**
   * Nanoseconds of processor time for one operation.
   *
   * @param method a benchmark's method; with parameters, these after a colon
   */
  Samples time(Class<?> benchmark, String method) {
    return samples(
        benchmark, method, result -> secondary(result, "nanos") / secondary(result, "operations"));
  }

  /** Nanoseconds that one operation takes, for those too short to be timed one by one. */
  Samples average(Class<?> benchmark, String method) {
    return samples(benchmark, method, result -> result.getPrimaryResult().getScore());
  }

  /** Bytes allocated by one operation. */
  Samples allocation(Class<?> benchmark, String method) {
    return samples(benchmark, method, result -> secondary(result, "gc.alloc.rate.norm"));
  }

  private Samples samples(Class<?> benchmark, String method, ToDoubleFunction<RunResult> figure) {
    return new Samples(
        results.get(benchmark.getName() + "." + method).stream().mapToDouble(figure).toArray());
  }

  private static double secondary(RunResult result, String name) {
    return result.getSecondaryResults().get(name).getScore();
  }
}
