package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.BOB;
import static dev.sentinelauth.it.support.LoginFixture.fields;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.LoginException;
import dev.sentinelauth.LoginFlow;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.LoginTokens;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.SessionFaults;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a login where sessions end at a bad moment, or come back as something else. */
class LoginSessionTest {
  private LoginFixture fixture;
  private final UserAgent browser = new UserAgent();
  private final SessionFaults faults = new SessionFaults();

  @BeforeEach
  void begin() throws Exception {
    fixture = new LoginFixture();
  }

  @AfterEach
  void end() throws Exception {
    fixture.close();
  }

  private void start(String settings, Filter... more) throws Exception {
    List<Filter> filters = new ArrayList<>(List.of(faults));
    filters.add(new SentinelLoginFilter(fixture.sentinel(settings)));
    filters.addAll(List.of(more));
    fixture.node.start("", filters, handler -> {});
  }

  private long asked() {
    return fixture.emulator.host().count(Endpoint.TOKEN);
  }

  private LoggedInUser user(LoginFlow flow) throws Exception {
    fixture.emulator.signInAs(ALICE);
    LoginFlow.Begun begun = flow.begin("/");
    URI callback = browser.get(begun.authorizationUri()).location();
    String code = callback.getQuery().replaceAll(".*code=([^&]*).*", "$1");
    return flow.complete(begun.attempt(), begun.state(), code, null).user();
  }

