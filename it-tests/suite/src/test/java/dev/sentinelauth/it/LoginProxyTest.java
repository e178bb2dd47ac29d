package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ACCOUNT;
import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.fields;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.ReverseProxy;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import java.net.URI;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins behind proxies that change the path, and the {@code Host} header without a word. */
class LoginProxyTest {
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

  private static String withoutPrefix(String path) {
    return path.replaceFirst("^/shop", "");
  }

  private ReverseProxy start(UnaryOperator<String> path, String callback, String more)
      throws Exception {
    ReverseProxy proxy = new ReverseProxy(path);
    Installation client =
        fixture.emulator.install(Installation.forLogin(ACCOUNT, proxy.uri(callback)));
    fixture.start(
        """
        sentinel.client-id = %s
        sentinel.client-secret = %s
        sentinel.login.redirect-uri = %s
        %s
        """
            .formatted(client.clientId(), client.clientSecret(), proxy.uri(callback), more));
    proxy.before(fixture.uri("/"));
    return proxy;
  }

  @Test
  void changedHostIsNoLoop() throws Exception {
    try (ReverseProxy proxy = start(path -> path, "/callback", "")) {
      Page page = logIn(browser, proxy.uri("/orders?a=b"), ALICE);

      assertThat(page.uri()).isEqualTo(proxy.uri("/orders?a=b"));
      assertThat(page.body()).contains("user=alice");
      Page late = new UserAgent().post(proxy.uri("/orders"), Map.of());
      assertThat(late.body()).contains("href=\"/\"");
    }
  }

  @Test
  void changedHostWithoutCookiesEndsInAPageThatNamesTheReason() throws Exception {
    fixture.emulator.signInAs(ALICE);
    try (ReverseProxy proxy = start(path -> path, "/callback", "")) {
      Page page = browser.get(proxy.uri("/orders"));
      for (int i = 0; page.isRedirect(); i++) {
        assertThat(i).isLessThan(20);
        browser.forget("JSESSIONID");
        page = browser.get(page.location());
      }

      assertThat(page.status()).isEqualTo(400);
      assertThat(page.body())
          .contains("under another name")
          .contains("href=\"" + proxy.uri("/orders") + "\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/shop/callback", "/shop/login/callback"})
  void prefixThatIsCutOffIsFound(String callback) throws Exception {
    String more = "sentinel.login.after-logout = /bye?x=1";
    try (ReverseProxy proxy = start(LoginProxyTest::withoutPrefix, callback, more)) {
      Page form = browser.open(proxy.uri("/shop/orders?a=b"));
      URI back = browser.submit(form, fields(ALICE)).location();
      Page page = browser.follow(browser.get(back));

      assertThat(page.uri()).isEqualTo(proxy.uri("/shop/orders?a=b"));
      assertThat(page.body()).startsWith("GET /orders?a=b user=alice");

      assertThat(browser.get(back).header("Location")).contains("/shop/orders?a=b");

      Page out = browser.post(proxy.uri("/shop/sentinel/logout"), Map.of());
      assertThat(out.header("Location")).contains("/shop/bye?x=1");
      Page late = browser.post(proxy.uri("/shop/orders"), Map.of());
      assertThat(late.body()).contains("href=\"/shop/\"");
      assertThat(logIn(browser, proxy.uri("/shop/again"), ALICE).uri())
          .isEqualTo(proxy.uri("/shop/again"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0", "-5", "9999", "1", "13", "//evil.example"})
  void plantedPrefixLeadsNobodyElsewhere(String value) throws Exception {
    try (ReverseProxy proxy = start(LoginProxyTest::withoutPrefix, "/shop/callback", "")) {
      logIn(browser, proxy.uri("/shop/orders"), ALICE);
      String name = browser.cookieName("sentinel-cut-off-");
      browser.forget(name);
      browser.plant(proxy.uri("/"), name, value);

      Page out = browser.post(proxy.uri("/shop/sentinel/logout"), Map.of());

      assertThat(out.header("Location")).contains("/");
    }
  }

  @Test
  void pageAtTheEndOfTheCallbacksPathIsThePageOfTheApplication() throws Exception {
    fixture.close();
    fixture = new LoginFixture("/shop/callback");
    fixture.start("");
    logIn(browser, fixture.uri("/shop/x"), ALICE);

    for (String path : new String[] {"/callback", "/callback?state=x&code=y"}) {
      assertThat(browser.get(fixture.uri(path)).body()).contains("GET " + path + " user=alice");
    }
  }

  @Test
  void pathThatIsChangedAltogetherIsNamedAtOnce() throws Exception {
    UnaryOperator<String> changes = path -> path.replaceFirst("^/shop", "/inside");
    try (ReverseProxy proxy = start(changes, "/shop/callback", "")) {
      Page page = browser.open(proxy.uri("/shop/orders"));

      assertThat(page.status()).isEqualTo(400);
      assertThat(page.body()).contains("at another address").contains("proxy");
      // before anybody has typed a password
      assertThat(fixture.emulator.host().count(Endpoint.AUTHORIZE)).isZero();
    }
  }
}
