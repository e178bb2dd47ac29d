package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static dev.sentinelauth.it.support.Verifications.config;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.ThreadMXBean;
import dev.sentinelauth.AppJwtSupplier;
import dev.sentinelauth.InvalidTokenException;
import dev.sentinelauth.MicrometerListener;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.TokenVerifier;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * How many bytes an operation allocates, which other than its time is the same on any machine.
 *
 * <p>Each bound is some five per cent above what the interpreter allocates, for the next JDK's
 * sake. The compiler allocates less, never more, so a machine that is too busy to compile fails
 * nothing. The least of several rounds counts: what now and then grows a table of the cache or of
 * the JVM's own is no cost of the operation.
 */
@Timeout(120)
class AllocationTest {
  private static final int WARM_UP = 2_000;
  private static final int ROUNDS = 10;
  private static final int OPERATIONS = 200;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Refusals are told at DEBUG; here as in production, whatever other tests have listened to. */
  private static final Logger REFUSALS =
      (Logger) LoggerFactory.getLogger(RequestAuthenticator.class);

  private static final Level LEVEL_BEFORE = REFUSALS.getLevel();

  private static SentinelEmulator emulator;
  private static Installation app;
  private static Sentinel sentinel;
  private static TokenVerifier verifier;
  private static RequestAuthenticator authenticator;

  @BeforeAll
  static void start() {
    REFUSALS.setLevel(Level.INFO);
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
    REFUSALS.setLevel(LEVEL_BEFORE);
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

    // its characters as bytes, and their digest: 704 for a token of 597; compiled, 616
    assertBytes("remembered", bytes(() -> verifier.verify(token)), token.length() + 120L);
  }

  @Test
  void rememberedTokenThatIsCounted() throws Exception {
    String token = emulator.mint(app).compact();
    MicrometerListener metrics = new MicrometerListener(new SimpleMeterRegistry());
    try (Sentinel counted =
        Sentinel.builder(config(emulator, "sentinel.startup", "required"))
            .listener(metrics)
            .build()) {
      TokenVerifier counting = counted.tokenVerifier();

      // as much as without
      assertBytes("counted", bytes(() -> counting.verify(token)), token.length() + 120L);
    }
  }

  @Test
  void requestWithARememberedToken() throws Exception {
    String token = emulator.mint(app).compact();
    List<String> authorization = List.of("Bearer " + token);

    // the same, the path in segments, the verdict: 960
    assertBytes("request", bytes(() -> authenticate(authorization)), token.length() + 410L);
  }

  @Test
  void refusedTokens() throws Exception {
    String good = emulator.mint(app).compact();
    refused("expired", 2_370, expired());
    refused("wrong_issuer", 2_400, emulator.mint(app).claim("iss", "somebody").compact());
    refused("wrong_audience", 2_450, emulator.mint(app).claim("aud", "somebody").compact());
    refused("algorithm_not_accepted", 2_370, emulator.mint(app).unsigned().compact() + "AAAA");
    refused("malformed_token", 420, good.substring(0, good.lastIndexOf('.')));
    refused("token_too_long", 64, "x".repeat(8193));
  }

  private static void refused(String code, long bound, String token) throws Exception {
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
    assertBytes(code, bytes, bound);
  }

  @Test
  void refusedRequests() throws Exception {
    List<String> none = List.of();
    List<String> other = List.of("Basic dXNlcjpwYXNzd29yZA==");
    List<String> expired = List.of("Bearer " + expired());
    assertBytes("no token", bytes(() -> authenticate(none)), 200);
    assertBytes("another scheme", bytes(() -> authenticate(other)), 200);
    assertBytes(
        "ambiguous path",
        bytes(() -> authenticator.authenticate("GET", "/api/%2fx", "", none)),
        230);
    assertBytes("expired", bytes(() -> authenticate(expired)), 3_200);
  }

  private static String expired() {
    return emulator
        .mint(app)
        .issuedAt(Instant.now().minus(Duration.ofDays(1)))
        .lifetime(Duration.ofHours(1))
        .compact();
  }

  private static Object authenticate(List<String> authorization) {
    return authenticator.authenticate("GET", "/api/messages", "", authorization);
  }

  @Test
  void liveOutboundTokenIsHandedOutForNothing() throws Exception {
    AppJwtSupplier tokens = sentinel.appJwtSupplier();

    assertBytes("outbound", bytes(tokens::get), 0);
  }

  private static void assertBytes(String what, long bytes, long bound) {
    assertThat(bytes).as(what).isLessThanOrEqualTo(bound);
  }
}
