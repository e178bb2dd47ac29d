package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static dev.sentinelauth.it.support.Verifications.await;
import static dev.sentinelauth.it.support.Verifications.config;
import static dev.sentinelauth.it.support.Verifications.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelStatus.Health;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.Pages;
import dev.sentinelauth.it.support.PinnedClock;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import dev.sentinelauth.servlet.SentinelHealthServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What probes are told, from the start through an outage and back. */
@Timeout(60)
class HealthServletTest {
  private static final String PATH = "/app/health/sentinel";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path directory;

  private final PinnedClock clock = new PinnedClock();
  private final SentinelEmulator emulator = SentinelEmulator.start(clock).addAccount(ACCOUNT);
  private final Installation app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));

  @AfterEach
  void close() {
    emulator.close();
  }

  /** Registers the filter with the Sentinel that it was given. */
  public static final class Registering implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      Sentinel given = (Sentinel) event.getServletContext().getAttribute("test.sentinel");
      event
          .getServletContext()
          .addFilter("own", new SentinelAuthenticationFilter(given))
          .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }
  }

  private Sentinel sentinel(String... more) {
    String[] settings = List.of(more).toArray(new String[more.length + 8]);
    List<String> route =
        List.of(
            "sentinel.route.health.path",
            "/health/sentinel",
            "sentinel.route.health.access",
            "anonymous",
            "sentinel.client-id",
            app.clientId(),
            "sentinel.client-secret",
            app.clientSecret());
    for (int i = 0; i < route.size(); i++) {
      settings[more.length + i] = route.get(i);
    }
    return Sentinel.builder(config(emulator, settings)).clock(clock).build();
  }

  private WebContainer deploy(WebContainer.Kind kind, Sentinel sentinel) throws Exception {
    WebContainer container = kind.start();
    container.deploy(
        new WebApp(directory)
            .listener(Registering.class)
            .servlet(SentinelHealthServlet.class, "/health/sentinel"),
        Map.of("test.sentinel", sentinel));
    return container;
  }

  private static void assertHealth(WebContainer container, int status, String word)
      throws IOException {
    RawHttp.Answer answer = RawHttp.get(container.port(), PATH);
    assertThat(answer.body()).isEqualTo("{\"status\":\"" + word + "\"}");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Cache-Control")).containsExactly("no-store");
    assertThat(answer.header("Content-Type")).containsExactly("application/json");
    assertThat(answer.header("Set-Cookie")).isEmpty();
  }

  private void awaitHealth(Sentinel sentinel, Health health) {
    await(health.code(), PATIENCE, clock, () -> sentinel.health() == health);
  }

  @OnEachContainer
  void outageIsDegradedAndPastTheStaleLimitDownAndItComesBackUp(WebContainer.Kind kind)
      throws Exception {
    try (Sentinel sentinel = sentinel();
        WebContainer container = deploy(kind, sentinel)) {
      awaitHealth(sentinel, Health.UP);
      assertHealth(container, 200, "up");

      emulator.host().fail(Endpoint.JWKS, Fault.status(503));
      clock.advance(Duration.ofMinutes(6));
      assertThat(status(sentinel, emulator.mint(app).compact())).isEqualTo(200);
      awaitHealth(sentinel, Health.DEGRADED);
      assertHealth(container, 200, "degraded");

      clock.advance(Duration.ofHours(24));
      assertThat(sentinel.health()).isEqualTo(Health.DOWN);
      assertHealth(container, 503, "down");

      emulator.host().clearFaults();
      clock.advance(Duration.ofMinutes(2));
      assertThat(status(sentinel, emulator.mint(app).compact())).isEqualTo(200);
      assertHealth(container, 200, "up");
    }
  }

  @OnEachContainer
  void keysThatNeverCameAreDownAndLazyDoesNotMissThem(WebContainer.Kind kind) throws Exception {
    emulator.host().fail(Endpoint.JWKS, Fault.status(503));
    try (Sentinel sentinel = sentinel();
        WebContainer container = deploy(kind, sentinel)) {
      assertHealth(container, 503, "down");
    }
    emulator.host().clearFaults();
    long before = emulator.host().count(Endpoint.JWKS);
    try (Sentinel sentinel = sentinel("sentinel.startup", "lazy");
        WebContainer container = deploy(kind, sentinel)) {
      assertHealth(container, 200, "up");
      assertThat(emulator.host().count(Endpoint.JWKS)).as("asked for by probes").isEqualTo(before);
      emulator.host().fail(Endpoint.JWKS, Fault.status(503));
      assertThat(status(sentinel, emulator.mint(app).compact())).isEqualTo(503);
      assertHealth(container, 503, "down");
    }
  }

  @OnEachContainer
  void failingRenewalOfAnOutboundTokenIsDegraded(WebContainer.Kind kind) throws Exception {
    try (Sentinel sentinel = sentinel("sentinel.startup", "required");
        WebContainer container = deploy(kind, sentinel)) {
      emulator.host().fail(Endpoint.APP_TOKEN, Fault.status(503));
      assertThat(sentinel.appJwtSupplier()).isNotNull();
      assertHealth(container, 200, "up");
      try {
        sentinel.appJwtSupplier().get();
      } catch (dev.sentinelauth.AppJwtUnavailableException expected) {
        assertHealth(container, 200, "degraded");
      }
      assertThat(sentinel.health()).isEqualTo(Health.DEGRADED);
    }
  }

  @OnEachContainer
  void worstOfSeveralInstancesCounts(WebContainer.Kind kind) throws Exception {
    String file =
        """
        sentinel.account-id = %s
        sentinel.server = %s
        sentinel.startup = required
        sentinel.route.health.path = /health/sentinel
        sentinel.route.health.access = anonymous
        """
            .formatted(ACCOUNT, emulator.uri());
    WebApp one =
        new WebApp(directory.resolve("one"))
            .file("WEB-INF/sentinel.properties", file)
            .servlet(SentinelHealthServlet.class, "/health/sentinel")
            .filter("good", SentinelAuthenticationFilter.class, Map.of(), DispatcherType.REQUEST);
    try (WebContainer container = kind.deploy(one)) {
      assertHealth(container, 200, "up");
    }
    WebApp two =
        new WebApp(directory.resolve("two"))
            .file("WEB-INF/sentinel.properties", file)
            .servlet(SentinelHealthServlet.class, "/health/sentinel")
            .filter("good", SentinelAuthenticationFilter.class, Map.of(), DispatcherType.REQUEST)
            .filter(
                "blind",
                SentinelAuthenticationFilter.class,
                Map.of("sentinel.startup", "background", "sentinel.server", "http://127.0.0.1:1"),
                DispatcherType.REQUEST);
    try (WebContainer container = kind.deploy(two)) {
      assertHealth(container, 503, "down");
    }
  }

  @OnEachContainer
  void applicationWithoutASentinelIsDown(WebContainer.Kind kind) throws Exception {
    WebApp none = new WebApp(directory).servlet(SentinelHealthServlet.class, "/health/sentinel");
    try (WebContainer container = kind.deploy(none)) {
      assertHealth(container, 503, "down");
    }
  }

  @OnEachContainer
  void nothingButGetAndHeadIsAnsweredAndNothingButTheWordIsTold(WebContainer.Kind kind)
      throws Exception {
    try (Sentinel sentinel = sentinel("sentinel.startup", "required");
        WebContainer container = deploy(kind, sentinel)) {
      RawHttp.Answer head = RawHttp.send(container.port(), "HEAD", PATH);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.header("Content-Length")).containsExactly("15");
      for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "PROPFIND")) {
        RawHttp.Answer refused = RawHttp.send(container.port(), method, PATH, "X-Secret: s3cr3t");
        assertThat(refused.status()).as(method).isEqualTo(405);
        assertThat(refused.header("Allow")).containsExactly("GET, HEAD");
        assertThat(refused.body()).isEmpty();
      }
      RawHttp.Answer trace = RawHttp.send(container.port(), "TRACE", PATH, "X-Secret: s3cr3t");
      assertThat(trace.status()).as("Jetty's own 403, else ours").isIn(403, 405);
      assertThat(trace.body()).doesNotContain("s3cr3t");
      RawHttp.Answer get =
          RawHttp.get(container.port(), PATH, "Authorization: Bearer broken", "X-Secret: s3cr3t");
      Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      get.headers().forEach(line -> names.add(line.split(":", 2)[0]));
      names.removeAll(Set.of("Date", "Server", "Connection", "Keep-Alive"));
      assertThat(names).containsExactly("Cache-Control", "Content-Length", "Content-Type");
      assertThat(get.body()).isEqualTo("{\"status\":\"up\"}");
    }
  }

  @Test
  void pagesDeclareItRightlyAndKnowEachOfItsWords() {
    Pages pages = Pages.load();
    String xml = pages.section("Health").block("xml", "<servlet>");
    assertThat(xml)
        .contains("<servlet-class>" + SentinelHealthServlet.class.getName() + "<")
        .contains("<url-pattern>/health/sentinel<");
    assertThat(pages.section("Health").block("properties", "anonymous"))
        .contains("sentinel.route.probes.path   = /health/sentinel\n");
    assertThat(pages.section("Probes").block("yaml", "startupProbe")).contains("path: " + PATH);
    for (Health health : Health.values()) {
      assertThat(pages.section("Probes").text()).contains("{\"status\":\"" + health.code() + "\"}");
    }
  }

  @OnEachContainer
  void itsPathIsOneLikeAnyOther(WebContainer.Kind kind) throws Exception {
    try (Sentinel sentinel =
            Sentinel.builder(config(emulator, "sentinel.startup", "required"))
                .clock(clock)
                .build();
        WebContainer container = deploy(kind, sentinel)) {
      assertThat(RawHttp.get(container.port(), PATH).status()).isEqualTo(401);
      RawHttp.Answer known =
          RawHttp.get(
              container.port(), PATH, "Authorization: Bearer " + emulator.mint(app).compact());
      assertThat(known.body()).isEqualTo("{\"status\":\"up\"}");
    }
  }
}
