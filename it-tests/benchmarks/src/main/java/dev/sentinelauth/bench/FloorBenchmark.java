package dev.sentinelauth.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The least that could be done with a token; everything is parsed and decoded already. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FloorBenchmark {

  /** Signed parts and signatures. */
  @State(Scope.Benchmark)
  public static class Signed {
    final byte[][] signedPart = new byte[Fixture.TOKENS][];
    final byte[][] signature = new byte[Fixture.TOKENS][];
    private Material material;

    @Setup
    public void setUp() {
      material = Material.read();
      String[] compact = material.tokens(Fixture.TOKENS);
      for (int i = 0; i < compact.length; i++) {
        int dot = compact[i].lastIndexOf('.');
        signedPart[i] = compact[i].substring(0, dot).getBytes(ISO_8859_1);
        signature[i] = Base64.getUrlDecoder().decode(compact[i].substring(dot + 1));
      }
    }
  }

  /** Each thread's own, used again and again. */
  @State(Scope.Thread)
  public static class Verifier {
    Signature signature;

    @Setup
    public void setUp(Signed tokens) throws GeneralSecurityException {
      signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(tokens.material.publicKey());
    }
  }

  /** The digest as small as ours, and as quick to compare. */
  record Digest(long a, long b, long c, long d) {
    static Digest of(byte[] hash) {
      ByteBuffer words = ByteBuffer.wrap(hash);
      return new Digest(words.getLong(), words.getLong(), words.getLong(), words.getLong());
    }

    @Override
    public int hashCode() {
      return (int) a;
    }
  }

  /** Tokens that are in a cache. */
  @State(Scope.Benchmark)
  public static class Cached {
    @Param({"64", "4096"})
    public int tokens;

    byte[][] bytes;
    final Cache<Digest, Object> cache = Caffeine.newBuilder().maximumSize(10_000).build();

    @Setup
    public void setUp() throws GeneralSecurityException {
      String[] compact = Material.read().tokens(tokens);
      bytes = new byte[tokens][];
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < tokens; i++) {
        bytes[i] = compact[i].getBytes(ISO_8859_1);
        cache.put(Digest.of(sha256.digest(bytes[i])), compact[i]);
      }
    }
  }

  /** Each thread's own, used again and again. */
  @State(Scope.Thread)
  public static class Digester {
    MessageDigest sha256;

    @Setup
    public void setUp() throws GeneralSecurityException {
      sha256 = MessageDigest.getInstance("SHA-256");
    }
  }

  /** For a token that is new: the one RSA operation that it can't be verified without. */
  @Benchmark
  public boolean signature(Signed tokens, Verifier verifier, ProcessorTime time)
      throws GeneralSecurityException {
    int i = time.next(Fixture.TOKENS);
    verifier.signature.update(tokens.signedPart[i]);
    return verifier.signature.verify(tokens.signature[i]);
  }

  /** For a token that has been accepted before: one SHA-256 and one look-up. */
  @Benchmark
  public Object lookUp(Cached tokens, Digester digester, ProcessorTime time) {
    byte[] hash = digester.sha256.digest(tokens.bytes[time.next(tokens.tokens)]);
    return tokens.cache.getIfPresent(Digest.of(hash));
  }
}
