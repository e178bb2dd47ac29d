package dev.sentinelauth.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs all benchmarks and prints one table.
 *
 * <p>Machines differ, and one machine differs from minute to minute. So what counts are ratios, and
 * the suite runs several times over: a ratio is taken of two figures of one round, the table shows
 * the median of all rounds, and the spread is from the lowest to the highest. Times of single
 * operations are processor time.
 */
public final class Benchmarks {

  /** How long to measure; an iteration takes a second. */
  private record Plan(
      int rounds,
      int warmups,
      int iterations,
      int httpRounds,
      Duration httpRound,
      int rememberedTokens) {

    /** For figures to publish. */
    static final Plan FULL = new Plan(3, 3, 2, 15, Duration.ofSeconds(2), 100_000);

    /** For a first look. */
    static final Plan QUICK = new Plan(2, 3, 1, 6, Duration.ofSeconds(1), 10_000);
  }

  private static final Map<String, Class<?>> BENCHMARKS =
      Map.of(
          "new", NewTokenBenchmark.class,
          "remembered", RememberedTokenBenchmark.class,
          "refused", RefusedTokenBenchmark.class,
          "outbound", AppJwtSupplierBenchmark.class);

  private final Plan plan;
  private final Pattern parts;
  private final Report report = new Report();

  private Benchmarks(Plan plan, Pattern parts) {
    this.plan = plan;
    this.parts = parts;
  }

  /**
   * Takes two system properties: {@code bench.quick}, for short runs, and {@code bench}, a regular
   * expression for the parts to run: {@code new}, {@code remembered}, {@code refused}, {@code
   * outbound}, {@code http}, {@code memory}.
   */
  public static void main(String[] args) throws Exception {
    Benchmarks benchmarks =
        new Benchmarks(
            Boolean.getBoolean("bench.quick") ? Plan.QUICK : Plan.FULL,
            Pattern.compile(System.getProperty("bench", ".*")));
    benchmarks.run();
    System.out.println("\n" + machine() + "\n\n" + benchmarks.report);
  }

  private void run() throws Exception {
    runJmh();
    if (wants("http")) {
      progress("whole requests");
      report.http(HttpComparison.run(plan.httpRounds, plan.httpRound));
    }
    if (wants("memory")) {
      progress("memory");
      report.memory(MemoryMeasurement.bytesPerToken(plan.rememberedTokens));
    }
  }

  private void runJmh() throws Exception {
    Options options = jmhOptions();
    if (options.getIncludes().isEmpty()) {
      return; // to JMH that would mean everything
    }
    Scores scores = new Scores();
    for (int round = 1; round <= plan.rounds; round++) {
      progress("round " + round + " of " + plan.rounds);
      scores.add(new Runner(options).run());
    }
    if (wants("new")) {
      report.newTokens(scores);
    }
    if (wants("remembered")) {
      report.rememberedTokens(scores);
    }
    if (wants("refused")) {
      report.refusedTokens(scores);
    }
    if (wants("outbound")) {
      report.outboundTokens(scores);
    }
  }

  private Options jmhOptions() {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .warmupIterations(plan.warmups)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(plan.iterations)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            // compile at once: on a busy machine the compiler would come too late for the warm-up
            .jvmArgsAppend("-Xms1g", "-Xmx1g", "-Xbatch")
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true);
    List<String> includes = new ArrayList<>();
    BENCHMARKS.forEach(
        (part, type) -> {
          if (wants(part)) {
            includes.add(Pattern.quote(type.getName()) + "\\..*");
          }
        });
    if (wants("refused")) {
      // what refusals are measured against
      includes.add(Pattern.quote(NewTokenBenchmark.class.getName()) + "\\.remembered");
    }
    includes.forEach(options::include);
    return options.build();
  }

  private boolean wants(String part) {
    return parts.matcher(part).matches();
  }

  private static String machine() {
    return "Java %s (%s), %s %s, %d processors"
        .formatted(
            System.getProperty("java.runtime.version"),
            System.getProperty("java.vm.name"),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors());
  }

  private static void progress(String what) {
    System.err.println("Measuring: " + what);
  }
}
