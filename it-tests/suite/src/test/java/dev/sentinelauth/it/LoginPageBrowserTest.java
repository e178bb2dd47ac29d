package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.Browser;
import dev.sentinelauth.it.support.RecordingServer;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The emulator's login page, for a person with a keyboard. */
class LoginPageBrowserTest {
  private static final String ACCOUNT = "le81823118";

  private Browser browser;
  private RecordingServer application;
  private SentinelEmulator sentinel;
  private Installation client;

  @BeforeEach
  void start() throws Exception {
    browser = Browser.start();
    application = new RecordingServer();
    sentinel = SentinelEmulator.start().addAccount(ACCOUNT);
    client =
        sentinel.install(
            Installation.forLogin(ACCOUNT, application.uri("/callback"))
                .withClientName("Message Desk"));
  }

  @AfterEach
  void stop() throws Exception {
    if (sentinel != null) {
      sentinel.close();
    }
    if (application != null) {
      application.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void aUserSignsInByKeyboardAlone() throws Exception {
    browser.open(authorize());
    assertThat(browser.title()).isEqualTo("Sign in to Message Desk - Sentinel (emulated)");
    assertThat(browser.text()).contains("Message Desk", application.uri("").toString(), ACCOUNT);
    assertThat(browser.focused().getDomAttribute("name")).isEqualTo("name");

    browser.press("alice");
    assertThat(browser.tab()).isEqualTo("is_admin");
    browser.press(Keys.SPACE);
    assertThat(browser.tab()).isEqualTo("is_lpa");
    assertThat(browser.tab()).isEqualTo("remember");
    assertThat(browser.tab()).isEqualTo("Sign in");
    assertThat(browser.tab()).isEqualTo("cancel");
    browser.press(Keys.chord(Keys.SHIFT, Keys.TAB)).press(Keys.ENTER);

    URI back = browser.await(uri -> uri.getPath().equals("/callback"));
    assertThat(back.getQuery()).startsWith("code=").endsWith("&state=s");
    assertThat(sentinel.host().requests(Endpoint.LOGIN).get(1).body())
        .isEqualTo("name=alice&is_admin=true");
  }

  @Test
  void enterInTheNameSignsIn() throws Exception {
    browser.open(authorize()).press("bob", Keys.ENTER);

    URI back = browser.await(uri -> uri.getPath().equals("/callback"));
    assertThat(back.getQuery()).startsWith("code=");
  }

  @Test
  void aUserCancels() throws Exception {
    browser.open(authorize()).find("button[name=cancel]").sendKeys(Keys.ENTER);

    URI back = browser.await(uri -> uri.getPath().equals("/callback"));
    assertThat(back.getQuery()).isEqualTo("error=access_denied&state=s");
  }

  @Test
  void aRememberedSessionComesStraightThrough() throws Exception {
    browser.open(authorize()).press("alice");
    browser.find("input[name=remember]").sendKeys(Keys.SPACE);
    browser.press(Keys.ENTER);
    browser.await(uri -> uri.getPath().equals("/callback"));

    browser.open(URI.create("about:blank")).open(authorize());
    assertThat(browser.uri().getPath()).isEqualTo("/callback");

    sentinel.revokeLogins();
    browser.open(authorize());
    assertThat(browser.uri().getPath()).endsWith("/login");
  }

  @Test
  void anEmptyNameIsAskedForAgain() throws Exception {
    browser.open(authorize());
    browser.find("input[name=is_lpa]").sendKeys(Keys.SPACE);
    browser.press(Keys.ENTER);
    browser.await(uri -> browser.has("[role=alert]"));

    assertThat(browser.find("[role=alert]").getText()).isEqualTo("Enter a name to sign in with.");
    assertThat(browser.focused().getDomAttribute("name")).isEqualTo("name");
    assertThat(browser.focused().getAccessibleName()).isEqualTo("Name");
    assertThat(browser.find("input[name=is_lpa]").isSelected()).isTrue();
    browser.screenshots("login-empty-name");

    browser.press("alice", Keys.ENTER);
    browser.await(uri -> uri.getPath().equals("/callback"));
  }

  @Test
  void thePageFitsEveryScreen() throws Exception {
    browser.open(authorize());
    browser.screenshots("login");

    assertThat(browser.desktop().isTooWide()).isFalse();
    assertThat(browser.phone().isTooWide()).isFalse();
    assertThat(browser.complaints()).isEmpty();
  }

  private URI authorize() {
    return URI.create(
        sentinel.uri()
            + "/sentinel/api/account/%s/authorize?v=1.0&response_type=code&client_id=%s&state=s"
                .formatted(ACCOUNT, client.clientId()));
  }
}