  private static byte[] serialized(LoggedInUser user) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(user);
    }
    return bytes.toByteArray();
  }

  @Test
  void loginIsSmallAndSurvivesReplication() throws Exception {
    LoginFlow flow = fixture.sentinel("").loginFlow();
    LoggedInUser user = user(flow);

    byte[] bytes = serialized(user);

    assertThat(bytes).hasSizeLessThan(1000);
    LoggedInUser copy = (LoggedInUser) SessionFaults.read(bytes);
    assertThat(copy).isEqualTo(user).hasSameHashCodeAs(user).hasToString(user.toString());
    assertThat(copy.roles()).isEqualTo(user.roles());
    assertThat(flow.refresh(copy)).isSameAs(copy);
    fixture.clock.advance(Duration.ofMinutes(30));
    assertThat(flow.refresh(copy)).isNotEqualTo(user);
  }

  @Test
  void loginOfAnotherReleaseIsNone() throws Exception {
    LoginFlow flow = fixture.sentinel("").loginFlow();
    LoggedInUser user = user(flow);
    ByteBuffer bytes = ByteBuffer.wrap(serialized(user));
    int form = -1;
    for (int i = 0; i + 12 <= bytes.limit(); i++) {
      if (bytes.getLong(i) == user.expiresAt().toEpochMilli() && bytes.getInt(i + 8) == 1) {
        form = i + 8; // primitive fields are written in the order of their names
      }
    }
    bytes.putInt(form, 2);

    assertIsNoLogin(flow, bytes.array());
  }

  @ParameterizedTest
  @ValueSource(strings = {"accountId", "clientId", "subject", "accessToken"})
  void loginWithoutAFieldIsNone(String field) throws Exception {
    LoginFlow flow = fixture.sentinel("").loginFlow();
    String bytes = new String(serialized(user(flow)), StandardCharsets.ISO_8859_1);
    String other = "z" + field.substring(1);

    assertIsNoLogin(flow, bytes.replace(field, other).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void assertIsNoLogin(LoginFlow flow, byte[] bytes) {
    LoggedInUser read = (LoggedInUser) SessionFaults.read(bytes);
    assertThatThrownBy(() -> flow.refresh(read))
        .asInstanceOf(type(LoginException.class))
        .extracting(LoginException::reason)
        .isEqualTo(LoginException.Reason.REFUSED);
  }

  @Test
  void sessionWithALoginThatCanNotBeReadLeadsToANewOne() throws Exception {
    start("");
    logIn(browser, fixture.uri("/"), ALICE);
    faults.onGet =
        value -> {
          if (!(value instanceof LoggedInUser user)) {
            return value;
          }
          try {
            String bytes = new String(serialized(user), StandardCharsets.ISO_8859_1);
            return SessionFaults.read(
                bytes.replace("accountId", "zccountId").getBytes(StandardCharsets.ISO_8859_1));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };

    assertThat(browser.get(fixture.uri("/")).status()).isEqualTo(302);
    Page form = browser.open(fixture.uri("/orders"));
    Page back = browser.submit(form, fields(ALICE));
    Page done = browser.get(back.location());
    assertThat(done.status()).isEqualTo(302);
    faults.onGet = value -> value;
    assertThat(browser.get(done.location()).body()).contains("user=alice");
  }

  @Test
  void storesThatGiveANewObjectEachTimeGetTheNewTokens() throws Exception {
    faults.onGet = SessionFaults::copy;
    start("");
    logIn(browser, fixture.uri("/"), ALICE);
    fixture.clock.advance(Duration.ofMinutes(30));
    browser.get(fixture.uri("/"));
    assertThat(asked()).isEqualTo(2);
    fixture.clock.advance(Duration.ofMinutes(10)); // nothing is remembered of the refresh

    Page page = browser.get(fixture.uri("/"));

    assertThat(asked()).isEqualTo(2);
    List<LoginTokens> issued = fixture.emulator.loginTokens();
    assertThat(page.body()).endsWith("token=" + issued.get(1).accessToken());
  }

  @Test
  void logoutDuringARefreshIsNotUndone() throws Exception {
    CountDownLatch refreshed = new CountDownLatch(1);
    CountDownLatch loggedOut = new CountDownLatch(1);
    Filter application =
        (request, response, chain) -> {
          HttpServletRequest http = (HttpServletRequest) request;
          if (http.getRequestURI().equals("/app-logout")) {
            http.logout();
          } else {
            chain.doFilter(request, response);
          }
        };
    start("", application);
    logIn(browser, fixture.uri("/"), ALICE);
    fixture.clock.advance(Duration.ofMinutes(30));
    faults.beforeSet =
        () -> {
          faults.beforeSet = () -> {};
          refreshed.countDown();
          await(loggedOut);
        };

    CompletableFuture<Page> refreshing = CompletableFuture.supplyAsync(() -> get("/"));
    assertThat(refreshed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(get("/app-logout").status()).isEqualTo(200);
    loggedOut.countDown();

    assertThat(refreshing.get(20, TimeUnit.SECONDS).status()).isEqualTo(302);
    assertThat(get("/").status()).isEqualTo(302);
  }

  @Test
  void endOfTheSessionDuringARefreshIsNotUndone() throws Exception {
    CountDownLatch refreshed = new CountDownLatch(1);
    CountDownLatch loggedOut = new CountDownLatch(1);
    start("");
    logIn(browser, fixture.uri("/"), ALICE);
    fixture.clock.advance(Duration.ofMinutes(30));
    faults.beforeSet =
        () -> {
          faults.beforeSet = () -> {};
          refreshed.countDown();
          await(loggedOut);
        };

    CompletableFuture<Page> refreshing = CompletableFuture.supplyAsync(() -> get("/"));
    assertThat(refreshed.await(20, TimeUnit.SECONDS)).isTrue();
    Page out = browser.post(fixture.uri("/sentinel/logout"), Map.of());
    loggedOut.countDown();

    assertThat(out.status()).isEqualTo(303);
    assertThat(refreshing.get(20, TimeUnit.SECONDS).status()).isEqualTo(302);
    assertThat(get("/").status()).isEqualTo(302);
  }

  @Test
  void sessionThatEndsDuringALoginIsReplaced() throws Exception {
    faults.endsAtLogin = true;
    start("sentinel.route.open.path=/open\nsentinel.route.open.access=anonymous");
    browser.get(fixture.uri("/open?note=mine"));

    Page page = logIn(browser, fixture.uri("/orders"), ALICE);

    assertThat(page.body()).contains("user=alice").contains("note=null");
  }

  @Test
  void otherUserInTheSameBrowserGetsANewSession() throws Exception {
    start("");
    Page form = browser.open(fixture.uri("/orders"));
    logIn(browser, fixture.uri("/?note=of-alice"), ALICE);
    String before = browser.cookie("JSESSIONID").orElseThrow();

    Page page = browser.follow(browser.submit(form, fields(BOB)));

    assertThat(page.body()).contains("user=bob").doesNotContain("of-alice");
    UserAgent thief = new UserAgent();
    thief.plant(fixture.uri("/"), "JSESSIONID", before);
    assertThat(thief.get(fixture.uri("/")).status()).isEqualTo(302);
  }

  @Test
  void userCanLogInAgainAfterALogoutByTheApplication() throws Exception {
    Filter application =
        (request, response, chain) -> {
          HttpServletRequest http = (HttpServletRequest) request;
          if (http.getRequestURI().equals("/app-logout")) {
            http.logout();
          }
          chain.doFilter(request, response);
        };
    start("", application);
    logIn(browser, fixture.uri("/?note=mine"), ALICE);
    assertThat(get("/app-logout").body()).contains("user=nobody").contains("token=none");
    logIn(browser, fixture.uri("/"), ALICE);
    fixture.clock.advance(Duration.ofMinutes(30));

    assertThat(get("/").body()).contains("user=alice").contains("note=mine");
    assertThat(get("/").body()).contains("user=alice");
    assertThat(asked()).isEqualTo(3);
  }

  @Test
  void callbacksHoldFewThreadsWhileSentinelHangsAndNoneOfThemIsLost() throws Exception {
    fixture.start("sentinel.route.health.path = /health\nsentinel.route.health.access = anonymous");
    Page form = browser.open(fixture.uri("/orders"));
    URI callback = browser.submit(form, fields(ALICE)).location();
    fixture.emulator.host().fail(Endpoint.TOKEN, Fault.hang());
    ExecutorService crowd = Executors.newFixedThreadPool(40);
    try {
      List<Future<Page>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        UserAgent attacker = new UserAgent();
        String login = attacker.get(fixture.uri("/orders")).location().getRawQuery();
        String state = login.replaceFirst(".*state=([^&]*).*", "$1");
        URI madeUp = fixture.uri("/callback?code=made-up&state=" + state);
        answers.add(crowd.submit(() -> attacker.get(madeUp)));
      }
      fixture.emulator.host().awaitRequests(Endpoint.TOKEN, 16, Duration.ofSeconds(20));

      Page busy = browser.get(callback);
      assertThat(busy.status()).isEqualTo(503);
      assertThat(busy.header("Retry-After")).contains("1");
      assertThat(busy.header("Refresh")).contains("2"); // the page tries again by itself
      assertThat(busy.body()).contains("not lost").contains("<a href=\"\">");
      assertThat(new UserAgent().get(fixture.uri("/health")).status()).isEqualTo(200);
      assertThat(asked()).isEqualTo(16);

      fixture.emulator.host().clearFaults();
      for (Future<Page> answer : answers) {
        assertThat(answer.get(30, TimeUnit.SECONDS).status()).isIn(400, 503);
      }
    } finally {
      crowd.shutdownNow();
    }
    assertThat(browser.follow(browser.get(callback)).body()).contains("user=alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"server_error", "temporarily_unavailable"})
  void temporaryErrorEndsNoLogin(String error) throws Exception {
    start("");
    logIn(browser, fixture.uri("/"), ALICE);
    fixture.clock.advance(Duration.ofMinutes(30));
    fixture
        .emulator
        .host()
        .fail(
            Endpoint.TOKEN,
            Fault.status(400).body("application/json", "{\"error\":\"" + error + "\"}"));

    assertThat(get("/").body()).contains("user=alice");
    assertThat(logIn(new UserAgent(), fixture.uri("/"), BOB).status()).isEqualTo(503);
  }

  private Page get(String path) {
    try {
      return browser.get(fixture.uri(path));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void loginThatTookAnotherOnesPlaceIsRefreshedAsWell() throws Exception {
    fixture.emulator.loginTokenLifetime(Duration.ofMinutes(5));
    fixture.emulator.sendLoginExpiresIn(true);
    start("");
    LoggedInUser ofAnotherNode = user(fixture.sentinel("").loginFlow());
    browser.open(fixture.uri("/"));
    fixture.clock.advance(Duration.ofMinutes(6)); // both have ended
    AtomicBoolean first = new AtomicBoolean(true);
    faults.onGet =
        value ->
            value instanceof LoggedInUser && first.compareAndSet(true, false)
                ? ofAnotherNode
                : value;

    Page page = browser.get(fixture.uri("/orders"));

    assertThat(first).isFalse();
    List<LoginTokens> tokens = fixture.emulator.loginTokens();
    assertThat(tokens).hasSize(3);
    assertThat(page.body()).contains("user=alice", "token=" + tokens.get(2).accessToken());
  }
}
