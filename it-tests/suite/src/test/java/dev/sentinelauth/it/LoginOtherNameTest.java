package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.fields;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins that are begun under another name of the same server than that of the redirect URI. */
class LoginOtherNameTest {
  @AutoClose private final LoginFixture fixture = LoginFixture.running();
  private final UserAgent browser = new UserAgent();

  private URI atLocalhost(String path) {
    return URI.create("http://localhost:" + fixture.uri("/").getPort() + path);
  }

  private RawHttp.Answer get(String target, String... headers) throws Exception {
    return RawHttp.get(fixture.uri("/").getPort(), target, headers);
  }

  @Test
  void loginGoesToTheConfiguredHostBeforeItBegins() throws Exception {
    Page first = browser.get(atLocalhost("/orders?tab=two%20words&x=%26"));

    assertThat(first.status()).isEqualTo(302);
    assertThat(first.location().toString()).startsWith(fixture.uri("/callback?").toString());
    assertThat(browser.cookies()).isEmpty();

    Page done = browser.follow(browser.submit(browser.follow(first), fields(ALICE)));
    assertThat(done.uri()).isEqualTo(fixture.uri("/orders?tab=two%20words&x=%26"));
    assertThat(done.body()).contains("user=alice");
    assertThat(fixture.emulator.host().requests(Endpoint.AUTHORIZE)).isNotEmpty();
    assertThat(fixture.emulator.host().count(Endpoint.TOKEN)).isOne();
  }

  @Test
  void whoIsLoggedInThereIsOnThePageAtOnce() throws Exception {
    logIn(browser, fixture.uri("/"), ALICE);
    long asked = fixture.emulator.host().count(Endpoint.AUTHORIZE);

    Page page = browser.open(atLocalhost("/orders?a=b"));

    assertThat(page.uri()).isEqualTo(fixture.uri("/orders?a=b"));
    assertThat(page.body()).contains("user=alice");
    assertThat(fixture.emulator.host().count(Endpoint.AUTHORIZE)).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource({
    "Host: evil.example",
    "Host: evil.example:80",
    "Host: 127.0.0.1.evil.example",
    "Host: [::1]:80",
    "Host: www.127.0.0.1",
  })
  void nobodyIsSentAnywhereButToTheConfiguredHost(String host) throws Exception {
    RawHttp.Answer answer =
        get("/orders", "Accept: text/html", host, "X-Forwarded-Host: evil.example");

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location"))
        .containsExactly(fixture.uri("/callback?sentinel-return-to=%2Forders").toString());
    assertThat(answer.header("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Host: 127.0.0.1",
        "X-Forwarded-Host: other, 127.0.0.1:443",
        "Forwarded: for=1.2.3.4;host=\"127.0.0.1:443\";proto=https"
      })
  void proxyThatTellsTheNameSavesTheDetour(String header) throws Exception {
    RawHttp.Answer answer = get("/orders", "Accept: text/html", "Host: inside", header);

    assertThat(URI.create(answer.header("Location").get(0)).getAuthority())
        .isEqualTo(fixture.emulator.host().authority());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "%2F%2Fevil.example",
        "https://evil.example",
        "%5Cevil",
        "/%5Cevil.example",
        "/x%0d%0aSet-Cookie:%20a=b",
        "javascript:alert(1)",
        "",
        "/a&sentinel-return-to=/b"
      })
  void loginThatBeginsAtTheCallbackLeadsNobodyElsewhere(String target) throws Exception {
    logIn(browser, fixture.uri("/"), ALICE);

    for (String cookie :
        new String[] {"a=b", "JSESSIONID=" + browser.cookie("JSESSIONID").orElseThrow()}) {
      RawHttp.Answer answer =
          get("/callback?sentinel-return-to=" + target, "Accept: text/html", "Cookie: " + cookie);

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.header("Location")).isEmpty();
      assertThat(answer.header("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void apisAreAnsweredUnderAnyName() throws Exception {
    Page page = browser.get(atLocalhost("/data"), "Sec-Fetch-Mode", "cors");

    assertThat(page.status()).isEqualTo(401);
    assertThat(page.header("Location")).isEmpty();
  }

  private RawHttp.Answer beginByHttps(String... headers) throws Exception {
    try (LoginFixture other = new LoginFixture()) {
      other.start("sentinel.login.redirect-uri = https://127.0.0.1/callback");
      List<String> lines = new ArrayList<>(List.of("Accept: text/html"));
      lines.addAll(List.of(headers));
      return RawHttp.get(other.uri("/").getPort(), "/orders?a=b", lines.toArray(String[]::new));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-A: b",
        "X-Forwarded-Proto: http",
        "Forwarded: for=1.2.3.4;proto=http",
        "Forwarded: for=https"
      })
  void loginThatIsBegunByHttpGoesToHttpsFirst(String header) throws Exception {
    RawHttp.Answer answer = beginByHttps(header);

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location"))
        .containsExactly("https://127.0.0.1/callback?sentinel-return-to=%2Forders%3Fa%3Db");
    assertThat(answer.header("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Proto: https",
        "X-Forwarded-Proto: HTTPS, http",
        "Forwarded: for=1.2.3.4;proto=https",
        "Forwarded: for=1.2.3.4; Proto=\"https\"",
        "Sec-Fetch-Mode: navigate"
      })
  void proxyOrBrowserThatTellsOfHttpsSavesTheDetour(String header) throws Exception {
    RawHttp.Answer answer = beginByHttps(header);

    assertThat(answer.header("Location").get(0)).contains("/authorize?");
    assertThat(answer.header("Set-Cookie").get(0)).startsWith("__Host-sentinel-login-");
  }
}
