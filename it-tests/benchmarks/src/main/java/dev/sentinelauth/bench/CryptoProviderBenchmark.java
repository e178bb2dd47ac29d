package dev.sentinelauth.bench;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.Sentinel;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
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

/**
 * A token that is seen for the first time, with the faster providers that an application may bring
 * along. They are found as {@code sentinel.crypto.provider} finds them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class CryptoProviderBenchmark {
  static final List<String> PROVIDERS = List.of("AmazonCorrettoCryptoProvider", "Conscrypt");

  @Param({"AmazonCorrettoCryptoProvider", "Conscrypt"})
  String provider;

  private Sentinel sentinel;
  private String[] compact;

  @Setup
  public void setUp() throws MalformedURLException {
    Material material = Material.read();
    compact = material.tokens(Fixture.TOKENS);
    sentinel = sentinel(material);
  }

  /** With the libraries that the build has put aside, so that no other benchmark finds them. */
  private Sentinel sentinel(Material material) throws MalformedURLException {
    Path libraries = Path.of("target", "crypto-providers");
    URL[] jars = {
      libraries.resolve("accp.jar").toUri().toURL(),
      libraries.resolve("conscrypt.jar").toUri().toURL()
    };
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new URLClassLoader(jars, before));
    try {
      return material.sentinel("cache.size", "0", "crypto.provider", provider);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @TearDown
  public void tearDown() {
    sentinel.close();
  }

  @Benchmark
  public AppJwt newToken(ProcessorTime time) throws Exception {
    return sentinel.tokenVerifier().verify(compact[time.next(Fixture.TOKENS)]);
  }
}
