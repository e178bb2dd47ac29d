package dev.sentinelauth.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.it.support.Monitoring;
import dev.sentinelauth.it.support.Monitoring.Query;
import dev.sentinelauth.it.support.Prometheus;
import dev.sentinelauth.it.support.UserAgent;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * A real Prometheus reads the demo, by the rules that come with the product, and tells of each
 * trouble that is made. Its times are the file's, cut down alike, so that minutes are fractions of
 * a second; that the file's own are right is held by promtool.
 */
@Timeout(90)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrometheusTest {
  /** Ten minutes are four seconds. */
  private static final long SPEED = 150;

  /** Less would be less than a few scrapes. */
  private static final long SHORTEST_MILLIS = 1_000;

  private static final Pattern DURATION =
      Pattern.compile("(?<=for: |\\[|offset )(\\d+)([smhd])(?=]|\\)|$)", Pattern.MULTILINE);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "sentinel.jwks.refresh-interval", "300ms",
          "sentinel.jwks.unknown-key-interval", "100ms",
          "sentinel.jwks.stale-limit", "16s",
          "sentinel.http.request-timeout", "2s",
          "sentinel.login.refresh-interval", "1s");

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final Monitoring monitoring = new Monitoring();
  private static DemoServers demo;
  private static Prometheus prometheus;

  @BeforeAll
  static void start() throws Exception {
    Prometheus.assumeThereIsOne();
    demo = DemoServers.start(0, 0, SETTINGS);
    // renewed every five seconds
    demo.sentinel().appJwtLifetime(Duration.ofSeconds(6));
    prometheus = Prometheus.start(fast(rules()), demo.uri());
  }

  @AfterAll
  static void stop() throws Exception {
    if (prometheus != null) {
      prometheus.close();
    }
    if (demo != null) {
      demo.close();
    }
  }

  private static String rules() throws Exception {
    return Files.readString(monitoring.file("prometheus-rules.yml"));
  }

  /** One that failed leaves the others a Sentinel that works. */
  @AfterEach
  void mend() {
    demo.sentinel().host().clearFaults();
  }

  /** The same rules, of which each takes less time. */
  private static String fast(String rules) {
    Matcher durations = DURATION.matcher(rules);
    return durations.replaceAll(
        found ->
            Math.max(
                    SHORTEST_MILLIS,
                    Duration.ofSeconds(Long.parseLong(found.group(1)) * seconds(found.group(2)))
                            .toMillis()
                        / SPEED)
                + "ms");
  }

  private static long seconds(String unit) {
    return switch (unit) {
      case "m" -> 60;
      case "h" -> 3_600;
      case "d" -> 86_400;
      default -> 1;
    };
  }

  @Test
  @Order(1)
  void promtoolFindsNoFaultWithTheRules() throws Exception {
    Path directory = monitoring.file("");
    assertThat(Prometheus.promtool(directory, "check", "rules", "prometheus-rules.yml"))
        .contains("SUCCESS: 9 rules found");
    assertThat(Prometheus.promtool(directory, "test", "rules", "prometheus-rules-test.yml"))
        .contains("SUCCESS");
    assertThat(fast(rules()).lines().filter(line -> line.contains("for: ")))
        .hasSize(8)
        .allMatch(line -> line.endsWith("ms"));
  }

  @Test
  @Order(2)
  void allPanelsHaveSomethingToShowAndNothingIsTold() throws Exception {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    assertThat(new Walk(demo, nowhere).run(Call.all())).isZero();
    prometheus.await("the first scrapes", () -> prometheus.found("sentinel_appjwt_usable") == 1);
    List<Query> queries = new ArrayList<>();
    for (Map<String, Object> panel : monitoring.panels()) {
      queries.addAll(Monitoring.queries(panel));
    }
    String good = demo.sentinel().mint(DemoServers.SENDER).compact();
    try (Callers callers = new Callers(1, good, status -> status == 200)) {
      prometheus.await(
          "every panel to show something",
          () -> {
            queries.removeIf(query -> prometheus.found(asked(query)) > 0);
            return queries.isEmpty() && prometheus.found("sentinel:refused:ratio5m == 0") == 1;
          });
      callers.stop();
    }
    assertThat(prometheus.firing()).isEmpty();
  }

  /** Without what hides zeros, of which all is well consists. */
  private static String asked(Query query) {
    return query
        .expr()
        .replace("$application", "demo")
        .replace("$instance", ".*")
        .replace("$__rate_interval", "60s")
        .replaceAll(" (?:>|==) 0", "");
  }

  @Test
  @Order(3)
  void aFloodOfRefusedTokensIsTold() throws Exception {
    String expired =
        demo.sentinel().mint(DemoServers.SENDER).lifetime(Duration.ofHours(-1)).compact();
    try (Callers callers = new Callers(1, expired, status -> status == 401)) {
      prometheus.awaitFiring("SentinelRefusalsJump");
      callers.stop();
    }
    prometheus.awaitFiring();
  }

  @Test
  @Order(4)
  void keysThatCanNotBeFetchedAreToldOfUntilThereAreNone() {
    demo.sentinel().host().fail(Endpoint.JWKS, Fault.status(503));
    prometheus.awaitFiring("SentinelKeysFailing");
    prometheus.await(
        "the stale limit to be told of before it is reached",
        () ->
            prometheus.firing().contains("SentinelKeysNearStaleLimit")
                && prometheus.found("sentinel_ready == 1") == 1);
    prometheus.awaitFiring(
        "SentinelKeysFailing", "SentinelKeysNearStaleLimit", "SentinelNoUsableKeys");
    demo.sentinel().host().clearFaults();
    prometheus.awaitFiring();
  }

  @Test
  @Order(5)
  void anOutboundTokenThatCanNotBeRenewedIsTold() {
    demo.sentinel().host().fail(Endpoint.APP_TOKEN, Fault.status(503));
    prometheus.awaitFiring("SentinelAppJwtFailing", "SentinelAppJwtNearExpiry");
    demo.sentinel().host().clearFaults();
    prometheus.awaitFiring();
  }

  @Test
  @Order(6)
  void requestsThatWaitAreTold() throws Exception {
    demo.sentinel().host().fail(Endpoint.JWKS, Fault.hang());
    String unknown = demo.sentinel().mint(DemoServers.SENDER).header("kid", "of-nobody").compact();
    try (Callers callers = new Callers(4, unknown, status -> status == 401 || status == 503)) {
      prometheus.await(
          "requests that wait", () -> prometheus.firing().contains("SentinelRequestsWaiting"));
      callers.stop();
      demo.sentinel().host().clearFaults();
    }
    prometheus.awaitFiring();
  }

  @Test
  @Order(7)
  void loginsThatCanNotBeRefreshedAreTold() throws Exception {
    UserAgent browser = new UserAgent();
    URI home = demo.uri().resolve("/app/");
    UserAgent.Page welcome =
        browser.follow(browser.submit(browser.open(home), Map.of("name", "alice")));
    assertThat(welcome.body()).contains("Hello, alice");

    demo.sentinel().host().fail(Endpoint.TOKEN, Fault.status(503));
    prometheus.await(
        "logins that can't be refreshed",
        () -> {
          assertThat(browser.get(home).body()).contains("Hello, alice");
          return prometheus.firing().contains("SentinelLoginRefreshFailing");
        });
    assertThat(prometheus.firing()).hasSize(1);
    demo.sentinel().host().clearFaults();
    prometheus.await(
        "refreshes",
        () -> {
          assertThat(browser.get(home).body()).contains("Hello, alice");
          return prometheus.firing().isEmpty();
        });
  }

  /** Clients that call with one token all the time. */
  private static final class Callers implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Future<?>> running = new ArrayList<>();

    Callers(int count, String token, IntPredicate expected) {
      HttpRequest request =
          HttpRequest.newBuilder(demo.uri().resolve("/whoami"))
              .header("Authorization", "Bearer " + token)
              .timeout(Duration.ofSeconds(20))
              .build();
      for (int i = 0; i < count; i++) {
        running.add(
            threads.submit(
                () -> {
                  while (!stopped.get()) {
                    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
                    assertThat(answer.statusCode()).matches(expected::test);
                    TimeUnit.MILLISECONDS.sleep(10);
                  }
                  return null;
                }));
      }
    }

    void stop() {
      stopped.set(true);
    }

    /** Tells of what a caller ran into. */
    @Override
    public void close() {
      stop();
      threads.shutdown();
      assertThat(running).allSatisfy(c -> assertThat(c).succeedsWithin(Duration.ofSeconds(30)));
    }
  }
}
