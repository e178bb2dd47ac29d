package dev.sentinelauth.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Tokens that are accepted, by turns. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class VerificationBenchmark {
  @Param Contender contender;

  /** How many there are. Once around the larger number takes longer than ours remembers them. */
  @Param({"64", "4096"})
  int tokens;

  private Verification verification;
  private String[] compact;

  @Setup
  public void setUp() throws Exception {
    Material material = Material.read();
    verification = contender.open(material);
    compact = material.tokens(tokens);
    for (String token : compact) {
      verification.verify(token);
    }
  }

  @TearDown
  public void tearDown() {
    verification.close();
  }

  @Benchmark
  public Object verify(ProcessorTime time) throws Exception {
    return verification.verify(compact[time.next(tokens)]);
  }
}
