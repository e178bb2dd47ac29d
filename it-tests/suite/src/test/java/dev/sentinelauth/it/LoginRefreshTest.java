package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.BOB;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelListener;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Users stay logged in for as long as they work, and Sentinel lets them. */
@Timeout(60)
class LoginRefreshTest {
  private static final Duration A_BIT_MORE_THAN_THE_INTERVAL = Duration.ofMinutes(31);

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

  private long refreshes() {
    return fixture.emulator.host().requests(Endpoint.TOKEN).stream()
        .filter(request -> request.body().contains("grant_type=refresh_token"))
        .count();
  }

  private String latestToken() {
    var all = fixture.emulator.loginTokens();
    return all.get(all.size() - 1).accessToken();
  }

  private Page work() throws Exception {
    return browser.get(fixture.uri("/work"));
  }

  @Test
  void tokensAreRefreshedByTheNextRequestAfterTheInterval() throws Exception {
    fixture.start("");
    logIn(browser, fixture.uri("/work"), ALICE);
    fixture.clock.advance(Duration.ofMinutes(29));
    work();
    assertThat(refreshes()).isZero();

    for (int i = 1; i <= 5; i++) { // each time with the refresh token that came the time before
      fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);
      String before = latestToken();
      assertThat(work().body()).startsWith("GET /work user=alice").endsWith("=" + latestToken());
      assertThat(latestToken()).isNotEqualTo(before);
      work();
      assertThat(refreshes()).isEqualTo(i);
    }
  }

  @Test
  void accessTokenIsRefreshedBeforeItIsUsedPastItsEnd() throws Exception {
    fixture.emulator.loginTokenLifetime(Duration.ofMinutes(5));
    fixture.emulator.sendLoginExpiresIn(true);
    fixture.start("");
    logIn(browser, fixture.uri("/work"), ALICE);
    fixture.clock.advance(Duration.ofMinutes(5));

    assertThat(work().body()).contains("user=alice").endsWith("=" + latestToken());
    assertThat(refreshes()).isOne();
  }

  @Test
  void fiftyRequestsAtTheMomentOfRefreshCauseOnePostAndSeeTheNewToken() throws Exception {
    CountDownLatch arrived = new CountDownLatch(51);
    Filter counting =
        (request, response, chain) -> {
          if (request.getParameter("crowd") != null) {
            arrived.countDown();
          }
          chain.doFilter(request, response);
        };
    Sentinel sentinel = fixture.sentinel("");
    fixture.node.start("", List.of(counting, new SentinelLoginFilter(sentinel)), handler -> {});
    logIn(browser, fixture.uri("/work"), ALICE);
    fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);
    fixture.emulator.host().fail(Endpoint.TOKEN, Fault.hang());
    ExecutorService crowd = Executors.newFixedThreadPool(50);
    try {
      List<Future<Page>> pages = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        pages.add(crowd.submit(() -> browser.get(fixture.uri("/work?crowd"))));
      }
      arrived.countDown();
      assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
      fixture.emulator.host().clearFaults();
      for (Future<Page> page : pages) {
        assertThat(page.get().body()).contains("user=alice").endsWith("=" + latestToken());
      }
    } finally {
      crowd.shutdownNow();
    }
    assertThat(refreshes()).isOne();
  }

  @Test
  void sentinelFailingForAnHourLogsNobodyOut() throws Exception {
    fixture.start("");
    logIn(browser, fixture.uri("/work"), ALICE);
    String token = latestToken();
    fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);
    fixture.emulator.host().fail(Endpoint.TOKEN, Fault.status(500));

    for (int second = 0; second < 3600; second += 10) {
      assertThat(work().body()).contains("user=alice").endsWith("=" + token);
      fixture.clock.advance(Duration.ofSeconds(10));
    }
    // 1, 2, 4, ... 60 seconds apart, and never less than three quarters of that
    assertThat(refreshes()).isBetween(55L, 85L);

    fixture.emulator.host().clearFaults();
    fixture.clock.advance(Duration.ofMinutes(1));
    assertThat(work().body()).contains("user=alice").endsWith("=" + latestToken());
    assertThat(latestToken()).isNotEqualTo(token);
  }

  @Test
  void loginPastItsEndIsKeptUntilSentinelIsBack() throws Exception {
    fixture.start("sentinel.login.api-version = v2"); // says expires_in: an hour
    logIn(browser, fixture.uri("/work"), ALICE);
    fixture.emulator.host().fail(Endpoint.TOKEN, Fault.status(503));
    fixture.clock.advance(Duration.ofMinutes(59));
    assertThat(work().status()).isEqualTo(200);
    fixture.clock.advance(Duration.ofMinutes(1));

    Page page = work();

    assertThat(page.status()).isEqualTo(503);
    assertThat(page.header("Retry-After").map(Integer::parseInt).orElseThrow()).isBetween(1, 60);
    assertThat(page.body()).contains("LivePerson can&#39;t be reached").contains("href=\"/work\"");
    Page script = browser.get(fixture.uri("/work"), "Sec-Fetch-Mode", "cors");
    assertThat(script.status()).isEqualTo(503);
    assertThat(script.header("Content-Type")).contains("application/problem+json");
    assertThat(script.header("Retry-After")).isPresent();

    fixture.emulator.host().clearFaults();
    fixture.clock.advance(Duration.ofMinutes(1));
    assertThat(work().body()).contains("user=alice").endsWith("=" + latestToken());
  }

  @Test
  void outageIsTriedByOneLoginAtATime() throws Exception {
    fixture.start("");
    List<UserAgent> users = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      users.add(new UserAgent());
      logIn(users.get(i), fixture.uri("/work"), ALICE);
    }
    fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);
    fixture.emulator.host().fail(Endpoint.TOKEN, Fault.status(503));

    for (UserAgent user : users) {
      assertThat(user.get(fixture.uri("/work")).status()).isEqualTo(200);
    }
    assertThat(refreshes()).isOne();

    fixture.emulator.host().clearFaults();
    fixture.clock.advance(Duration.ofSeconds(2));
    for (UserAgent user : users) {
      assertThat(user.get(fixture.uri("/work")).status()).isEqualTo(200);
    }
    // the one that was tried in vain left the others their turn
    assertThat(refreshes()).isEqualTo(10);
    assertThat(users.get(0).get(fixture.uri("/work")).status()).isEqualTo(200);
    assertThat(refreshes()).isEqualTo(11);
  }

  @Test
  void loginThatSentinelAlwaysFailsForHoldsUpNoOther() throws Exception {
    fixture.start("");
    UserAgent other = new UserAgent();
    logIn(browser, fixture.uri("/work"), ALICE);
    logIn(other, fixture.uri("/work"), BOB);
    fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);
    fixture.emulator.host().fail(Endpoint.TOKEN, Fault.status(500), 1);
    work();
    assertThat(other.get(fixture.uri("/work")).status()).isEqualTo(200); // in the pause

    for (int second = 0; second < 30; second++) {
      fixture.clock.advance(Duration.ofSeconds(1));
      work(); // comes first each time
    }
    assertThat(refreshes()).isOne();
    String before = latestToken();
    assertThat(other.get(fixture.uri("/work")).body()).contains("user=bob").endsWith(latestToken());
    assertThat(latestToken()).isNotEqualTo(before);
  }

  @Test
  void refusedRefreshEndsTheLogin() throws Exception {
    List<LoggedInUser> ended = new CopyOnWriteArrayList<>();
    SentinelListener listener =
        new SentinelListener() {
          @Override
          public void loginEnded(LoggedInUser user) {
            ended.add(user);
          }
        };
    fixture.node.start(fixture.sentinel("", listener));
    logIn(browser, fixture.uri("/work?note=mine"), ALICE);
    fixture.emulator.revokeLogins();
    fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);
    // another node may have redeemed the token, and what it got stand in the session soon
    for (int i = 0; i < 3; i++) {
      assertThat(work().body()).contains("user=alice");
      fixture.clock.advance(Duration.ofSeconds(10));
    }
    assertThat(ended).isEmpty();

    assertThat(browser.get(fixture.uri("/data"), "Sec-Fetch-Mode", "cors").status()).isEqualTo(401);
    assertThat(work().status()).isEqualTo(302);
    assertThat(refreshes()).isOne();
    assertThat(ended).hasSize(1);

    Page again = logIn(browser, fixture.uri("/work"), ALICE);
    assertThat(again.body()).contains("user=alice").contains("note=mine");
  }

  @Test
  void answerLostBeforeItWasKeptMeansLoggingInAgain() throws Exception {
    fixture.start("");
    logIn(browser, fixture.uri("/work"), ALICE);
    fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);
    // the refresh token is used up, but what took its place never arrives
    fixture.emulator.host().fail(Endpoint.TOKEN, Fault.truncated(), 1);
    assertThat(work().status()).isEqualTo(200);
    fixture.clock.advance(Duration.ofMinutes(1));
    assertThat(work().status()).isEqualTo(200);
    fixture.clock.advance(Duration.ofSeconds(30));

    assertThat(work().status()).isEqualTo(302);

    assertThat(logIn(browser, fixture.uri("/work"), ALICE).body()).contains("user=alice");
    assertThat(refreshes()).isEqualTo(2);
    assertThat(work().status()).isEqualTo(200);
  }

  @Test
  void refusedLoginIsServedForHalfAMinuteAndNotAgainAndAgain() throws Exception {
    fixture.start("");
    logIn(browser, fixture.uri("/work"), ALICE);
    UserAgent copy = new UserAgent();
    copy.plant(fixture.uri("/"), "JSESSIONID", browser.cookie("JSESSIONID").orElseThrow());
    fixture.emulator.revokeLogins();
    fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);
    assertThat(work().status()).isEqualTo(200);

    fixture.clock.advance(Duration.ofHours(1)); // nothing is remembered of the refresh itself

    assertThat(copy.get(fixture.uri("/work")).status()).isEqualTo(302);
    assertThat(work().status()).isEqualTo(302);
    assertThat(refreshes()).isOne();
  }

  @Test
  void refusedLoginPastItsEndIsLookedForAgainAndThenEnds() throws Exception {
    fixture.start("sentinel.login.api-version = v2"); // says expires_in: an hour
    logIn(browser, fixture.uri("/work?a=b"), ALICE);
    fixture.emulator.revokeLogins();
    fixture.clock.advance(Duration.ofHours(2));

    Page again = browser.get(fixture.uri("/work?a=b"));
    assertThat(again.status()).isEqualTo(302);
    assertThat(again.header("Location")).contains("/work?a=b");
    Page script = browser.get(fixture.uri("/data"), "Sec-Fetch-Mode", "cors");
    assertThat(script.status()).isEqualTo(503);
    assertThat(script.header("Retry-After")).contains("1");

    assertThat(browser.follow(again).body()).contains("<form");
    assertThat(refreshes()).isOne();
  }

  @Test
  void refreshesHoldFewThreadsWhileSentinelHangs() throws Exception {
    fixture.start("sentinel.route.health.path = /health\nsentinel.route.health.access = anonymous");
    fixture.emulator.signInAs(ALICE);
    List<UserAgent> users = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      users.add(new UserAgent());
      assertThat(users.get(i).open(fixture.uri("/work")).status()).isEqualTo(200);
    }
    fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);
    fixture.emulator.host().fail(Endpoint.TOKEN, Fault.hang());
    ExecutorService crowd = Executors.newFixedThreadPool(200);
    try {
      List<Future<Page>> pages = new ArrayList<>();
      for (UserAgent user : users) {
        pages.add(crowd.submit(() -> user.get(fixture.uri("/work"))));
      }
      fixture.emulator.host().awaitRequests(Endpoint.TOKEN, 216, Duration.ofSeconds(30));

      assertThat(new UserAgent().get(fixture.uri("/health")).status()).isEqualTo(200);
      assertThat(pages.stream().filter(page -> !page.isDone()).count()).isGreaterThanOrEqualTo(16);
      assertThat(refreshes()).isEqualTo(16);
      fixture.emulator.host().clearFaults();
      for (Future<Page> page : pages) {
        assertThat(page.get().body()).contains("user=alice");
      }
    } finally {
      crowd.shutdownNow();
    }
    for (UserAgent user : users) {
      assertThat(user.get(fixture.uri("/work")).body()).contains("user=alice");
    }
    assertThat(refreshes()).isEqualTo(200);
  }

  @Test
  void crowdOfOneLoginHoldsFewThreadsWhileSentinelHangs() throws Exception {
    CountDownLatch served = new CountDownLatch(135); // of 200: one refreshes, 64 wait for it
    Filter counting =
        (request, response, chain) -> {
          chain.doFilter(request, response);
          if (request.getParameter("crowd") != null) {
            served.countDown();
          }
        };
    Sentinel sentinel =
        fixture.sentinel(
            "sentinel.route.health.path = /health\nsentinel.route.health.access = anonymous");
    fixture.node.start("", List.of(counting, new SentinelLoginFilter(sentinel)), handler -> {});
    logIn(browser, fixture.uri("/work"), ALICE);
    fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);
    fixture.emulator.host().fail(Endpoint.TOKEN, Fault.hang());
    ExecutorService crowd = Executors.newFixedThreadPool(200);
    try {
      List<Future<Page>> pages = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        pages.add(crowd.submit(() -> browser.get(fixture.uri("/work?crowd"))));
      }
      assertThat(served.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(new UserAgent().get(fixture.uri("/health")).status()).isEqualTo(200);
      fixture.emulator.host().clearFaults();
      for (Future<Page> page : pages) {
        assertThat(page.get().body()).contains("user=alice");
      }
    } finally {
      crowd.shutdownNow();
    }
    assertThat(refreshes()).isOne();
  }

  @Test
  void refusedClientLogsNobodyOut() throws Exception {
    fixture.start("");
    logIn(browser, fixture.uri("/work"), ALICE);
    fixture.emulator.install(fixture.client.withSecret("another"));
    fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);

    for (int i = 0; i < 10; i++) {
      assertThat(work().body()).contains("user=alice");
      fixture.clock.advance(Duration.ofSeconds(2));
    }
    assertThat(refreshes()).isOne();
  }

  @Test
  void rolesFollowTheUserAndTheUserStays() throws Exception {
    fixture.start("");
    logIn(browser, fixture.uri("/work"), ALICE);
    fixture.emulator.idTokens(mint -> mint.claim("is_admin", false).claim("is_lpa", true));
    fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);
    assertThat(work().body()).contains("user=alice type=Login admin=false lpa=true");

    fixture.emulator.idTokens(mint -> mint.claim("sub", "mallory"));
    fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);
    assertThat(work().status()).isEqualTo(302);
  }

  @Test
  void refreshThatComesBackAfterALogoutBringsNobodyBack() throws Exception {
    fixture.start("");
    logIn(browser, fixture.uri("/work"), ALICE);
    fixture.clock.advance(A_BIT_MORE_THAN_THE_INTERVAL);
    fixture.emulator.host().fail(Endpoint.TOKEN, Fault.hang());
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Page> page = other.submit(this::work);
      fixture.emulator.host().awaitRequests(Endpoint.TOKEN, 2, Duration.ofSeconds(30));
      browser.post(fixture.uri("/sentinel/logout"), Map.of());
      fixture.emulator.host().clearFaults();

      assertThat(page.get().status()).isEqualTo(302);
    } finally {
      other.shutdownNow();
    }
    assertThat(work().status()).isEqualTo(302);
  }

  @Test
  void whatIsKeptInTheSessionIsSmallAndShowsNoToken() throws Exception {
    AtomicReference<Map<String, Object>> kept = new AtomicReference<>();
    Filter looking =
        (request, response, chain) -> {
          chain.doFilter(request, response);
          HttpSession session = ((HttpServletRequest) request).getSession(false);
          if (session != null) {
            Map<String, Object> attributes = new TreeMap<>();
            session
                .getAttributeNames()
                .asIterator()
                .forEachRemaining(name -> attributes.put(name, session.getAttribute(name)));
            kept.set(attributes);
          }
        };
    Sentinel sentinel = fixture.sentinel("");
    fixture.node.start("", List.of(looking, new SentinelLoginFilter(sentinel)), handler -> {});

    logIn(browser, fixture.uri("/work"), BOB);

    assertThat(kept.get()).hasSize(1);
    Object user = kept.get().values().iterator().next();
    assertThat(user.toString()).contains("bob").doesNotContain(latestToken());
    assertThat(serialized(user)).hasSizeLessThan(1024);
  }

  private static byte[] serialized(Object value) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }
}
