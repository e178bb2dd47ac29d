package dev.sentinelauth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs all benchmarks and prints one table.
 *
 * <p>Machines differ, and one machine differs from minute to minute. So what counts are ratios, and
 * the suite runs several times over: a ratio is taken of two figures of one round, the table shows
 * the median of all rounds, and the spread is from the lowest to the highest.
 */
public final class Benchmarks {

  /** The most that is measured at once; one thread comes before. */
  static final int THREADS = 2;

  /**
   * How long to measure.
   *
   * @param rounds for ours and the floors; each in a JVM of its own
   * @param peerRounds for the others
   * @param iteration of JMH
   * @param warmups iterations in each JVM that don't count
   * @param iterations that do
   * @param coldStarts JVMs for each
   */
  private record Plan(
      int rounds,
      int peerRounds,
      Duration iteration,
      int warmups,
      int iterations,
      int coldStarts,
      int httpWarmups,
      int httpRounds,
      Duration httpRound,
      int rememberedTokens) {

    /** For figures to publish. */
    static final Plan FULL =
        new Plan(3, 2, Duration.ofMillis(500), 10, 2, 5, 5, 24, Duration.ofMillis(500), 100_000);

    /** For a first look. */
    static final Plan QUICK =
        new Plan(1, 1, Duration.ofMillis(200), 3, 1, 1, 2, 3, Duration.ofMillis(400), 5_000);
  }

  private final Plan plan;
  private final Pattern parts;
  private final Path material;
  private final Report report = new Report();

  private Benchmarks(Plan plan, Pattern parts, Path material) {
    this.plan = plan;
    this.parts = parts;
    this.material = material;
  }

  /**
   * Takes two system properties: {@code bench.quick}, for short runs, and {@code bench}, a regular
   * expression for the parts to run: {@code new}, {@code remembered}, {@code refused}, {@code
   * audit}, {@code outbound}, {@code cold}, {@code http}, {@code memory}.
   */
  public static void main(String[] args) throws Exception {
    try (Fixture fixture = new Fixture()) {
      Path material = fixture.publish();
      System.setProperty(Material.DIRECTORY, material.toString());
      try {
        Benchmarks benchmarks =
            new Benchmarks(
                Boolean.getBoolean("bench.quick") ? Plan.QUICK : Plan.FULL,
                Pattern.compile(System.getProperty("bench", ".*")),
                material);
        benchmarks.run();
        System.out.println("\n" + head() + "\n\n" + benchmarks.report);
      } finally {
        delete(material);
      }
    }
  }

  private void run() throws Exception {
    runJmh();
    if (wants("cold")) {
      progress("cold starts");
      report.coldStarts(ColdStart.run(material, plan.coldStarts));
      report.coreStarts(CoreStart.run(material, plan.coldStarts));
    }
    if (wants("http")) {
      progress("whole requests");
      report.http(HttpComparison.run(plan.httpWarmups, plan.httpRounds, plan.httpRound));
      progress("requests during a key rotation");
      report.rotation(RotationMeasurement.run());
    }
    if (wants("memory")) {
      progress("memory");
      report.memory(MemoryMeasurement.measure(plan.rememberedTokens));
    }
  }

  private void runJmh() throws Exception {
    Set<Cell> cells = cells();
    Scores scores = new Scores();
    for (int round = 1; round <= plan.rounds; round++) {
      int at = 0;
      for (Cell cell : cells) {
        at++;
        if (round <= plan.peerRounds || !cell.isPeers()) {
          progress("round %d of %d, %d of %d".formatted(round, plan.rounds, at, cells.size()));
          scores.add(cell, run(cell));
        }
      }
    }
    for (int threads = 1; threads <= THREADS; threads++) {
      if (wants("new")) {
        report.newTokens(scores, threads);
      }
      if (wants("remembered")) {
        report.rememberedTokens(scores, threads);
      }
    }
    if (wants("refused")) {
      report.refusedTokens(scores, refused());
    }
    if (wants("audit")) {
      report.audit(scores);
    }
    if (wants("outbound")) {
      report.outboundTokens(scores);
    }
  }

