package dev.sentinelauth.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sentinelauth.AppJwt;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.TokenVerifier;
import dev.sentinelauth.Verdict;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
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

/** A token that has been accepted before, against one SHA-256 and one look-up. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RememberedTokenBenchmark {

  /** The digest as the floor keeps it: as small as ours, and as quick to compare. */
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

  /** Tokens that all have been accepted once. */
  @State(Scope.Benchmark)
  public static class Tokens {
    /** How many there are; a power of two. */
    @Param("64")
    public int tokens;

    private Fixture fixture;
    int mask;
    String[] compact;
    byte[][] bytes;
    List<String>[] authorization;
    TokenVerifier verifier;
    RequestAuthenticator authenticator;
    final Cache<Digest, Object> cache = Caffeine.newBuilder().maximumSize(10_000).build();

    @Setup
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists
    public void setUp() throws Exception {
      fixture = new Fixture();
      mask = tokens - 1;
      compact = fixture.tokens(tokens);
      bytes = new byte[tokens][];
      authorization = new List[tokens];
      var sentinel =
          fixture.sentinel(
              "route.send.path", "/api/account/{account}/messages/*",
              "route.send.scopes", "msg.consumer");
      verifier = sentinel.tokenVerifier();
      authenticator = sentinel.requestAuthenticator();
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < tokens; i++) {
        bytes[i] = compact[i].getBytes(ISO_8859_1);
        authorization[i] = List.of("Bearer " + compact[i]);
        cache.put(Digest.of(sha256.digest(bytes[i])), verifier.verify(compact[i]));
      }
    }

    @TearDown
    public void tearDown() {
      fixture.close();
    }
  }

  /** The floor's own tool. */
  @State(Scope.Thread)
  public static class Floor {
    MessageDigest sha256;

    @Setup
    public void setUp() throws GeneralSecurityException {
      sha256 = MessageDigest.getInstance("SHA-256");
    }
  }

  /** The floor: the bytes are at hand, and the digest object is used again. */
  @Benchmark
  public Object floor(Tokens tokens, Floor floor, ProcessorTime time) {
    byte[] hash = floor.sha256.digest(tokens.bytes[time.next() & tokens.mask]);
    return tokens.cache.getIfPresent(Digest.of(hash));
  }

  /** What {@code TokenVerifier} does. */
  @Benchmark
  public AppJwt verify(Tokens tokens, ProcessorTime time) throws Exception {
    return tokens.verifier.verify(tokens.compact[time.next() & tokens.mask]);
  }

  /** The whole decision about a request: path, route, header, token, account and scope. */
  @Benchmark
  public Verdict request(Tokens tokens, ProcessorTime time) {
    return tokens.authenticator.authenticate(
        "POST",
        "/api/account/" + Fixture.ACCOUNT + "/messages/42",
        "",
        tokens.authorization[time.next() & tokens.mask]);
  }
}
