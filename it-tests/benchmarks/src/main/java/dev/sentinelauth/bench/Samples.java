package dev.sentinelauth.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** The figure that one thing came to in each round. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Samples(double[] values) {

  static <T> Samples of(Collection<T> rounds, ToDoubleFunction<T> figure) {
    return new Samples(rounds.stream().mapToDouble(figure).toArray());
  }

  /** Half of the rounds lie below it: one round that was disturbed doesn't move it far. */
  double median() {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double min() {
    return Arrays.stream(values).min().orElseThrow();
  }

  double max() {
    return Arrays.stream(values).max().orElseThrow();
  }

  /**
   * Round by round, because two figures of one round were taken close together. Where one of the
   * two ran more often, its last rounds are left out.
   */
  Samples over(Samples floor) {
    double[] ratios = new double[Math.min(values.length, floor.values.length)];
    Arrays.setAll(ratios, i -> values[i] / floor.values[i]);
    return new Samples(ratios);
  }
}
