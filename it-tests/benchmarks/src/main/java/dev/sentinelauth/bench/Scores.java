package dev.sentinelauth.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.results.RunResult;

/** What the JMH benchmarks came to in each round. */
final class Scores {
  private final Map<Cell, List<RunResult>> results = new HashMap<>();

  /** Takes in the result of one round. */
  void add(Cell cell, RunResult result) {
    results.computeIfAbsent(cell, c -> new ArrayList<>()).add(result);
  }

  /** See {@link Cell#time}. */
  Samples time(Cell cell) {
    return samples(cell, cell::time);
  }

  /** Bytes allocated by one operation. */
  Samples allocation(Cell cell) {
    return samples(cell, cell::allocation);
  }

  Samples samples(Cell cell, ToDoubleFunction<RunResult> figure) {
    return new Samples(results.get(cell).stream().mapToDouble(figure).toArray());
  }
}
