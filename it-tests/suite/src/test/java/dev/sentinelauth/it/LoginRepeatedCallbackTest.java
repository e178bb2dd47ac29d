package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.BOB;
import static dev.sentinelauth.it.support.LoginFixture.fields;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.LoginUser;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callbacks that a browser fetches more than once: a reload, "back", a service worker. */
class LoginRepeatedCallbackTest {
  @AutoClose private final LoginFixture fixture = LoginFixture.running();
  private final UserAgent browser = new UserAgent();

  private URI callback(UserAgent agent, String page, LoginUser user) throws Exception {
    return agent.submit(agent.open(fixture.uri(page)), fields(user)).location();
  }

  private long redeemed() {
    return fixture.emulator.host().count(Endpoint.TOKEN);
  }

  private String state(URI callback) {
    return callback.getRawQuery().replaceFirst(".*state=([^&]*).*", "$1");
  }

  private void plantCompleted(String value) {
    String name = browser.cookieName("sentinel-completed-");
    browser.forget(name);
    browser.plant(fixture.uri("/"), name, value);
  }

  @Test
  void reloadedCallbackGoesOnToWhereTheLoginLed() throws Exception {
    URI callback = callback(browser, "/orders/7?tab=two%20words&x=%26", ALICE);
    assertThat(browser.follow(browser.get(callback)).body()).contains("user=alice");
    String session = browser.cookie("JSESSIONID").orElseThrow();

    for (int i = 0; i < 3; i++) {
      Page again = browser.get(callback);
      assertThat(again.status()).isEqualTo(302);
      assertThat(again.header("Location")).contains("/orders/7?tab=two%20words&x=%26");
      assertThat(again.header("Cache-Control")).contains("no-store");
    }

    assertThat(browser.follow(browser.get(callback)).body()).contains("user=alice");
    assertThat(browser.cookie("JSESSIONID")).contains(session);
    assertThat(redeemed()).isOne();
  }

