package dev.sentinelauth.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.Browser;
import org.junit.jupiter.api.Test;

/** The demo's pages as people see them. */
class DemoPagesBrowserTest {

  @Test
  void thePagesFitEveryScreen() throws Exception {
    try (Browser browser = Browser.start();
        DemoPages alice = new DemoPages("/", "alice", "admin", "lpa");
        DemoPages bob = new DemoPages("/", "bob.with.a.long.name@customer-care.example.com")) {
      shoot(browser.open(alice.uri("/")), "demo-start");
      shoot(browser.open(alice.uri("/app/")), "demo-home");
      shoot(browser.open(alice.uri("/app/settings?tab=notifications#sounds")), "demo-settings");
      shoot(browser.open(alice.uri("/app/admin")), "demo-admin");
      shoot(browser.open(bob.uri("/app/admin")), "demo-admin-refused");
      assertThat(browser.complaints()).singleElement().asString().contains("403");
    }
  }

  private static void shoot(Browser browser, String name) throws Exception {
    browser.screenshots(name);
    assertThat(browser.desktop().isTooWide()).as(name).isFalse();
    assertThat(browser.phone().isTooWide()).as(name).isFalse();
  }
}
