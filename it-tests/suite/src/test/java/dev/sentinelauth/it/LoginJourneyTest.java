package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.BOB;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user and an application see of a login, from the first page to the logout. */
class LoginJourneyTest {
  private LoginFixture fixture;
  private final UserAgent browser = new UserAgent();

  @BeforeEach
  void begin() throws Exception {
    fixture = new LoginFixture();
  }

  @AfterEach
  void end() throws Exception {
    fixture.close();
  }

  @Test
  void userLogsInAndIsWhereTheyWantedToBe() throws Exception {
    fixture.start("");

    Page page = logIn(browser, fixture.uri("/orders/7?tab=two%20words&x=%26"), ALICE);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.uri()).isEqualTo(fixture.uri("/orders/7?tab=two%20words&x=%26"));
    assertThat(page.body())
        .startsWith(
            "GET /orders/7?tab=two%20words&x=%26 user=alice type=Login admin=true lpa=false");
    assertThat(page.body())
        .endsWith("token=" + fixture.emulator.loginTokens().get(0).accessToken());
    assertThat(page.header("Cache-Control")).contains("no-store");
  }

  @ParameterizedTest
  @CsvSource({"v1, 1.0, false", "v2, 2.0, false", "v1, 1.0, true"})
  void bothVersionsAndProofKeysWork(String version, String v, boolean pkce) throws Exception {
    fixture.start("sentinel.login.api-version = " + version + "\nsentinel.login.pkce = " + pkce);

    assertThat(logIn(browser, fixture.uri("/"), BOB).body())
        .contains("user=bob type=Login admin=false lpa=true");

    var token = fixture.emulator.host().requests(Endpoint.TOKEN).get(0);
    assertThat(token.query()).isEqualTo("v=" + v);
    assertThat(token.body().contains("code_verifier=")).isEqualTo(pkce);
    assertThat(fixture.emulator.host().requests(Endpoint.AUTHORIZE).get(0).query().contains("S256"))
        .isEqualTo(pkce);
  }

  @Test
  void nothingIsKeptOnTheServerForWhoOnlyAsks() throws Exception {
    fixture.start("");

    Page page = browser.get(fixture.uri("/orders"));

    assertThat(page.status()).isEqualTo(302);
    assertThat(page.header("Cache-Control")).contains("no-store");
    assertThat(browser.cookie("JSESSIONID")).isEmpty();
    assertThat(browser.cookies().keySet()).allMatch(name -> name.startsWith("sentinel-login-"));
    assertThat(page.header("Set-Cookie").orElseThrow())
        .contains("HttpOnly")
        .contains("SameSite=Lax")
        .contains("Path=/")
        .contains("Max-Age=600")
        .doesNotContain("Secure");
  }

  @Test
  void cookiesOfHttpsApplicationsCanNotBePlantedByOthers() throws Exception {
    fixture.start("sentinel.login.redirect-uri = https://app.example.com/callback");

    Page begun = browser.get(fixture.uri("/"), "Forwarded", "host=app.example.com;proto=https");

    assertThat(begun.header("Set-Cookie").orElseThrow())
        .startsWith("__Host-sentinel-login-")
        .contains("Secure")
        .contains("Path=/")
        .doesNotContain("Domain");
  }

  @Test
  void sessionIdChangesAtLoginAndTheSessionStays() throws Exception {
    fixture.start("sentinel.route.open.path=/open\nsentinel.route.open.access=anonymous");
    browser.get(fixture.uri("/open?note=mine"));
    String before = browser.cookie("JSESSIONID").orElseThrow();

    Page page = logIn(browser, fixture.uri("/orders"), ALICE);

    assertThat(page.body()).contains("note=mine");
    assertThat(browser.cookie("JSESSIONID").orElseThrow()).isNotEqualTo(before);
    UserAgent attacker = new UserAgent();
    attacker.plant(fixture.uri("/"), "JSESSIONID", before);
    assertThat(attacker.get(fixture.uri("/orders")).status()).isEqualTo(302);
  }

  @Test
  void sessionOfAnotherUserIsNotTakenOver() throws Exception {
    fixture.start("");
    logIn(browser, fixture.uri("/?note=of-alice"), ALICE);
    fixture.emulator.revokeLogins();
    fixture.clock.advance(Duration.ofMinutes(31));
    browser.get(fixture.uri("/"));
    fixture.clock.advance(Duration.ofSeconds(30));

    Page page = logIn(browser, fixture.uri("/orders"), BOB);

    assertThat(page.body()).contains("user=bob").doesNotContain("of-alice");
  }

  @Test
  void tabsThatBeginAtOnceAllEndWhereTheyBegan() throws Exception {
    fixture.start("");
    Page[] tabs = new Page[5];
    for (int i = 0; i < tabs.length; i++) {
      tabs[i] = browser.open(fixture.uri("/tab/" + i)); // none has a session yet
    }
    for (int i = tabs.length - 1; i >= 0; i--) {
      Page page = browser.follow(browser.submit(tabs[i], LoginFixture.fields(ALICE)));

      assertThat(page.status()).isEqualTo(200);
      assertThat(page.uri()).isEqualTo(fixture.uri("/tab/" + i));
    }
  }

  @Test
  void anyNumberOfTabsFitsIntoTheHeadersOfARequest() throws Exception {
    fixture.start("");
    Page last = null;
    for (int i = 0; i < 60; i++) {
      last = browser.open(fixture.uri("/tab/" + i + "?" + "x".repeat(i * 20)));
    }

    assertThat(browser.follow(browser.submit(last, LoginFixture.fields(ALICE))).status())
        .isEqualTo(200);
  }

  @Test
  void targetTooLongForACookieLosesItsQuery() throws Exception {
    fixture.start("");

    Page page = logIn(browser, fixture.uri("/orders?" + "x".repeat(3000)), ALICE);

    assertThat(page.uri()).isEqualTo(fixture.uri("/orders"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void whatIsNoGetIsAnswered401(String method) throws Exception {
    fixture.start("");

    Page page =
        browser.send(
            HttpRequest.newBuilder(fixture.uri("/orders"))
                .header("Accept", "text/html")
                .method(method, HttpRequest.BodyPublishers.ofString("a=b")));

    assertThat(page.status()).isEqualTo(401);
    assertThat(page.header("Location")).isEmpty();
    assertThat(page.header("WWW-Authenticate")).contains("Cookie realm=\"sentinel\"");
    assertThat(page.header("Content-Type")).contains("application/problem+json");
    assertThat(browser.cookies()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Accept, application/json",
    "Accept, */*",
    "X-Requested-With, XMLHttpRequest",
    "Sec-Fetch-Mode, cors",
    "Sec-Fetch-Mode, no-cors",
    "Sec-Fetch-Mode, websocket"
  })
  void requestsOfScriptsAreAnswered401(String header, String value) throws Exception {
    fixture.start("");

    Page page = browser.send(HttpRequest.newBuilder(fixture.uri("/orders")).header(header, value));

    assertThat(page.status()).isEqualTo(401);
    assertThat(browser.cookies()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Accept, 'text/html,application/xhtml+xml'",
    "Accept, application/xhtml+xml",
    "Sec-Fetch-Mode, navigate",
    "X-Something, else"
  })
  void pageLoadsAreSentToLogIn(String header, String value) throws Exception {
    fixture.start("");

    Page page = browser.send(HttpRequest.newBuilder(fixture.uri("/orders")).header(header, value));

    assertThat(page.status()).isEqualTo(302);
    assertThat(page.location().toString()).startsWith(fixture.emulator.uri() + "/sentinel/api/");
  }

  @Test
  void scriptsAndFormsOfLoggedInUsersPass() throws Exception {
    fixture.start("");
    logIn(browser, fixture.uri("/"), ALICE);

    assertThat(browser.post(fixture.uri("/orders"), Map.of("a", "b")).body())
        .startsWith("POST /orders user=alice");
    assertThat(browser.get(fixture.uri("/data"), "Sec-Fetch-Mode", "cors").body())
        .startsWith("GET /data user=alice");
  }

  @Test
  void logoutByPostEndsTheSession() throws Exception {
    fixture.start("sentinel.login.after-logout = /bye?x=1");
    logIn(browser, fixture.uri("/?note=mine"), ALICE);
    String session = browser.cookie("JSESSIONID").orElseThrow();

    Page page = browser.post(fixture.uri("/sentinel/logout"), Map.of());

    assertThat(page.status()).isEqualTo(303);
    assertThat(page.header("Location")).contains("/bye?x=1");
    assertThat(page.header("Cache-Control")).contains("no-store");
    UserAgent thief = new UserAgent();
    thief.plant(fixture.uri("/"), "JSESSIONID", session);
    assertThat(thief.get(fixture.uri("/")).status()).isEqualTo(302);
    assertThat(browser.get(fixture.uri("/")).status()).isEqualTo(302);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, Sec-Fetch-Site, same-origin, 303",
    "GET, Sec-Fetch-Site, cross-site, 403",
    "GET, Sec-Fetch-Site, same-site, 403",
    "GET, Sec-Fetch-Site, none, 403",
    "GET, X-Nothing, x, 403",
    "GET, Referer, ORIGIN/orders, 303",
    "GET, Referer, http://evil.example/, 403",
    "GET, Referer, http://127.0.0.1:1/, 403",
    "GET, Referer, '%', 403",
    "POST, Sec-Fetch-Site, same-origin, 303",
    "POST, Sec-Fetch-Site, cross-site, 403",
    "POST, Origin, ORIGIN, 303",
    "POST, Origin, http://evil.example, 403",
    "POST, Origin, null, 403",
    "POST, X-Nothing, x, 303"
  })
  void nobodyIsLoggedOutByAnotherSite(String method, String header, String value, int status)
      throws Exception {
    fixture.start("");
    logIn(browser, fixture.uri("/"), ALICE);
    String origin = fixture.uri("").toString();

    Page page =
        browser.send(
            HttpRequest.newBuilder(fixture.uri("/sentinel/logout"))
                .header(header, value.replace("ORIGIN", origin))
                .method(method, HttpRequest.BodyPublishers.noBody()));

    assertThat(page.status()).isEqualTo(status);
    assertThat(browser.get(fixture.uri("/")).status()).isEqualTo(status == 303 ? 302 : 200);
    if (status == 403) {
      Page after = browser.submit(page, Map.of());
      assertThat(after.status()).isEqualTo(303);
    }
  }

  @Test
  void logoutWithoutALoginDoesNoHarm() throws Exception {
    fixture.start("");

    assertThat(browser.post(fixture.uri("/sentinel/logout"), Map.of()).status()).isEqualTo(303);
    assertThat(browser.cookie("JSESSIONID")).isEmpty();
  }

  @Test
  void rolesOfRoutesAreThoseOfTheUser() throws Exception {
    fixture.start(
        """
        sentinel.route.app.path = /app/*
        sentinel.route.app.access = login
        sentinel.route.admin.path = /app/admin/*
        sentinel.route.admin.access = login
        sentinel.route.admin.scopes = admin
        sentinel.route.account.path = /app/of/{account}
        sentinel.route.account.access = login
        """);
    logIn(browser, fixture.uri("/app"), BOB);

    Page refused = browser.get(fixture.uri("/app/admin/x"));

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("Not for you");
    assertThat(browser.get(fixture.uri("/app/admin/x"), "Sec-Fetch-Mode", "cors").body())
        .startsWith("{\"status\":403");
    assertThat(browser.get(fixture.uri("/app/of/" + LoginFixture.ACCOUNT)).status()).isEqualTo(200);
    assertThat(browser.get(fixture.uri("/app/of/other")).status()).isEqualTo(403);
    UserAgent other = new UserAgent();
    assertThat(logIn(other, fixture.uri("/app/admin/x"), ALICE).status()).isEqualTo(200);
  }
}
