package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ACCOUNT;
import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Applications in frames of other sites, with {@code sentinel.login.same-site = none}. */
class LoginFramesTest {
  private static final String ORIGIN = "https://app.example.com";
  private static final String PROXY = "X-Forwarded-Host: app.example.com";
  private static final String HTML = "Accept: text/html";

  private final SentinelEmulator emulator = SentinelEmulator.start();

  @TempDir private Path directory;

  @AfterEach
  void end() {
    emulator.close();
  }

  static Stream<WebContainer.Kind> containers() {
    return WebContainer.Kind.inUse();
  }

  private WebContainer start(WebContainer.Kind kind) throws Exception {
    emulator.addAccount(ACCOUNT);
    emulator.signInAs(ALICE);
    Installation client =
        emulator.install(Installation.forLogin(ACCOUNT, URI.create(ORIGIN + "/app/callback")));
    String settings =
        """
        sentinel.account-id = %s
        sentinel.client-id = %s
        sentinel.client-secret = %s
        sentinel.login.redirect-uri = %s
        sentinel.login.same-site = none
        sentinel.server = %s
        """
            .formatted(
                ACCOUNT,
                client.clientId(),
                client.clientSecret(),
                client.redirectUris().get(0),
                emulator.uri());
    return kind.deploy(
        new WebApp(directory)
            .file("WEB-INF/sentinel.properties", settings)
            .filter("login", SentinelLoginFilter.class, Map.of(), DispatcherType.REQUEST)
            .servlet(TestServlets.WhoAmI.class, "/work"));
  }

  /** The session of a login, by its cookie. */
  private String logIn(int port) throws Exception {
    RawHttp.Answer begun = RawHttp.get(port, "/app/work", HTML, PROXY);
    assertThat(begun.status()).isEqualTo(302);
    String attempt = begun.header("Set-Cookie").get(0);
    assertThat(attempt)
        .startsWith("__Host-sentinel-login-")
        .contains("; Path=/;", "; HttpOnly", "; Secure", "; SameSite=None", "; Partitioned")
        .contains("; Max-Age=600");
    URI back = new UserAgent().get(URI.create(begun.header("Location").get(0))).location();
    RawHttp.Answer done =
        RawHttp.get(
            port,
            back.getRawPath() + "?" + back.getRawQuery(),
            PROXY,
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Dest: iframe",
            "Cookie: " + attempt.split(";", -1)[0]);
    assertThat(done.header("Location")).containsExactly("/app/work");
    String session =
        done.header("Set-Cookie").stream()
            .filter(cookie -> cookie.startsWith("JSESSIONID="))
            .findFirst()
            .orElseThrow();
    assertThat(session).contains("SameSite=None", "Secure", "Partitioned");
    return "Cookie: " + session.split(";", -1)[0];
  }

  @ParameterizedTest
  @MethodSource("containers")
  void userIsKnownInAFrameAndToNoRequestOfAnotherSite(WebContainer.Kind kind) throws Exception {
    try (WebContainer container = start(kind)) {
      int port = container.port();
      String session = logIn(port);
      String length = "Content-Length: 0";

      for (List<String> own :
          List.of(
              List.of("GET", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"),
              List.of("GET", "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate"),
              List.of("POST", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"),
              List.of("POST", "Origin: " + ORIGIN, "X-A: b"),
              List.of("POST", "X-A: b", "X-B: c"))) {
        RawHttp.Answer answer =
            RawHttp.send(
                port, own.get(0), "/app/work", own.get(1), own.get(2), session, length, PROXY);
        assertThat(answer.status()).as("%s", own).isEqualTo(200);
        assertThat(answer.body()).contains("alice");
      }
      for (List<String> other :
          List.of(
              List.of("POST", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", HTML),
              List.of("POST", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors", HTML),
              List.of("GET", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors", HTML),
              List.of("GET", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", HTML),
              List.of("POST", "Origin: https://evil.example", HTML, "X-A: b"),
              List.of("POST", "Origin: null", HTML, "X-A: b"),
              List.of("GET", "Origin: https://evil.example", "X-A: b", "X-B: c"))) {
        RawHttp.Answer answer =
            RawHttp.send(
                port,
                other.get(0),
                "/app/work",
                other.get(1),
                other.get(2),
                other.get(3),
                session,
                length,
                PROXY);
        assertThat(answer.status()).as("%s", other).isIn(401, 302);
        assertThat(answer.body()).doesNotContain("alice");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void nobodyIsLoggedOutFromOutside(WebContainer.Kind kind) throws Exception {
    try (WebContainer container = start(kind)) {
      int port = container.port();
      String session = logIn(port);
      String logout = "/app/sentinel/logout";

      for (String sender :
          List.of("X-A: b", "Sec-Fetch-Site: cross-site", "Origin: https://evil.example")) {
        RawHttp.Answer answer =
            RawHttp.send(port, "POST", logout, sender, session, "Content-Length: 0", PROXY);
        assertThat(answer.status()).as(sender).isEqualTo(403);
        assertThat(answer.header("Content-Security-Policy").get(0))
            .contains("frame-ancestors 'none'");
      }
      assertThat(RawHttp.get(port, "/app/work", session, PROXY).body()).contains("alice");

      String own = "Origin: " + ORIGIN;
      assertThat(
              RawHttp.send(port, "POST", logout, own, session, "Content-Length: 0", PROXY).status())
          .isEqualTo(303);
      assertThat(RawHttp.get(port, "/app/work", session, HTML, PROXY).status()).isEqualTo(302);
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void pagesForPeopleAreShownInFrames(WebContainer.Kind kind) throws Exception {
    try (WebContainer container = start(kind)) {
      RawHttp.Answer answer =
          RawHttp.get(container.port(), "/app/callback?code=a&state=" + "b".repeat(27), PROXY);

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.header("Content-Security-Policy").get(0))
          .contains("default-src 'none'")
          .contains("frame-ancestors https:");
    }
  }
}