  @Test
  void eachOfSeveralTabsGoesOnToItsOwnPage() throws Exception {
    List<URI> callbacks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      callbacks.add(callback(browser, "/tab/" + i, ALICE));
    }
    for (URI callback : callbacks) {
      browser.get(callback);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(browser.get(callbacks.get(i)).header("Location")).contains("/tab/" + i);
    }
    assertThat(redeemed()).isEqualTo(4);
  }

  @Test
  void targetTooLongToBeKeptLosesItsQuery() throws Exception {
    URI callback = callback(browser, "/orders?" + "x".repeat(1000), ALICE);
    browser.get(callback);

    assertThat(browser.get(callback).header("Location")).contains("/orders");
  }

  @Test
  void callbackFetchedTwiceAtOnceIsRedeemedOnce() throws Exception {
    Page form = browser.open(fixture.uri("/orders"));
    logIn(browser, fixture.uri("/"), ALICE);
    URI callback = browser.submit(form, fields(ALICE)).location();
    fixture.emulator.host().fail(Endpoint.TOKEN, Fault.hang());
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Page> first = other.submit(() -> browser.get(callback));
      fixture.emulator.host().awaitRequests(Endpoint.TOKEN, 2, Duration.ofSeconds(20));

      Page second = browser.get(callback);

      assertThat(second.status()).isEqualTo(302);
      assertThat(second.header("Location")).contains("/orders");
      fixture.emulator.host().clearFaults();
      assertThat(first.get().status()).isEqualTo(302);
    } finally {
      other.shutdownNow();
    }
    assertThat(redeemed()).isEqualTo(2);
  }

  @Test
  void repeatedCallbackLogsNobodyIn() throws Exception {
    URI callback = callback(browser, "/orders", ALICE);
    browser.get(callback);
    browser.post(fixture.uri("/sentinel/logout"), Map.of());

    Page page = browser.get(callback);

    assertThat(page.status()).isEqualTo(403);
    assertThat(page.header("Location")).isEmpty();
    assertThat(browser.get(fixture.uri("/orders")).status()).isEqualTo(302);
    assertThat(redeemed()).isOne();
  }

  @Test
  void callbackOfAStrangerWarnsWhoIsLoggedInAndSwitchesNobody() throws Exception {
    logIn(browser, fixture.uri("/orders"), ALICE);
    URI planted = callback(new UserAgent(), "/orders", BOB);

    Page page = browser.get(planted);

    assertThat(page.status()).isEqualTo(403);
    assertThat(page.body()).contains("close this page");
    assertThat(browser.get(fixture.uri("/orders")).body()).contains("user=alice");
    assertThat(redeemed()).isOne();
  }

  @Test
  void laterLoginOfAnotherUserStays() throws Exception {
    URI ofAlice = callback(browser, "/orders", ALICE);
    browser.get(ofAlice);
    browser.post(fixture.uri("/sentinel/logout"), Map.of());
    logIn(browser, fixture.uri("/"), BOB);

    assertThat(browser.get(ofAlice).status()).isEqualTo(403);

    assertThat(browser.get(fixture.uri("/orders")).body()).contains("user=bob");
    assertThat(redeemed()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
        "evil"
      })
  void plantedTargetLeadsNobodyElsewhere(String target) throws Exception {
    logIn(browser, fixture.uri("/orders"), ALICE);
    URI planted = callback(new UserAgent(), "/", BOB);
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(target.getBytes(StandardCharsets.UTF_8));
    plantCompleted(state(planted) + "~" + encoded);

    Page page = browser.get(planted);

    assertThat(page.header("Location")).contains("/");
    assertThat(page.header("Set-Cookie")).isEmpty();
    assertThat(browser.get(fixture.uri("/orders")).body()).contains("user=alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"STATE", "STATE~*", "STATE~A", "~L3g", "....", "STATE~L3g~L3g"})
  void plantedNonsenseChangesNothing(String value) throws Exception {
    logIn(browser, fixture.uri("/orders"), ALICE);
    URI planted = callback(new UserAgent(), "/", BOB);
    plantCompleted(value.replace("STATE", state(planted)));

    assertThat(browser.get(planted).status()).isEqualTo(403);
    assertThat(browser.get(fixture.uri("/orders")).body()).contains("user=alice");
  }

  @Test
  void logoutLeavesNothingOfWhereLoginsLed() throws Exception {
    logIn(browser, fixture.uri("/orders?of=alice"), ALICE);
    assertThat(browser.cookieName("sentinel-completed-")).isNotEmpty();

    browser.post(fixture.uri("/sentinel/logout"), Map.of());

    assertThat(browser.cookies().keySet()).noneMatch(name -> name.contains("completed"));
  }

  @Test
  void applicationsOfOneHostLeaveEachOthersCookiesAlone() throws Exception {
    try (LoginFixture one = new LoginFixture("/one/callback");
        LoginFixture two = new LoginFixture("/two/callback")) {
      for (LoginFixture application : List.of(one, two)) {
        String path = application == one ? "/one" : "/two";
        application.node.start(
            path, List.of(new SentinelLoginFilter(application.sentinel(""))), handler -> {});
      }
      URI callback =
          browser.submit(browser.open(one.uri("/one/orders?a=b")), fields(ALICE)).location();
      browser.get(callback);
      for (int i = 0; i < 4; i++) { // ports make no difference to cookies
        logIn(browser, two.uri("/two/" + i), BOB);
        browser.post(two.uri("/two/sentinel/logout"), Map.of());
      }

      assertThat(browser.get(callback).header("Location")).contains("/one/orders?a=b");
      assertThat(browser.cookieName("sentinel-rounds-")).isNotEmpty(); // no page was loaded since
      assertThat(browser.get(one.uri("/one/orders")).body()).contains("user=alice");
    }
  }
}
