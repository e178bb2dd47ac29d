package dev.sentinelauth.bench;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.TokenVerifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * A token that is seen for the first time, with the JDK's own RSA and with the faster providers
 * that an application may bring along.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CryptoProviderBenchmark {
  private static final int RING = 4096; // a power of two

  /** One instance for each provider, found as {@code sentinel.crypto.provider} finds them. */
  @State(Scope.Benchmark)
  public static class Tokens {
    @Param({"SunRsaSign", "AmazonCorrettoCryptoProvider", "Conscrypt"})
    public String provider = "";

    final String[] compact = new String[RING];
    private Fixture fixture;
    TokenVerifier verifier;

    @Setup
    public void setUp() throws MalformedURLException {
      fixture = new Fixture();
      System.arraycopy(fixture.tokens(RING), 0, compact, 0, RING);
      verifier = sentinel().tokenVerifier();
    }

    /** With the libraries that the build has put aside, so that no other benchmark finds them. */
    private Sentinel sentinel() throws MalformedURLException {
      Path libraries = Path.of("target", "crypto-providers");
      URL[] jars = {
        libraries.resolve("accp.jar").toUri().toURL(),
        libraries.resolve("conscrypt.jar").toUri().toURL()
      };
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(new URLClassLoader(jars, before));
      try {
        return fixture.sentinel("cache.size", "0", "crypto.provider", provider);
      } finally {
        thread.setContextClassLoader(before);
      }
    }

    @TearDown
    public void tearDown() {
      fixture.close();
    }
  }

  /** Runs this benchmark alone. */
  public static void main(String[] args) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(Pattern.quote(CryptoProviderBenchmark.class.getName()))
            .forks(2)
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend("-Xms1g", "-Xmx1g", "-Xbatch")
            .build();
    Collection<RunResult> unused = new Runner(options).run();
  }

  @Benchmark
  public AppJwt newToken(Tokens tokens, ProcessorTime time) throws Exception {
    return tokens.verifier.verify(tokens.compact[time.next() & (RING - 1)]);
  }
}
