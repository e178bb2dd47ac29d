package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ACCOUNT;
import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.BOB;
import static dev.sentinelauth.it.support.LoginFixture.fields;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The attacks on a login of RFC 9700 section 4, one by one. */
class LoginAttackTest {
  private LoginFixture fixture;
  private final UserAgent victim = new UserAgent();
  private final UserAgent attacker = new UserAgent();

  @BeforeEach
  void begin() throws Exception {
    fixture = new LoginFixture();
  }

  @AfterEach
  void end() throws Exception {
    fixture.close();
  }

  /** What Sentinel sends this browser back to, once the user is who they say; not yet followed. */
  private URI callback(UserAgent browser, String page, boolean alice) throws Exception {
    Page form = browser.open(fixture.uri(page));
    return browser.submit(form, fields(alice ? ALICE : BOB)).location();
  }

  private static String parameter(URI uri, String name) {
    for (String parameter : uri.getRawQuery().split("&", -1)) {
      if (parameter.startsWith(name + "=")) {
        return parameter.substring(name.length() + 1);
      }
    }
    throw new AssertionError(uri + " has no " + name);
  }

  private static URI callback(URI like, String code, String state) {
    return like.resolve("/callback?code=" + code + "&state=" + state);
  }

  private long redeemed() {
    return fixture.emulator.host().count(Endpoint.TOKEN);
  }

  private void assertNobodyIsLoggedIn(UserAgent browser) throws Exception {
    assertThat(browser.get(fixture.uri("/orders")).status()).isEqualTo(302);
  }