  /** In the order in which they run: what is compared comes close together. */
  private Set<Cell> cells() {
    Set<Cell> cells = new LinkedHashSet<>();
    for (int threads = 1; threads <= THREADS; threads++) {
      if (wants("new")) {
        cells.add(Cell.signature(threads));
        cells.add(Cell.verify(Contender.OURS_FORGETTING, 4096, threads));
        cells.add(Cell.verify(Contender.OURS_CACHE_OFF, 4096, threads));
        if (threads == 1) {
          CryptoProviderBenchmark.PROVIDERS.forEach(provider -> cells.add(Cell.verifyBy(provider)));
        }
        for (Contender peer : Contender.PEERS) {
          cells.add(Cell.verify(peer, 4096, threads));
        }
      }
      if (wants("remembered")) {
        cells.add(Cell.lookUp(64, threads));
        cells.add(Cell.verify(Contender.OURS, 64, threads));
        cells.add(Cell.request(threads));
        for (Contender peer : Contender.PEERS) {
          cells.add(Cell.verify(peer, 64, threads));
        }
      }
    }
    if (wants("remembered")) {
      cells.add(Cell.lookUp(4096, 1));
      cells.add(Cell.verify(Contender.OURS, 4096, 1));
    }
    if (wants("refused")) {
      cells.add(Cell.verify(Contender.OURS_FORGETTING, 4096, 1)); // what they are measured against
      cells.add(Cell.refuse(Contender.OURS));
      for (Contender peer : Contender.PEERS) {
        cells.add(Cell.refuse(peer));
      }
    }
    if (wants("audit")) {
      for (int threads = 1; threads <= THREADS; threads++) {
        cells.add(Cell.request(threads));
        cells.add(Cell.auditedRequest(threads));
      }
    }
    if (wants("outbound")) {
      cells.add(Cell.outbound());
    }
    return cells;
  }

  private RunResult run(Cell cell) throws RunnerException {
    boolean refusals = cell.type() == RefusalBenchmark.class;
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .warmupIterations(refusals ? 2 * plan.warmups : plan.warmups)
            .warmupTime(TimeValue.milliseconds(plan.iteration.toMillis()))
            .measurementIterations(refusals ? RefusalBenchmark.ORDER.size() : plan.iterations)
            .measurementTime(TimeValue.milliseconds(plan.iteration.toMillis()))
            .addProfiler(GCProfiler.class)
            // compile at once: on a busy machine the compiler would come too late for the warm-up
            .jvmArgsAppend(
                "-Xms1g", "-Xmx1g", "-Xbatch", "-D" + Material.DIRECTORY + "=" + material)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true);
    cell.addTo(options);
    Collection<RunResult> results = new Runner(options.build()).run();
    if (results.size() != 1) {
      throw new IllegalStateException(cell + " is " + results.size() + " benchmarks");
    }
    return results.iterator().next();
  }

  /** What each refuses; the policy that all share has no opinion on some faults. */
  private static Map<Contender, Set<Fault>> refused() throws Exception {
    Material material = Material.read();
    Map<Contender, Set<Fault>> refused = new EnumMap<>(Contender.class);
    for (Contender contender :
        Stream.concat(Stream.of(Contender.OURS), Contender.PEERS.stream()).toList()) {
      Set<Fault> faults = EnumSet.noneOf(Fault.class);
      try (Verification verification = contender.open(material)) {
        RefusalBenchmark.ORDER.stream()
            .filter(fault -> RefusalBenchmark.refuses(verification, material, fault))
            .forEach(faults::add);
      }
      refused.put(contender, faults);
    }
    return refused;
  }

  private boolean wants(String part) {
    return parts.matcher(part).matches();
  }

  private static String head() {
    return """
        Java %s (%s, %s), %s %s, %d processors
        %s
        Figures are medians over rounds, the spread is from the lowest to the highest; a ratio is to \
        the first row of its group in the same round.
        One thread: processor time. Two threads: elapsed time. HTTP: a closed loop of 4 connections \
        in the server's own JVM; latency from sending to the end of the answer.
        Rotation: 400 requests a second at a fixed pace, latency from the time a request was due."""
        .formatted(
            System.getProperty("java.runtime.version"),
            System.getProperty("java.vm.name"),
            System.getProperty("java.vendor"),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("bench.versions", ""));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  private static void progress(String what) {
    System.err.println("Measuring: " + what);
  }
}
