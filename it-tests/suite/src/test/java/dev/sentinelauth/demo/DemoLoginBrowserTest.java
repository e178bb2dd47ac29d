package dev.sentinelauth.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.Browser;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The demo as a person meets it: signing in, looking around, signing out. */
class DemoLoginBrowserTest {
  private Browser browser;
  private DemoServers servers;

  @BeforeEach
  void start() throws Exception {
    browser = Browser.start();
    servers = DemoServers.start(0, 0);
  }

  @AfterEach
  void stop() {
    if (servers != null) {
      servers.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void aUserSignsInAndOut() throws Exception {
    browser.open(app("/"));
    browser.driver().findElement(By.linkText("Sign in")).click();
    browser.await(uri -> uri.getPath().endsWith("/login"));
    browser.press("alice").tab();
    browser.press(Keys.SPACE, Keys.ENTER);

    browser.await(app("/app/")::equals);
    assertThat(browser.text()).contains("Hello, alice", "admin").doesNotContain("lpa");
    browser.screenshots("demo-signed-in");
    browser.driver().findElement(By.linkText("Admin")).click();
    browser.await(app("/app/admin")::equals);
    assertThat(browser.find("h1").getText()).isEqualTo("Administration");

    browser.find("header form button").click();
    browser.await(app("/")::equals);
    browser.back();
    browser.await(uri -> uri.getPath().endsWith("/login"));
    assertThat(browser.text()).doesNotContain("alice");
    browser.open(app("/app/"));
    browser.await(uri -> uri.getPath().endsWith("/login"));
    assertThat(browser.text()).doesNotContain("alice");
  }

  @Test
  void twoTabsSignInAndEachEndsWhereItBegan() throws Exception {
    String first = browser.tabInUse();
    browser.open(app("/app/settings?tab=notifications"));
    String second = browser.newTab();
    browser.open(app("/app/admin"));

    browser.tab(first).press("bob", Keys.ENTER);
    browser.await(app("/app/settings?tab=notifications")::equals);
    browser.tab(second).press("bob", Keys.ENTER);
    browser.await(app("/app/admin")::equals);

    assertThat(browser.find("h1").getText()).isEqualTo("This page is for administrators");
    assertThat(browser.tab(first).open(app("/app/")).text()).contains("Hello, bob");
  }

  @Test
  void aUserWhoCancelsIsToldSo() throws Exception {
    browser.open(app("/app/"));
    browser.find("button[name=cancel]").click();

    browser.await(uri -> uri.getPath().equals("/login/callback"));
    assertThat(browser.text()).contains("You are not signed in", "Try again");
    browser.screenshots("demo-cancelled");
    browser.driver().findElement(By.linkText("Try again")).click();
    browser.await(uri -> uri.getPath().endsWith("/login"));
  }

  private URI app(String path) {
    return servers.uri().resolve(path);
  }
}