  private static void assertIsAPlainPage(Page page, int status) {
    assertThat(page.status()).isEqualTo(status);
    assertThat(page.header("Location")).isEmpty();
    assertThat(page.header("Content-Type")).contains("text/html;charset=utf-8");
    assertThat(page.header("Cache-Control")).contains("no-store");
    assertThat(page.header("Referrer-Policy")).contains("strict-origin");
    assertThat(page.header("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'")
        .contains("frame-ancestors 'none'");
    assertThat(page.body()).containsPattern("<a href=\"/|<button>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "code=CODE&state=AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "code=CODE&state=",
        "code=CODE",
        "code=CODE&state=STATE&state=STATE",
        "code=CODE&state=STATEx",
        "code=CODE&state=%00STATE",
        "code=CODE&state=STATE%3B",
        "code=CODE&state=%F0%28",
        ""
      })
  void forgedStateIsRefused(String query) throws Exception {
    fixture.start("");
    URI good = callback(victim, "/orders", true);

    Page page =
        victim.get(
            fixture.uri(
                "/callback?"
                    + query
                        .replace("CODE", parameter(good, "code"))
                        .replace("STATE", parameter(good, "state"))));

    assertThat(page.status()).isIn(400, 403);
    assertThat(page.header("Location")).isEmpty();
    assertThat(victim.cookie("JSESSIONID")).isEmpty();
    assertThat(redeemed()).isZero();
  }

  @Test
  void loginOfTheAttackerIsNotTakenUpByTheVictim() throws Exception {
    fixture.start("");
    URI planted = callback(attacker, "/orders", false);

    assertIsAPlainPage(victim.get(planted), 403);

    assertNobodyIsLoggedIn(victim);
    assertThat(redeemed()).isZero();
  }

  @Test
  void loggedInVictimStaysWhoTheyAre() throws Exception {
    fixture.start("");
    logIn(victim, fixture.uri("/orders"), ALICE);
    URI planted = callback(attacker, "/orders", false);

    assertIsAPlainPage(victim.get(planted), 403);

    assertThat(victim.get(fixture.uri("/orders")).body()).contains("user=alice");
  }

  @Test
  void attemptUnderTheNameOfAnotherIsRefused() throws Exception {
    fixture.start("");
    URI planted = callback(attacker, "/orders", false);
    callback(victim, "/orders", true);
    String own = victim.cookies().values().iterator().next();
    victim.plant(fixture.uri("/"), "sentinel-login-" + parameter(planted, "state"), own);

    assertIsAPlainPage(victim.get(planted), 403);

    assertNobodyIsLoggedIn(victim);
    assertThat(redeemed()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "....",
        "eyJhbGciOiJub25lIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAA",
        "NESTED.....",
        "NESTED"
      })
  void forgedAttemptIsRefused(String value) throws Exception {
    fixture.start("");
    URI planted = callback(attacker, "/orders", false);
    String nested =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"a\":".repeat(800).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    victim.plant(
        fixture.uri("/"),
        "sentinel-login-" + parameter(planted, "state"),
        value.replace("NESTED", nested));

    assertIsAPlainPage(victim.get(planted), 403);

    assertThat(redeemed()).isZero();
  }

  @Test
  void changedAttemptIsRefused() throws Exception {
    fixture.start("");
    URI callback = callback(victim, "/orders", true);
    String name = "sentinel-login-" + parameter(callback, "state");
    String sealed = victim.cookie(name).orElseThrow();
    int middle = sealed.length() - 40;
    char other = sealed.charAt(middle) == 'A' ? 'B' : 'A';
    victim.forget(name);
    victim.plant(
        fixture.uri("/"), name, sealed.substring(0, middle) + other + sealed.substring(middle + 1));

    assertIsAPlainPage(victim.get(callback), 403);

    assertThat(redeemed()).isZero();
  }

  @Test
  void callbackIsGoodForOnce() throws Exception {
    fixture.start("");
    URI callback = callback(victim, "/orders", true);
    assertThat(victim.follow(victim.get(callback)).body()).contains("user=alice");
    victim.forget("JSESSIONID");

    assertIsAPlainPage(victim.get(callback), 403);

    assertThat(redeemed()).isEqualTo(1);
    assertNobodyIsLoggedIn(victim);
  }

  @Test
  void replayedCodeIsRefused() throws Exception {
    fixture.start("");
    URI callback = callback(victim, "/orders", true);
    Map<String, String> before = victim.cookies();
    victim.follow(victim.get(callback));
    before.forEach((name, value) -> attacker.plant(fixture.uri("/"), name, value));

    assertIsAPlainPage(attacker.get(callback), 403);

    assertNobodyIsLoggedIn(attacker);
    assertThat(redeemed()).isEqualTo(1);
  }

  @Test
  void attemptIsRedeemedOnceWhateverCodesComeForIt() throws Exception {
    fixture.start("");
    URI callback = callback(attacker, "/orders", true);
    Map<String, String> kept = attacker.cookies();

    for (int i = 0; i < 50; i++) {
      kept.forEach((name, value) -> attacker.plant(fixture.uri("/"), name, value));
      URI madeUp = callback(callback, "made-up-" + i, parameter(callback, "state"));
      assertThat(attacker.get(madeUp).status()).isEqualTo(i == 0 ? 400 : 403);
    }
    kept.forEach((name, value) -> attacker.plant(fixture.uri("/"), name, value));
    assertIsAPlainPage(attacker.get(callback), 403);

    assertThat(redeemed()).isEqualTo(1);
    assertNobodyIsLoggedIn(attacker);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void codeOfAnotherBrowserIsRefusedWithItsState(boolean pkce) throws Exception {
    fixture.start("sentinel.login.pkce = " + pkce);
    URI stolen = callback(victim, "/orders", true);
    callback(attacker, "/orders", false);

    assertIsAPlainPage(attacker.get(stolen), 403);

    assertNobodyIsLoggedIn(attacker);
    assertThat(redeemed()).isZero();
  }

  /** Without PKCE a code that was stolen before it was used is anybody's (RFC 9700 section 4.5). */
  @Test
  void injectedCodeIsRefusedWithProofKeys() throws Exception {
    fixture.start("sentinel.login.pkce = true");
    URI stolen = callback(victim, "/orders", true);
    URI own = callback(attacker, "/orders", false);

    Page page = attacker.get(callback(own, parameter(stolen, "code"), parameter(own, "state")));

    assertIsAPlainPage(page, 400);
    assertNobodyIsLoggedIn(attacker);
  }

  @Test
  void attemptLastsTenMinutes() throws Exception {
    fixture.start("");
    Page form = victim.open(fixture.uri("/orders"));
    Page late = attacker.open(fixture.uri("/late"));
    fixture.clock.advance(Duration.ofMinutes(10).minusMillis(1));
    assertThat(victim.follow(victim.submit(form, fields(ALICE))).status()).isEqualTo(200);
    fixture.clock.advance(Duration.ofMillis(1));

    Page page = attacker.follow(attacker.submit(late, fields(BOB)));

    assertIsAPlainPage(page, 400);
    assertThat(page.body()).contains("ten minutes").contains("href=\"/late\"");
    assertNobodyIsLoggedIn(attacker);
  }

  /** Each as it would be typed into an address bar; no client would send most of them like this. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "//evil.example/%2e%2e",
        "///evil.example",
        "/\\evil.example",
        "/\\/evil.example",
        "\\\\evil.example",
        "/%5Cevil.example",
        "/%2F/evil.example",
        "/%2Fevil.example",
        "/%252Fevil.example",
        "/;/evil.example",
        "/;x//evil.example",
        "/;jsessionid=1/evil.example",
        "/;jsessionid=1;jsessionid=1/evil.example",
        "/.//evil.example",
        "/x/..//evil.example",
        "/x/%2e%2e//evil.example",
        "/\t/evil.example",
        "/%09/evil.example",
        "/%0a/evil.example",
        "/%0d%0aLocation:%20https://evil.example",
        "/\u00a0/evil.example",
        "/%E3%80%82/evil.example",
        "/%EF%BC%8F%EF%BC%8Fevil.example",
        "https:evil.example",
        "https:/evil.example",
        "https://evil.example/",
        "http://app@evil.example/",
        "/@evil.example",
        "/x?//evil.example",
        "/x?\\\\evil.example",
        "/x?a\tb",
        "/x?%0d%0aLocation:%20https://evil.example",
        "/x?next=https://evil.example",
        "/x?a=\u00e9",
        "*"
      })
  void nobodyIsSentElsewhereAfterTheLogin(String target) throws Exception {
    fixture.start("");
    fixture.emulator.signInAs(ALICE);
    int port = fixture.uri("/").getPort();

    RawHttp.Answer begun = RawHttp.get(port, target, "Accept: text/html");

    if (begun.status() == 302) {
      URI authorize = URI.create(begun.header("Location").get(0));
      assertThat(authorize.getAuthority()).isEqualTo(fixture.emulator.host().authority());
      String cookie = begun.header("Set-Cookie").get(0).split(";", -1)[0];
      Page back = attacker.get(authorize);
      RawHttp.Answer done =
          RawHttp.get(
              port,
              back.location().getRawPath() + "?" + back.location().getRawQuery(),
              "Cookie: " + cookie);
      assertThat(done.status()).isEqualTo(302);
      assertThat(done.header("Location")).hasSize(1);
      String location = done.header("Location").get(0);
      assertThat(location).matches("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*");
      assertThat(fixture.uri("/").resolve(location).getAuthority())
          .isEqualTo(fixture.uri("/").getAuthority());
    } else {
      assertThat(begun.status()).isIn(400, 401, 404);
      assertThat(begun.header("Location")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"//evil.example", "/\\evil.example", "https:evil.example", "evil", "/\t/x", "/é"})
  void settingsLeadNobodyElsewhereAfterTheLogout(String target) {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () ->
                    fixture.start("sentinel.login.after-logout = " + target.replace("\\", "\\\\"))))
        .hasMessageContaining("sentinel.login.after-logout");
  }

  @ParameterizedTest
  @CsvSource({
    "Host, evil.example",
    "X-Forwarded-Host, evil.example",
    "X-Forwarded-Proto, javascript",
    "X-Forwarded-Prefix, //evil.example",
    "Forwarded, host=evil.example;proto=https",
    "X-Original-URL, //evil.example/",
    "X-Rewrite-URL, /callback",
    "X-Forwarded-Port, 1"
  })
  void headersOfProxiesLeadNobodyElsewhere(String header, String value) throws Exception {
    fixture.start("");
    fixture.emulator.signInAs(ALICE);
    int port = fixture.uri("/").getPort();
    String proxy = header + ": " + value;

    RawHttp.Answer begun = RawHttp.get(port, "/orders", "Accept: text/html", proxy);
    if (header.equals("Host")) {
      URI own = URI.create(begun.header("Location").get(0));
      assertThat(own.getAuthority()).isEqualTo(fixture.uri("").getAuthority());
      String callback = own.getRawPath() + "?" + own.getRawQuery();
      begun = RawHttp.get(port, callback, "Accept: text/html", proxy);
    }
    URI authorize = URI.create(begun.header("Location").get(0));
    assertThat(authorize.getAuthority()).isEqualTo(fixture.emulator.host().authority());
    URI back = attacker.get(authorize).location();
    assertThat(back.getAuthority()).isEqualTo(fixture.uri("").getAuthority());
    String cookie = "Cookie: " + begun.header("Set-Cookie").get(0).split(";", -1)[0];
    String path = back.getRawPath() + "?" + back.getRawQuery();
    RawHttp.Answer done = RawHttp.get(port, path, cookie, proxy);
    assertThat(done.header("Location")).containsExactly("/orders");
    RawHttp.Answer out = RawHttp.send(port, "POST", "/sentinel/logout", "Content-Length: 0", proxy);
    assertThat(out.header("Location")).containsExactly("/");
  }

  @Test
  void attemptForOneAccountIsNoneForAnother() throws Exception {
    String other = "le2";
    fixture.emulator.addAccount(other);
    Installation second =
        fixture.emulator.install(
            Installation.forLogin(other, fixture.uri("/b/callback"))
                .withSecret(fixture.client.clientSecret()));
    Sentinel a = fixture.sentinel("");
    Sentinel b =
        fixture.sentinel(
            """
            sentinel.account-id = %s
            sentinel.client-id = %s
            sentinel.login.redirect-uri = %s
            sentinel.login.logout-path = /b/logout
            """
                .formatted(other, second.clientId(), fixture.uri("/b/callback")));
    fixture.node.start(
        "",
        List.of(),
        handler -> {
          var dispatches = EnumSet.of(DispatcherType.REQUEST);
          handler.addFilter(new FilterHolder(new SentinelLoginFilter(b)), "/b/*", dispatches);
          for (String path : List.of("/a/*", "/callback", "/sentinel/logout")) {
            handler.addFilter(new FilterHolder(new SentinelLoginFilter(a)), path, dispatches);
          }
        });
    URI ofA = callback(victim, "/a/x", true);

    URI mixedUp = fixture.uri("/b/callback?" + ofA.getRawQuery());
    assertIsAPlainPage(victim.get(mixedUp), 403);

    assertThat(redeemed()).isZero();
    assertThat(logIn(victim, fixture.uri("/a/x"), ALICE).body()).contains("user=alice");
    Page elsewhere = victim.get(fixture.uri("/b/x"));
    assertThat(elsewhere.status()).isEqualTo(302);
    assertThat(elsewhere.location().getPath()).contains("/account/" + other + "/");
    assertThat(logIn(victim, fixture.uri("/b/x"), BOB).body()).contains("user=bob");
    assertThat(victim.get(fixture.uri("/a/x")).body()).contains("user=alice");
    assertThat(ACCOUNT).isNotEqualTo(other);
  }

  @ParameterizedTest
  @CsvSource({
    "access_denied, 403, cancelled",
    "server_error, 400, did not accept",
    "temporarily_unavailable, 400, did not accept",
    "<script>alert(1)</script>, 400, did not accept",
    "%0d%0aSet-Cookie:a=b, 400, did not accept"
  })
  void errorsOfSentinelEndOnAPage(String error, int status, String text) throws Exception {
    fixture.start("");
    URI good = callback(victim, "/orders?x=%22%3E%3Cscript%3E", true);
    String encoded = error.replace("<", "%3C").replace(">", "%3E");

    Page page =
        victim.get(
            fixture.uri(
                "/callback?state="
                    + parameter(good, "state")
                    + "&error="
                    + encoded
                    + "&error_description=%3Cscript%3Ealert(2)%3C/script%3E"));

    assertIsAPlainPage(page, status);
    assertThat(page.body())
        .contains(text)
        .contains("href=\"/orders?x=%22%3E%3Cscript%3E\"")
        .doesNotContain("<script", "alert", parameter(good, "state"));
    assertThat(page.header("Set-Cookie").orElseThrow()).startsWith("sentinel-login-");
    assertThat(redeemed()).isZero();
  }

  @Test
  void pathsAreEscapedInPages() throws Exception {
    fixture.start("");
    int port = fixture.uri("/").getPort();

    RawHttp.Answer page =
        RawHttp.get(
            port,
            "/\"onmouseover='x'<script>&amp;",
            "Accept: text/html",
            "Cookie: "
                + LoginFixture.cookieOf(fixture.uri("/callback").toString(), "sentinel-rounds")
                + "=3");

    assertThat(page.status()).isEqualTo(400);
    assertThat(page.body()).doesNotContain("<script>", "\"onmouseover", "'x'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sentinel-login-\u00e9",
        "sentinel-login-a:b",
        "sentinel-login-a(b",
        "sentinel-login-",
        "sentinel-login-a@b",
        "sentinel-login-a",
        "sentinel-login-aaaaaaaaaaaaaaaaaaaaaaaaaaa!",
        "sentinel-login-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void cookiesOfAnyNameDoNoHarm(String name) throws Exception {
    fixture.start("");

    RawHttp.Answer begun =
        RawHttp.get(
            fixture.uri("/").getPort(),
            "/orders",
            "Accept: text/html",
            "Cookie: " + name + "=" + "x".repeat(5000));

    assertThat(begun.status()).isIn(302, 400);
    if (begun.status() == 302) {
      assertThat(begun.header("Set-Cookie")).singleElement(STRING).contains("Max-Age=600");
    }
  }

  @Test
  void sessionIdOfAnotherApplicationOfTheServerIsNotTakenUp() throws Exception {
    fixture.start("");
    attacker.get(fixture.uri("/other/x?note=mine"));
    String known = attacker.cookies().get("JSESSIONID");
    victim.plant(fixture.uri("/"), "JSESSIONID", known);

    logIn(victim, fixture.uri("/orders"), ALICE);

    assertThat(victim.cookies().get("JSESSIONID")).isNotEqualTo(known);
    attacker.plant(fixture.uri("/"), "JSESSIONID", known);
    assertThat(attacker.get(fixture.uri("/orders")).body()).doesNotContain("alice");
  }

  @Test
  void sessionIdOfTheAttackerIsNotTakenUp() throws Exception {
    fixture.start("");
    victim.plant(fixture.uri("/"), "JSESSIONID", "attackers0");

    logIn(victim, fixture.uri("/orders"), ALICE);

    assertThat(victim.cookies().get("JSESSIONID")).isNotEqualTo("attackers0");
    attacker.plant(fixture.uri("/"), "JSESSIONID", "attackers0");
    assertNobodyIsLoggedIn(attacker);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/callback/",
        "/callback;x",
        "/CALLBACK",
        "/%63allback",
        "/./callback",
        "/callback%2F",
        "//callback",
        "/callback%3B"
      })
  void oddSpellingsOfTheCallbackRedeemNothing(String path) throws Exception {
    fixture.start("");
    URI good = callback(victim, "/orders", true);
    String cookie =
        "Cookie: sentinel-login-"
            + parameter(good, "state")
            + "="
            + victim.cookie("sentinel-login-" + parameter(good, "state")).orElseThrow();

    RawHttp.Answer answer =
        RawHttp.get(
            fixture.uri("/").getPort(),
            path + "?" + good.getRawQuery(),
            "Accept: text/html",
            cookie);

    assertThat(answer.status()).isIn(302, 400, 500);
    assertThat(answer.header("Set-Cookie").toString()).doesNotContain("JSESSIONID");
    assertThat(redeemed()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "POST", "PUT", "OPTIONS", "TRACE", "get", "X"})
  void callbackIsForGetAlone(String method) throws Exception {
    fixture.start("");
    URI good = callback(victim, "/orders", true);
    String cookie =
        "Cookie: sentinel-login-"
            + parameter(good, "state")
            + "="
            + victim.cookie("sentinel-login-" + parameter(good, "state")).orElseThrow();

    RawHttp.Answer answer =
        RawHttp.send(
            fixture.uri("/").getPort(),
            method,
            "/callback?" + good.getRawQuery(),
            cookie,
            "Content-Length: 0");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(redeemed()).isZero();
  }

  @Test
  void callbackThatArrivesSomewhereElseIsNoLoop() throws Exception {
    fixture.start("");
    fixture.emulator.signInAs(ALICE);
    Page page = victim.get(fixture.uri("/orders"));
    for (int i = 0; i < 10 && page.isRedirect(); i++) {
      URI back = victim.get(page.location()).location();
      page = victim.get(fixture.uri("/behind-a-proxy?" + back.getRawQuery()));
    }

    assertIsAPlainPage(page, 400);
    assertThat(page.body()).contains("tell the people who run this application");
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.com:443/callback, https://app.example.com, 303",
    "https://app.example.com/callback, https://app.example.com:443, 303",
    "https://app.example.com/callback, https://APP.example.com, 303",
    "https://app.example.com/callback, https://app.example.com:444, 403",
    "https://app.example.com/callback, http://app.example.com:443, 403",
    "https://app.example.com/callback, https://app.example.com.evil.example, 403",
    "https://app.example.com/callback, https://evil.example@app.example.com, 303",
    "https://app.example.com/callback, https://app.example.com@evil.example, 403",
    "https://app.example.com/callback, //app.example.com, 403",
    "https://app.example.com/callback, https:app.example.com, 403"
  })
  void logoutKnowsItsOwnOrigin(String redirectUri, String origin, int status) throws Exception {
    fixture.start("sentinel.login.redirect-uri = " + redirectUri);

    assertThat(victim.post(fixture.uri("/sentinel/logout"), Map.of(), "Origin", origin).status())
        .isEqualTo(status);
  }

  @Test
  void pictureOnAPageOfTheApplicationLogsNobodyOut() throws Exception {
    fixture.start("");
    logIn(victim, fixture.uri("/orders"), ALICE);

    Page page =
        victim.get(
            fixture.uri("/sentinel/logout"),
            "Sec-Fetch-Site",
            "same-origin",
            "Sec-Fetch-Mode",
            "no-cors");

    assertThat(page.status()).isEqualTo(403);
    assertThat(victim.get(fixture.uri("/orders")).body()).contains("user=alice");
  }

  @Test
  void logoutIsHeardWithASessionIdInIt() throws Exception {
    fixture.start("");
    logIn(victim, fixture.uri("/"), ALICE);
    String id = victim.cookie("JSESSIONID").orElseThrow();

    Page page = victim.post(fixture.uri("/sentinel/logout;jsessionid=" + id), Map.of());

    assertThat(page.status()).isEqualTo(303);
    assertNobodyIsLoggedIn(victim);
  }
}
