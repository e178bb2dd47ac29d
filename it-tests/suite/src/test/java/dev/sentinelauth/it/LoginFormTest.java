package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.BOB;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms that a person posts after the session ended. */
class LoginFormTest {
  private static final Pattern LINK = Pattern.compile("<a href=\"([^\"]*)\">");

  private LoginFixture fixture;
  private final UserAgent browser = new UserAgent();

  @BeforeEach
  void begin() throws Exception {
    fixture = new LoginFixture();
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private Page post(String... headers) throws Exception {
    return browser.post(fixture.uri("/orders/save"), Map.of("text", "long and dear"), headers);
  }

  private static String link(Page page) {
    Matcher link = LINK.matcher(page.body());
    assertThat(link.find()).as(page.body()).isTrue();
    return link.group(1).replace("&amp;", "&");
  }

  @Test
  void personReadsThatNothingWasSentAndGetsBackToTheForm() throws Exception {
    fixture.start("");
    URI form = fixture.uri("/orders/7?tab=a&b=c");

    Page page = post("Sec-Fetch-Mode", "navigate", "Referer", form.toString());

    assertThat(page.status()).isEqualTo(401);
    assertThat(page.header("Content-Type")).contains("text/html;charset=utf-8");
    assertThat(page.header("WWW-Authenticate")).contains("Cookie realm=\"sentinel\"");
    assertThat(page.header("Cache-Control")).contains("no-store");
    assertThat(page.header("Content-Security-Policy").orElseThrow()).contains("default-src 'none'");
    assertThat(page.body())
        .contains("Your session has ended")
        .contains("was not sent")
        .doesNotContain("long and dear");
    assertThat(browser.cookies()).isEmpty();

    Page back = logIn(browser, page.uri().resolve(link(page)), ALICE);
    assertThat(back.uri()).isEqualTo(form);
    assertThat(back.body()).startsWith("GET /orders/7?tab=a&b=c user=alice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "Application/X-WWW-Form-Urlencoded;charset=utf-8",
        "text/plain"
      })
  void browsersThatDoNotSayWhatTheyWantAreKnownByTheTypesOfForms(String type) throws Exception {
    fixture.start("");

    Page page =
        browser.send(
            HttpRequest.newBuilder(fixture.uri("/orders"))
                .header("Accept", "text/html,application/xhtml+xml")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString("a=b")));

    assertThat(page.status()).isEqualTo(401);
    assertThat(page.body()).contains("Your session has ended");
    assertThat(link(page)).isEqualTo("/");
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Mode, cors",
    "Sec-Fetch-Mode, same-origin",
    "Sec-Fetch-Mode, no-cors",
    "X-Requested-With, XMLHttpRequest",
    "Accept, application/json",
    "Accept, */*",
    "Content-Type, application/json",
    "Content-Type, text/plainer"
  })
  void programsGoOnGettingTheProblem(String header, String value) throws Exception {
    fixture.start("");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(fixture.uri("/orders"))
            .setHeader("Accept", "text/html")
            .setHeader("Content-Type", "application/x-www-form-urlencoded")
            .setHeader(header, value)
            .POST(HttpRequest.BodyPublishers.ofString("a=b"));

    Page page = browser.send(request);

    assertThat(page.status()).isEqualTo(401);
    assertThat(page.header("Content-Type")).contains("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({
    "ORIGIN/orders, /orders",
    "ORIGIN/, /",
    "ORIGIN, /",
    "http://evil.example/orders, /",
    "http://127.0.0.1:1/orders, /",
    "ORIGIN//evil.example, /",
    "ORIGIN/callback?code=a&state=b, /",
    "ORIGIN/sentinel/logout, /",
    "ORIGIN@evil.example/orders, /",
    "//evil.example/, /",
    "javascript:alert(1), /",
    "%, /",
    "ORIGIN/a'b<script>\", /",
    "ORIGIN/a%22%3Cscript%3E?'x, /a%22%3Cscript%3E?&#39;x"
  })
  void linkLeadsToNothingButPagesOfTheApplication(String referer, String target) throws Exception {
    fixture.start("");

    Page page =
        post(
            "Sec-Fetch-Mode",
            "navigate",
            "Referer",
            referer.replace("ORIGIN", fixture.uri("").toString()));

    assertThat(link(page)).isEqualTo(target);
    assertThat(page.body()).doesNotContain("<script");
  }

  @Test
  void pageOutsideOfTheApplicationIsNoWayBack() throws Exception {
    fixture.close();
    fixture = new LoginFixture("/shop/callback");
    fixture.node.start(
        "/shop", List.of(new SentinelLoginFilter(fixture.sentinel(""))), handler -> {});
    String origin = fixture.uri("").toString();
    URI save = fixture.uri("/shop/save");

    for (String outside : List.of("/", "/shopping/x", "/other")) {
      Page page = browser.post(save, Map.of(), "Referer", origin + outside);
      assertThat(link(page)).isEqualTo("/shop/");
    }
    assertThat(link(browser.post(save, Map.of(), "Referer", origin + "/shop/form")))
        .isEqualTo("/shop/form");
  }

  @Test
  void formThatTheUserMayNotSendGetsAPageToo() throws Exception {
    fixture.start(
        """
        sentinel.route.app.path = /orders/*
        sentinel.route.app.access = login
        sentinel.route.app.scopes = admin
        sentinel.route.home.path = /
        sentinel.route.home.access = login
        """);
    logIn(browser, fixture.uri("/"), BOB);

    Page page = post("Sec-Fetch-Mode", "navigate");

    assertThat(page.status()).isEqualTo(403);
    assertThat(page.body()).contains("Not for you");
  }

  @Test
  void formInAnOutageGetsAPageToo() throws Exception {
    fixture.start("sentinel.login.api-version = v2");
    logIn(browser, fixture.uri("/"), ALICE);
    fixture.emulator.host().fail(Endpoint.TOKEN, Fault.status(503));
    fixture.clock.advance(Duration.ofHours(2));

    Page page = post("Sec-Fetch-Mode", "navigate", "Referer", fixture.uri("/orders/7").toString());

    assertThat(page.status()).isEqualTo(503);
    assertThat(page.header("Retry-After")).isPresent();
    assertThat(link(page)).isEqualTo("/orders/7");
  }
}
