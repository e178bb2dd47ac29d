package dev.sentinelauth.it;

import static dev.sentinelauth.it.Verifications.ACCOUNT;
import static dev.sentinelauth.it.Verifications.config;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sentinelauth.AppJwtSupplier;
import dev.sentinelauth.InvalidTokenException;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.TokenVerifier;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How many bytes an operation allocates, which other than its time is the same on any machine.
 *
 * <p>Each bound is a little above what the interpreter allocates. The compiler allocates less,
 * never more, so a machine that is too busy to compile fails nothing. The least of several rounds
 * counts: what now and then grows a table of the cache or of the JVM's own is no cost of the
 * operation.
 */
@Timeout(120)
class AllocationTest {
  private static final int WARM_UP = 2_000;
  private static final int ROUNDS = 10;
  private static final int OPERATIONS = 200;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static SentinelEmulator emulator;
  private static Installation app;
  private static Sentinel sentinel;
  private static TokenVerifier verifier;
  private static RequestAuthenticator authenticator;

  @BeforeAll
  static void start() {
    emulator = SentinelEmulator.start().addAccount(ACCOUNT);
    app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
    sentinel =
        Sentinel.create(
            config(
                emulator,
                "sentinel.startup",
                "required",
                "sentinel.jwks.refresh-interval",
                "6h",
                "sentinel.client-id",
                app.clientId(),
                "sentinel.client-secret",
                app.clientSecret()));
    verifier = sentinel.tokenVerifier();
    authenticator = sentinel.requestAuthenticator();
  }

  @AfterAll
  static void stop() {
    sentinel.close();
    emulator.close();
  }

  private interface Operation {
    Object run() throws Exception;
  }

  private static long bytes(Operation operation) throws Exception {
    run(operation, WARM_UP);
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      run(operation, OPERATIONS);
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least / OPERATIONS;
  }

  private static void run(Operation operation, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      assertNotNull(operation.run());
    }
  }

  /** AssertJ's allocates. */
  private static void assertNotNull(Object result) {
    if (result == null) {
      throw new AssertionError();
    }
  }

  @Test
  void rememberedToken() throws Exception {
    String token = emulator.mint(app).compact();

    report("remembered", token.length(), bytes(() -> verifier.verify(token)), token.length() + 200);
  }

  @Test
  void requestWithARememberedToken() throws Exception {
    String token = emulator.mint(app).compact();
    List<String> authorization = List.of("Bearer " + token);

    report(
        "request",
        token.length(),
        bytes(() -> authenticate(authorization)),
        2L * token.length() + 900);
  }

  @Test
  void refusedTokens() throws Exception {
    Instant now = Instant.now();
    String good = emulator.mint(app).compact();
    refused(
        "expired",
        emulator
            .mint(app)
            .issuedAt(now.minus(Duration.ofDays(1)))
            .lifetime(Duration.ofHours(1))
            .compact());
    refused("wrong_issuer", emulator.mint(app).claim("iss", "somebody").compact());
    refused("wrong_audience", emulator.mint(app).claim("aud", "somebody").compact());
    refused(
        "algorithm_not_accepted",
        emulator.mint(app).unsigned().compact().replaceAll("\\.$", ".AAAA"));
    refused("malformed_token", good.substring(0, good.lastIndexOf('.')));
    refused("token_too_long", "x".repeat(8193));
  }

  private static void refused(String code, String token) throws Exception {
    long bytes =
        bytes(
            () -> {
              try {
                return verifier.verify(token);
              } catch (InvalidTokenException e) {
                if (!e.code().equals(code)) {
                  throw new AssertionError(e.code());
                }
                return e;
              }
            });
    report(code, token.length(), bytes, 10_000);
  }

  @Test
  void refusedRequests() throws Exception {
    List<String> none = List.of();
    List<String> other = List.of("Basic dXNlcjpwYXNzd29yZA==");
    List<String> expired =
        List.of(
            "Bearer "
                + emulator
                    .mint(app)
                    .issuedAt(Instant.now().minus(Duration.ofDays(1)))
                    .lifetime(Duration.ofHours(1))
                    .compact());
    report("no_token", 0, bytes(() -> authenticate(none)), 3_000);
    report("scheme", 0, bytes(() -> authenticate(other)), 3_000);
    report("path", 0, bytes(() -> authenticator.authenticate("GET", "/api/%2fx", "", none)), 3_000);
    report(
        "request expired", expired.get(0).length() - 7, bytes(() -> authenticate(expired)), 10_000);
  }

  private static Object authenticate(List<String> authorization) {
    return authenticator.authenticate("GET", "/api/messages", "", authorization);
  }

  @Test
  void liveOutboundTokenIsHandedOutForNothing() throws Exception {
    AppJwtSupplier tokens = sentinel.appJwtSupplier();

    assertThat(bytes(tokens::get)).isZero();
  }

  private static void report(String what, int length, long bytes, long bound) {
    System.out.println("ALLOC " + what + ": token " + length + ", " + bytes + " bytes");
    assertThat(bytes).as(what).isLessThanOrEqualTo(bound);
  }
}
