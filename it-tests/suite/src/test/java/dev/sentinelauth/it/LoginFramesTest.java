package dev.sentinelauth.it;

import static dev.sentinelauth.it.LoginByHttps.HTML;
import static dev.sentinelauth.it.LoginByHttps.ORIGIN;
import static dev.sentinelauth.it.LoginByHttps.pair;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.ServletChangedRequestTest.Initializing;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Applications in frames of other sites, with {@code sentinel.login.same-site = none}. */
class LoginFramesTest {
  private static final String NONE = "sentinel.login.same-site = none";

  private static final String LATER =
      """
      sentinel.login.same-site = none
      sentinel.route.later.path = /open/later
      sentinel.route.later.access = anonymous
      """;

  @TempDir private Path directory;

  static Stream<WebContainer.Kind> containers() {
    return WebContainer.Kind.inUse();
  }

  /** The session of a login, by its cookie. */
  private static String logIn(LoginByHttps application) throws Exception {
    List<String> cookies = application.logIn();
    assertThat(cookies.get(1))
        .startsWith("__Host-sentinel-login-")
        .contains("; Path=/;", "; HttpOnly", "; Secure", "; SameSite=None", "; Partitioned")
        .contains("; Max-Age=600");
    assertThat(cookies.get(0)).contains("SameSite=None", "Secure", "Partitioned");
    return "Cookie: " + pair(cookies.get(0));
  }

  @ParameterizedTest
  @MethodSource("containers")
  void userIsKnownInAFrameAndToNoRequestOfAnotherSite(WebContainer.Kind kind) throws Exception {
    try (LoginByHttps application = new LoginByHttps(kind, directory, NONE)) {
      String session = logIn(application);

      for (List<String> own :
          List.of(
              List.of("GET", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"),
              List.of("GET", "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate"),
              List.of("POST", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"),
              List.of("POST", "Origin: " + ORIGIN, "X-A: b"),
              List.of("POST", "X-A: b", "X-B: c"))) {
        RawHttp.Answer answer =
            application.send(own.get(0), "/app/work", own.get(1), own.get(2), session);
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
            application.send(
                other.get(0), "/app/work", other.get(1), other.get(2), other.get(3), session);
        assertThat(answer.status()).as("%s", other).isIn(401, 302);
        assertThat(answer.body()).doesNotContain("alice");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void nobodyIsLoggedOutFromOutside(WebContainer.Kind kind) throws Exception {
    try (LoginByHttps application = new LoginByHttps(kind, directory, NONE)) {
      String session = logIn(application);
      String logout = "/app/sentinel/logout";

      for (String sender :
          List.of("X-A: b", "Sec-Fetch-Site: cross-site", "Origin: https://evil.example")) {
        RawHttp.Answer answer = application.send("POST", logout, sender, session);
        assertThat(answer.status()).as(sender).isEqualTo(403);
        assertThat(answer.header("Content-Security-Policy").get(0))
            .contains("frame-ancestors 'none'");
      }
      assertThat(application.send("GET", "/app/work", session).body()).contains("alice");

      String own = "Origin: " + ORIGIN;
      assertThat(application.send("POST", logout, own, session).status()).isEqualTo(303);
      assertThat(application.send("GET", "/app/work", session, HTML).status()).isEqualTo(302);
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void pagesForPeopleAreShownInFrames(WebContainer.Kind kind) throws Exception {
    try (LoginByHttps application = new LoginByHttps(kind, directory, NONE)) {
      RawHttp.Answer answer =
          application.send("GET", "/app/callback?code=a&state=" + "b".repeat(27));

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.header("Content-Security-Policy").get(0))
          .contains("default-src 'none'")
          .contains("frame-ancestors https:");
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void pagesWithoutALoginSeeNoSessionInRequestsOfOtherSites(WebContainer.Kind kind)
      throws Exception {
    try (LoginByHttps application = new LoginByHttps(kind, directory, NONE)) {
      String session = logIn(application);
      String mine = "Sec-Fetch-Site: same-origin";
      String site = "Sec-Fetch-Site: cross-site";
      String form = "Sec-Fetch-Mode: navigate";
      String script = "Sec-Fetch-Mode: no-cors";
      application.send("POST", "/app/open?note=mine", session, mine, form);

      RawHttp.Answer planted =
          application.send("POST", "/app/open?note=theirs", session, site, form);

      assertThat(planted.body()).contains("theirs"); // served as to somebody without cookies
      assertThat(planted.header("Set-Cookie")).isEmpty();
      for (String sender : List.of(site, "Origin: https://evil.example", "Origin: null")) {
        assertThat(application.send("POST", "/app/open", session, sender, form).body())
            .contains("no session");
      }
      assertThat(application.send("GET", "/app/open", session, site, script).body())
          .contains("no session");
      for (String sender : List.of(mine, "Origin: " + ORIGIN, "X-A: b")) {
        assertThat(application.send("POST", "/app/open", session, sender).body()).contains("mine");
      }
      assertThat(application.send("GET", "/app/open", session, site, form).body()).contains("mine");
      assertThat(application.send("GET", "/app/work", session).body()).contains("alice");
    }
  }

  /** Dispatches in ways that lose wrappers. */
  public static final class Later extends LoginByHttps.Notes {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getDispatcherType() != DispatcherType.REQUEST) {
        super.service(request, response);
      } else if (request.getParameter("fails") != null) {
        response.sendError(500);
      } else {
        request.startAsync().dispatch();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void laterDispatchesSeeNoSessionEither(WebContainer.Kind kind) throws Exception {
    WebApp app =
        new WebApp(directory)
            .listener(Initializing.class)
            .servlet(Later.class, "/open/later")
            .errorPage(500, "/open/later");
    try (LoginByHttps application = new LoginByHttps(kind, app, LATER)) {
      String session = logIn(application);
      String mine = "Sec-Fetch-Site: same-origin";
      String site = "Sec-Fetch-Site: cross-site";
      application.send("POST", "/app/open?note=mine", session, mine);

      for (String target : List.of("/app/open/later", "/app/open/later?fails")) {
        assertThat(application.send("POST", target, session, site).body())
            .as(target)
            .contains("no session");
        assertThat(application.send("POST", target, session, mine).body())
            .as(target)
            .contains("mine");
      }
    }
  }
}
