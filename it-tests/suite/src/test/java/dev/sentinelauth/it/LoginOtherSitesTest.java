package dev.sentinelauth.it;

import static dev.sentinelauth.it.LoginByHttps.HTML;
import static dev.sentinelauth.it.LoginByHttps.ORIGIN;
import static dev.sentinelauth.it.LoginByHttps.pair;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.ServletChangedRequestTest.Overriding;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import jakarta.servlet.DispatcherType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What other sites make browsers send, with {@code sentinel.login.same-site = lax}, where the
 * session's cookie comes along all the same: most browsers take one without {@code SameSite} for
 * {@code None}.
 */
class LoginOtherSitesTest {
  private static final String OTHER = "Sec-Fetch-Site: cross-site";
  private static final String NAVIGATE = "Sec-Fetch-Mode: navigate";
  private static final String EVIL = "https://evil.example";

  @TempDir private Path directory;

  static Stream<WebContainer.Kind> containers() {
    return WebContainer.Kind.inUse();
  }

  private static RawHttp.Answer send(LoginByHttps application, String session, String... request)
      throws Exception {
    List<String> headers = new ArrayList<>(Arrays.asList(request).subList(1, request.length));
    headers.add("Cookie: " + session);
    return application.send(request[0], "/app/work", headers.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("containers")
  void onlyPageLoadsFromOtherSitesHaveAUser(WebContainer.Kind kind) throws Exception {
    try (LoginByHttps application = new LoginByHttps(kind, directory, "")) {
      String session = pair(application.logIn().get(0));

      for (String[] good :
          new String[][] {
            {"GET", OTHER, NAVIGATE, "Sec-Fetch-Dest: document", HTML}, // a link in a mail, say
            {"GET", OTHER, NAVIGATE, HTML},
            {"HEAD", OTHER, NAVIGATE, "Sec-Fetch-Dest: empty", HTML},
            {"GET", "Referer: " + EVIL + "/", HTML}, // the same in an older browser
            {"GET", "Sec-Fetch-Site: none", NAVIGATE, HTML},
            {"POST", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors", "Origin: " + ORIGIN},
            {"POST", "Sec-Fetch-Site: same-site", NAVIGATE, "Origin: https://www.example.com"},
            {"GET", "Sec-Fetch-Site: same-origin", NAVIGATE, "Sec-Fetch-Dest: iframe"},
            {"POST", "Origin: " + ORIGIN, "Referer: " + ORIGIN + "/app/form"},
            {"POST", "Referer: " + ORIGIN + "/app/form"},
            {"DELETE"},
          }) {
        RawHttp.Answer answer = send(application, session, good);
        assertThat(answer.status()).as(String.join(" ", good)).isEqualTo(200);
      }
      for (String[] bad :
          new String[][] {
            {"POST", OTHER, NAVIGATE, HTML, "Content-Type: application/x-www-form-urlencoded"},
            {"POST", OTHER, "Sec-Fetch-Mode: no-cors", "Content-Type: text/plain"},
            {"PUT", OTHER, "Sec-Fetch-Mode: cors", "Origin: " + EVIL},
            {"GET", OTHER, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"},
            {"GET", OTHER, "Sec-Fetch-Mode: websocket", "Origin: " + EVIL},
            {"GET", OTHER, NAVIGATE, "Sec-Fetch-Dest: iframe", HTML},
            {"GET", OTHER, NAVIGATE, "Sec-Fetch-Dest: object", HTML},
            {"GET", OTHER, NAVIGATE, "Sec-Fetch-Dest: fencedframe", HTML},
            {"POST", "Sec-Fetch-Site: cross-site, cross-site", NAVIGATE, HTML},
            {"POST", "Sec-Fetch-Site: a-word-of-later-browsers", NAVIGATE, HTML},
            {"GET", OTHER, HTML},
            {"POST", "Origin: " + EVIL},
            {"POST", "Origin: null"},
            {"POST", "Origin: http://app.example.com"},
            {"POST", "Origin: https://app.example.com:444"},
            {"POST", "Referer: " + EVIL + "/app"},
            {"POST", "Referer: " + ORIGIN + ".evil.example/"},
            {"GET", "Referer: " + EVIL + "/", "Accept: image/*"},
            {"GET", "Origin: " + EVIL, HTML},
          }) {
        RawHttp.Answer answer = send(application, session, bad);
        assertThat(answer.status()).as(String.join(" ", bad)).isIn(302, 401);
        assertThat(answer.body()).doesNotContain("alice");
      }
      assertThat(send(application, session, "GET", HTML).body()).contains("alice");
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void sessionCookieIsLaxUnlessTheApplicationSaysOtherwise(WebContainer.Kind kind)
      throws Exception {
    try (LoginByHttps application = new LoginByHttps(kind, directory, "")) {
      assertThat(application.logIn().get(0)).contains("SameSite=Lax").doesNotContain("Partitioned");
    }
    WebApp strict = new WebApp(directory).sessionCookieAttribute("SameSite", "Strict");
    try (LoginByHttps application = new LoginByHttps(kind, strict, "")) {
      assertThat(application.logIn().get(0)).contains("SameSite=Strict").doesNotContain("Lax");
    }
  }

  /** A link that somebody sent would put whoever follows it into the sender's login. */
  @ParameterizedTest
  @MethodSource("containers")
  void sessionThatAnAddressNamesHasNoUser(WebContainer.Kind kind) throws Exception {
    try (LoginByHttps application = new LoginByHttps(kind, directory, "")) {
      String session = pair(application.logIn().get(0));
      String link = "/app/work;jsessionid=" + session.substring(session.indexOf('=') + 1);

      RawHttp.Answer page = application.send("GET", link, OTHER, NAVIGATE, HTML);

      assertThat(page.status()).isEqualTo(302);
      assertThat(page.header("Location").get(0)).contains("/authorize?");
      assertThat(application.send("POST", link).status()).isEqualTo(401);
      assertThat(application.send("GET", link, "Cookie: " + session).body()).contains("alice");
    }
  }

  /** What a browser sent along goes by the method that it sent, whatever a filter makes of that. */
  @ParameterizedTest
  @MethodSource("containers")
  void methodThatAFilterMadeUpMakesNoPageLoad(WebContainer.Kind kind) throws Exception {
    WebApp overriding =
        new WebApp(directory)
            .filter("override", Overriding.class, Map.of(), DispatcherType.REQUEST);
    try (LoginByHttps application = new LoginByHttps(kind, overriding, "")) {
      String session = "Cookie: " + pair(application.logIn().get(0));

      for (String methods : List.of("POST GET", "GET DELETE", "POST DELETE")) {
        String target = "/app/work?_method=" + methods.substring(methods.indexOf(' ') + 1);
        String sent = methods.substring(0, methods.indexOf(' '));
        RawHttp.Answer other = application.send(sent, target, session, OTHER, NAVIGATE, HTML);
        assertThat(other.status()).as(methods).isIn(302, 401);
        assertThat(other.body()).doesNotContain("alice");
        RawHttp.Answer own = application.send(sent, target, session, "Sec-Fetch-Site: same-origin");
        assertThat(own.status()).as(methods).isEqualTo(200);
      }
      String logout = "/app/sentinel/logout?_method=POST";
      assertThat(application.send("GET", logout, session).status()).isEqualTo(405);
      assertThat(application.send("GET", "/app/work", session).body()).contains("alice");
    }
  }
}
