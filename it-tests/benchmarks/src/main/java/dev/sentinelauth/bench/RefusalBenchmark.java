package dev.sentinelauth.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * Tokens that are refused. Warming up takes all kinds at random; then each iteration takes one
 * kind, in this {@link #ORDER}: one process tells of all of them, and the compiler has seen what it
 * sees in a server.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class RefusalBenchmark {

  static final List<Fault> ORDER = List.of(Fault.values());

  /** Marks a token that was let in. */
  private static final Object ACCEPTED = "accepted";

  @Param({"OURS", "NIMBUS", "SPRING_SECURITY", "SMALLRYE", "JOSE4J", "AUTH0"})
  Contender contender;

  private Material material;
  private Verification verification;
  private String[] compact;
  private int measured;

  @Setup
  public void setUp() throws Exception {
    material = Material.read();
    verification = contender.open(material);
  }

  @Setup(Level.Iteration)
  public void chooseTokens(IterationParams iteration) {
    List<String> tokens = new ArrayList<>();
    if (iteration.getType() == IterationType.WARMUP) {
      material.refused().values().forEach(tokens::addAll);
      Collections.shuffle(tokens, new Random(1));
      compact = tokens.subList(0, 512).toArray(String[]::new);
    } else {
      Fault fault = ORDER.get(measured++ % ORDER.size());
      compact = material.refused().get(fault).toArray(String[]::new);
    }
  }

  @TearDown
  public void tearDown() {
    verification.close();
  }

  @Benchmark
  public Object refuse(ProcessorTime time) {
    return refusal(verification, compact[time.next(compact.length)]);
  }

  private static Object refusal(Verification verification, String token) {
    try {
      verification.verify(token);
      return ACCEPTED;
    } catch (Exception e) {
      return e;
    }
  }

  /** Whether tokens with that fault are refused at all. */
  static boolean refuses(Verification verification, Material material, Fault fault) {
    return material.refused().get(fault).stream()
        .noneMatch(token -> refusal(verification, token) == ACCEPTED);
  }
}
