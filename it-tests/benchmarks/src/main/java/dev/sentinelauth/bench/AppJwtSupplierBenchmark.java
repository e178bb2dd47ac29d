package dev.sentinelauth.bench;

import dev.sentinelauth.AppJwtSupplier;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Taking a live outbound token, against asking for the time. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AppJwtSupplierBenchmark {

  /** A supplier that has its token. */
  @State(Scope.Benchmark)
  public static class Live {
    private SentinelEmulator emulator;
    private Sentinel sentinel;
    AppJwtSupplier supplier;

    @Setup
    public void setUp() {
      emulator = SentinelEmulator.start().addAccount("le81823118");
      Installation app = emulator.install(Installation.forApi("le81823118", "msg.consumer"));
      Properties settings = new Properties();
      settings.setProperty("sentinel.account-id", "le81823118");
      settings.setProperty("sentinel.server", emulator.uri().toString());
      settings.setProperty("sentinel.startup", "lazy");
      settings.setProperty("sentinel.client-id", app.clientId());
      settings.setProperty("sentinel.client-secret", app.clientSecret());
      sentinel = Sentinel.create(SentinelConfig.load(settings));
      supplier = sentinel.appJwtSupplier();
      supplier.get();
    }

    @TearDown
    public void tearDown() {
      sentinel.close();
      emulator.close();
    }
  }

  /** The floor: the time that the age is compared with. */
  @Benchmark
  public long floor() {
    return System.currentTimeMillis();
  }

  @Benchmark
  public String get(Live live) {
    return live.supplier.get();
  }
}
