package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Endpoint;
import java.net.URI;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The whole life of a login in a real browser. */
class LoginBrowserTest {
  private Browser browser;
  private LoginFixture fixture;

  @BeforeEach
  void start() throws Exception {
    browser = Browser.start();
    fixture = new LoginFixture();
  }

  @AfterEach
  void stop() {
    if (fixture != null) {
      fixture.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  private URI page(String path) {
    return fixture.uri(path);
  }

  private void signIn(String name, URI target) throws Exception {
    browser.press(name, Keys.ENTER);
    browser.await(target::equals);
  }

  private String latestToken() {
    var all = fixture.emulator.loginTokens();
    return all.get(all.size() - 1).accessToken();
  }

  @Test
  void aUserLogsInIsRefreshedLogsOutAndCanNotGoBack() throws Exception {
    fixture.start(
        "sentinel.route.bye.path = /bye\nsentinel.route.bye.access = anonymous\n"
            + "sentinel.login.after-logout = /bye");

    browser.open(page("/orders?tab=2"));
    signIn("alice", page("/orders?tab=2"));
    assertThat(browser.text()).contains("user=alice").endsWith(latestToken());

    String before = latestToken();
    fixture.clock.advance(Duration.ofMinutes(31));
    browser.open(page("/orders"));
    assertThat(browser.text()).contains("user=alice").endsWith(latestToken());
    assertThat(latestToken()).isNotEqualTo(before);

    // by a form of the application's own
    browser
        .driver()
        .executeScript(
            "const f = document.createElement('form'); f.method = 'post';"
                + "f.action = '/sentinel/logout'; document.body.append(f); f.submit();");
    browser.await(page("/bye")::equals);
    assertThat(browser.text()).contains("user=nobody");

    browser.back();
    browser.await(uri -> uri.getPath().endsWith("/login"));
    assertThat(browser.text()).doesNotContain("alice");
  }

  @Test
  void twoTabsThatBeginBeforeThereIsASessionEndWhereTheyBegan() throws Exception {
    fixture.start("");
    String first = browser.tabInUse();
    browser.open(page("/first"));
    String second = browser.newTab();
    browser.open(page("/second"));

    signIn("alice", page("/second"));
    browser.tab(first);
    signIn("alice", page("/first"));

    assertThat(browser.tab(second).open(page("/third")).text()).contains("user=alice");
  }

  @Test
  void callbackThatIsLoadedAgainIsAPageAndTheUserStaysLoggedIn() throws Exception {
    fixture.start("");
    browser.open(page("/work"));
    signIn("alice", page("/work"));
    String code =
        fixture
            .emulator
            .host()
            .requests(Endpoint.TOKEN)
            .get(0)
            .body()
            .replaceAll(".*code=(\\w+).*", "$1");

    browser.open(page("/callback?code=" + code + "&state=" + "s".repeat(27)));

    assertThat(browser.title()).isEqualTo("This sign-in can't be completed");
    browser.screenshots("filter-replayed-callback");
    browser.find("a").click();
    browser.await(page("/")::equals);
    assertThat(browser.text()).contains("user=alice");
  }

  @Test
  void logoutFromElsewhereAsksFirst() throws Exception {
    fixture.start("");
    browser.open(page("/work"));
    signIn("alice", page("/work"));

    browser.open(page("/sentinel/logout")); // as if typed, or from a mail
    assertThat(browser.title()).isEqualTo("Sign out?");
    browser.screenshots("filter-confirm-logout");
    assertThat(browser.complaints()).allMatch(entry -> entry.getMessage().contains("403"));
    browser.press(Keys.TAB, Keys.ENTER);

    browser.await(uri -> uri.getPath().endsWith("/login"));
  }

  @Test
  void scriptsOfAPageWithoutALoginAreAnswered401() throws Exception {
    fixture.node.start(
        "",
        java.util.List.of(
            new dev.sentinelauth.servlet.SentinelLoginFilter(
                fixture.sentinel(
                    """
                    sentinel.route.open.path = /open
                    sentinel.route.open.access = anonymous
                    sentinel.route.data.path = /data
                    sentinel.route.data.access = login
                    """))),
        handler -> handler.addServlet(new ServletHolder(new TestServlets.WhoAmI()), "/who"));
    browser.open(page("/open"));

    Object status =
        browser
            .driver()
            .executeAsyncScript(
                "const done = arguments[0]; fetch('/data').then(r => done(r.status + ' ' + r.url));");

    assertThat(status).isEqualTo("401 " + page("/data"));
  }
}
