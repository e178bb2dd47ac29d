package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ACCOUNT;
import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The login filter in a web.xml, with nothing but a properties file, below a context path. */
class LoginDeploymentTest {
  private final SentinelEmulator emulator = SentinelEmulator.start();
  private final UserAgent browser = new UserAgent();

  @TempDir Path directory;

  @AfterEach
  void end() {
    emulator.close();
  }

  private static Stream<WebContainer.Kind> containers() {
    return WebContainer.Kind.inUse();
  }

  private String settings(URI redirectUri, String accounts) {
    emulator.addAccount(ACCOUNT);
    Installation client = emulator.install(Installation.forLogin(ACCOUNT, redirectUri));
    return """
    sentinel.account-id = %s
    sentinel.client-id = %s
    sentinel.client-secret = %s
    sentinel.login.redirect-uri = %s
    sentinel.domain-api.uri = %s
    """
        .formatted(
            accounts,
            client.clientId(),
            client.clientSecret(),
            redirectUri,
            emulator.domainApiUri());
  }

  private WebApp app(String settings) throws Exception {
    return new WebApp(directory)
        .file("WEB-INF/sentinel.properties", settings)
        .servlet(TestServlets.WhoAmI.class, "/work", "/api/who")
        .filter("login", SentinelLoginFilter.class, Map.of(), DispatcherType.REQUEST);
  }

  @ParameterizedTest
  @MethodSource("containers")
  void fourLinesAreEnough(WebContainer.Kind kind) throws Exception {
    try (WebContainer container = kind.start()) {
      URI work = URI.create("http://127.0.0.1:" + container.port() + "/app/work?x=%C3%A4&y=1");
      container.deploy(app(settings(work.resolve("/app/callback"), ACCOUNT)));

      Page page = logIn(browser, work, ALICE);

      assertThat(page.status()).isEqualTo(200);
      assertThat(page.uri()).isEqualTo(work);
      assertThat(page.body()).contains("alice");
      Page out = browser.post(work.resolve("/app/sentinel/logout"), Map.of());
      assertThat(out.status()).isEqualTo(303);
      assertThat(out.header("Location")).contains("/app/");
      assertThat(browser.get(work).status()).isEqualTo(302);
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void bothFiltersShareTheSettingsFile(WebContainer.Kind kind) throws Exception {
    try (WebContainer container = kind.start()) {
      URI work = URI.create("http://127.0.0.1:" + container.port() + "/app/work");
      Installation api = Installation.forApi(ACCOUNT, "msg.read");
      String routes = "sentinel.route.work.path = /work\nsentinel.route.work.access = login\n";
      container.deploy(
          new WebApp(directory)
              .file(
                  "WEB-INF/sentinel.properties",
                  settings(work.resolve("/app/callback"), ACCOUNT) + routes)
              .servlet(TestServlets.WhoAmI.class, "/work", "/api/who")
              .filter(
                  "tokens", SentinelAuthenticationFilter.class, Map.of(), DispatcherType.REQUEST)
              .filter("login", SentinelLoginFilter.class, Map.of(), DispatcherType.REQUEST));
      emulator.install(api);

      assertThat(logIn(browser, work, ALICE).body()).contains("alice");
      assertThat(browser.get(work.resolve("/app/api/who")).status()).isEqualTo(401);
      assertThat(
              browser
                  .get(
                      work.resolve("/app/api/who"),
                      "Authorization",
                      "Bearer " + emulator.mint(api).compact())
                  .body())
          .contains(api.clientId());
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void whatTheApplicationSaysOfCachesHoldsThroughItsDispatches(WebContainer.Kind kind)
      throws Exception {
    try (WebContainer container = kind.start()) {
      URI start = URI.create("http://127.0.0.1:" + container.port() + "/app/start");
      container.deploy(
          new WebApp(directory)
              .file(
                  "WEB-INF/sentinel.properties", settings(start.resolve("/app/callback"), ACCOUNT))
              .servlet(TestServlets.WhoAmI.class, "/work")
              .servlet(TestServlets.Dispatching.class, "/start", "/again")
              .filter("login", SentinelLoginFilter.class, Map.of(), TestServlets.EVERY_DISPATCHER));

      Page own = logIn(browser, start.resolve("start?via=cacheable,forward&to=/work"), ALICE);
      assertThat(own.body()).contains("alice");
      assertThat(own.header("Cache-Control")).contains("private, max-age=60");
      for (String way : List.of("forward", "async")) {
        Page other = browser.get(start.resolve("start?via=" + way + "&to=/work"));
        assertThat(other.body()).contains("alice");
        assertThat(other.header("Cache-Control")).contains("no-store");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void callbackOutsideOfTheApplicationStopsTheDeployment(WebContainer.Kind kind) throws Exception {
    assertThat(refused(kind, "/callback", ACCOUNT))
        .hasMessageContaining("sentinel.login.redirect-uri")
        .hasMessageContaining("/app/");
  }

  @ParameterizedTest
  @MethodSource("containers")
  void severalAccountsWithoutAChoiceStopTheDeployment(WebContainer.Kind kind) throws Exception {
    assertThat(refused(kind, "/app/callback", ACCOUNT + ", le2"))
        .hasMessageContaining("sentinel.login.account-id");
  }

  private Throwable refused(WebContainer.Kind kind, String callback, String accounts)
      throws Exception {
    try (WebContainer container = kind.start()) {
      URI uri = URI.create("http://127.0.0.1:" + container.port() + callback);
      WebApp app = app(settings(uri, accounts));
      Throwable failure = catchThrowable(() -> container.deploy(app));
      while (failure != null && !(failure instanceof ServletException)) {
        failure = failure.getCause();
      }
      return failure;
    }
  }
}
