package dev.sentinelauth.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.TokenVerifier;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A token that is seen for the first time, against the one RSA operation that it can't be verified
 * without.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NewTokenBenchmark {
  private static final int RING = 4096; // a power of two

  /** Tokens enough that no run of branches or cache lines is learnt by heart. */
  @State(Scope.Benchmark)
  public static class Tokens {
    final String[] compact = new String[RING];
    final byte[][] signedPart = new byte[RING][];
    final byte[][] signature = new byte[RING][];
    private Fixture fixture;
    TokenVerifier notRemembering;
    TokenVerifier remembering;

    @Setup
    public void setUp() {
      fixture = new Fixture();
      System.arraycopy(fixture.tokens(RING), 0, compact, 0, RING);
      for (int i = 0; i < RING; i++) {
        int dot = compact[i].lastIndexOf('.');
        signedPart[i] = compact[i].substring(0, dot).getBytes(ISO_8859_1);
        signature[i] = Base64.getUrlDecoder().decode(compact[i].substring(dot + 1));
      }
      notRemembering = fixture.sentinel("cache.size", "0").tokenVerifier();
      // once around the ring takes longer than that, so each token has been forgotten by then
      remembering = fixture.sentinel("cache.ttl", "10ms").tokenVerifier();
    }

    @TearDown
    public void tearDown() {
      fixture.close();
    }
  }

  /** The floor's own tool. */
  @State(Scope.Thread)
  public static class Floor {
    Signature signature;

    @Setup
    public void setUp(Tokens tokens) throws GeneralSecurityException {
      signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(tokens.fixture.publicKey());
    }
  }

  /** The floor: everything is parsed and decoded already, and the object is used again. */
  @Benchmark
  public boolean floor(Tokens tokens, Floor floor, ProcessorTime time)
      throws GeneralSecurityException {
    int i = time.next() & (RING - 1);
    floor.signature.update(tokens.signedPart[i]);
    return floor.signature.verify(tokens.signature[i]);
  }

  /** With {@code sentinel.cache.size = 0}. */
  @Benchmark
  public AppJwt notRemembered(Tokens tokens, ProcessorTime time) throws Exception {
    return tokens.notRemembering.verify(tokens.compact[time.next() & (RING - 1)]);
  }

  /** As it is by default: looked for in vain, verified, remembered. */
  @Benchmark
  public AppJwt remembered(Tokens tokens, ProcessorTime time) throws Exception {
    return tokens.remembering.verify(tokens.compact[time.next() & (RING - 1)]);
  }
}
