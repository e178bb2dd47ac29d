package dev.sentinelauth.bench;

import dev.sentinelauth.InvalidTokenException;
import dev.sentinelauth.KeysUnavailableException;
import dev.sentinelauth.Rejection;
import dev.sentinelauth.TokenVerifier;
import dev.sentinelauth.emulator.TokenMint;
import java.time.Instant;
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

/** A token that is refused before its signature is looked at. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class RefusedTokenBenchmark {
  private static final int RING = 64; // a power of two

  /** What is wrong with a token, and what has to be said of it. */
  public enum Fault {
    EXPIRED(Rejection.EXPIRED),
    OTHER_ISSUER(Rejection.WRONG_ISSUER),
    OTHER_AUDIENCE(Rejection.WRONG_AUDIENCE),
    ID_TOKEN(Rejection.MISSING_CLAIM),
    OTHER_ALGORITHM(Rejection.ALGORITHM_NOT_ACCEPTED),
    NO_JSON(Rejection.MALFORMED_TOKEN),
    TOO_LONG(Rejection.TOKEN_TOO_LONG);

    private final Rejection expected;

    Fault(Rejection expected) {
      this.expected = expected;
    }

    private String token(TokenMint mint) {
      TokenMint changed =
          switch (this) {
            case EXPIRED -> mint.expiresAt(Instant.EPOCH);
            case OTHER_ISSUER -> mint.claim("iss", "Sentinal");
            case OTHER_AUDIENCE -> mint.claim("aud", "le00000000");
            case ID_TOKEN -> mint.withoutClaim("azp");
            case OTHER_ALGORITHM -> mint.header("alg", "HS256");
            case NO_JSON -> mint.payload("{\"aud\":\"le81823118\",\"exp\":1");
            case TOO_LONG -> mint.claim("x", "y".repeat(8192));
          };
      return changed.compact();
    }
  }

  @Param public Fault fault;

  private final String[] compact = new String[RING];
  private Fixture fixture;
  private TokenVerifier verifier;

  @Setup
  public void setUp() {
    fixture = new Fixture();
    verifier = fixture.sentinel().tokenVerifier();
    for (int i = 0; i < RING; i++) {
      compact[i] = fault.token(fixture.mint(i));
      if (refusal(compact[i]) != fault.expected) {
        throw new IllegalStateException(fault + " is refused for another reason");
      }
    }
  }

  @TearDown
  public void tearDown() {
    fixture.close();
  }

  @Benchmark
  public Rejection refuse(ProcessorTime time) {
    return refusal(compact[time.next() & (RING - 1)]);
  }

  private Rejection refusal(String token) {
    try {
      verifier.verify(token);
      throw new IllegalStateException("accepted");
    } catch (InvalidTokenException e) {
      return e.rejection();
    } catch (KeysUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }
}
