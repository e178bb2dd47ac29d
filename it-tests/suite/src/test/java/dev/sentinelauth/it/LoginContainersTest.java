package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ACCOUNT;
import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A login by web.xml in every container: they differ in cookies, queries and sessions. */
class LoginContainersTest {
  @TempDir private Path directory;

  static Stream<WebContainer.Kind> containers() {
    return WebContainer.Kind.inUse();
  }

  @ParameterizedTest
  @MethodSource("containers")
  void loginStandsUpToOddRequests(WebContainer.Kind kind) throws Exception {
    try (SentinelEmulator emulator = SentinelEmulator.start();
        WebContainer container = kind.start()) {
      emulator.addAccount(ACCOUNT);
      URI app = URI.create("http://127.0.0.1:" + container.port() + "/app/");
      Installation client =
          emulator.install(Installation.forLogin(ACCOUNT, app.resolve("callback")));
      container.deploy(
          new WebApp(directory)
              .file(
                  "WEB-INF/sentinel.properties",
                  """
                  sentinel.account-id = %s
                  sentinel.client-id = %s
                  sentinel.client-secret = %s
                  sentinel.login.redirect-uri = %s
                  sentinel.server = %s
                  """
                      .formatted(
                          ACCOUNT,
                          client.clientId(),
                          client.clientSecret(),
                          client.redirectUris().get(0),
                          emulator.uri()))
              .filter("login", SentinelLoginFilter.class, Map.of(), DispatcherType.REQUEST)
              .servlet(TestServlets.WhoAmI.class, "/orders"));
      UserAgent browser = new UserAgent();

      Page begun = browser.get(app.resolve("orders?a=b"));
      assertThat(begun.header("Set-Cookie").orElseThrow())
          .contains("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600");
      for (String query :
          List.of("state=%F0%28", "state=%", "state", "state=a&state=b", "%=%", "", "error=%zz")) {
        RawHttp.Answer answer =
            RawHttp.get(container.port(), "/app/callback?" + query, "Accept: text/html");
        assertThat(answer.status()).as(query).isIn(400, 403);
        assertThat(answer.header("Set-Cookie")).as(query).isEmpty();
      }
      Page page = logIn(browser, app.resolve("orders?a=b"), ALICE);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.uri()).isEqualTo(app.resolve("orders?a=b"));
      assertThat(page.body()).contains("alice");
      assertThat(page.header("Cache-Control")).contains("no-store");
      String session = browser.cookie("JSESSIONID").orElseThrow();
      Page again = browser.get(app.resolve("callback?code=x&state=" + "a".repeat(27)));
      assertThat(again.status()).isEqualTo(403);

      UserAgent reloading = new UserAgent();
      Page form = reloading.open(app.resolve("orders?x=y"));
      URI callback = reloading.submit(form, LoginFixture.fields(ALICE)).location();
      assertThat(reloading.get(callback).header("Location")).contains("/app/orders?x=y");
      assertThat(reloading.get(callback).header("Location")).contains("/app/orders?x=y");
      Page late = new UserAgent().post(app.resolve("orders"), Map.of("a", "b"));
      assertThat(late.status()).isEqualTo(401);
      assertThat(late.body()).contains("Your session has ended").contains("href=\"/app/\"");

      Page out = browser.post(app.resolve("sentinel/logout"), Map.of());
      assertThat(out.status()).isEqualTo(303);
      assertThat(out.header("Location")).contains("/app/");
      UserAgent thief = new UserAgent();
      thief.plant(app, "JSESSIONID", session);
      assertThat(thief.get(app.resolve("orders")).status()).isEqualTo(302);
    }
  }
}
