package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.LoginNode;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.session.DatabaseAdaptor;
import org.eclipse.jetty.session.JDBCSessionDataStoreFactory;
import org.eclipse.jetty.session.NullSessionCache;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two nodes of one application, with their sessions in one database, and a browser that is sent now
 * to the one and now to the other.
 */
@Timeout(60)
class LoginNodesTest {
  private final JdbcDataSource database = new JdbcDataSource();
  private final UserAgent browser = new UserAgent();
  private LoginFixture fixture;
  private LoginNode other;

  @BeforeEach
  void begin() throws Exception {
    database.setURL(
        "jdbc:h2:mem:" + getClass().getSimpleName() + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
    fixture = new LoginFixture();
    other = new LoginNode();
    start(fixture.node);
    start(other);
  }

  @AfterEach
  void end() throws Exception {
    other.close();
    fixture.close();
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("SHUTDOWN");
    }
  }

  private void start(LoginNode node) throws Exception {
    Sentinel sentinel = fixture.sentinel("");
    node.start("", List.of(new SentinelLoginFilter(sentinel)), this::share);
  }

  private void share(ServletContextHandler handler) {
    SessionHandler sessions = handler.getSessionHandler();
    DatabaseAdaptor adaptor = new DatabaseAdaptor();
    adaptor.setDatasource(database);
    JDBCSessionDataStoreFactory stores = new JDBCSessionDataStoreFactory();
    stores.setDatabaseAdaptor(adaptor);
    // without a cache: each request loads its session, as it must where no session is sticky
    NullSessionCache cache = new NullSessionCache(sessions);
    cache.setSessionDataStore(stores.getSessionDataStore(sessions));
    cache.setFlushOnResponseCommit(true); // before the browser goes to the other node
    sessions.setSessionCache(cache);
  }

  private URI at(LoginNode node, URI uri) {
    return node.uri(uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
  }

  /** Begins a login at a node, and gets as far as the redirect back to the application. */
  private URI begin(LoginNode node) throws Exception {
    Page form = browser.open(node.uri("/work"));
    return browser.submit(form, LoginFixture.fields(ALICE)).location();
  }

  @Test
  void loginBegunAtOneNodeIsCompletedAtTheOther() throws Exception {
    URI callback = begin(fixture.node);

    Page done = browser.get(at(other, callback));

    assertThat(done.status()).isEqualTo(302);
    assertThat(done.header("Location")).contains("/work");
    assertThat(browser.get(fixture.uri("/work")).body()).contains("user=alice");
    assertThat(browser.get(other.uri("/work")).body()).contains("user=alice");
  }

  @Test
  void nodeThatStopsInTheMiddleOfALoginLosesNobody() throws Exception {
    URI callback = begin(fixture.node);
    fixture.node.close();

    assertThat(browser.get(at(other, callback)).status()).isEqualTo(302);

    assertThat(browser.get(other.uri("/work")).body()).contains("user=alice");
  }

  @Test
  void nodeThatStopsAfterALoginLosesNobody() throws Exception {
    assertThat(browser.follow(browser.get(begin(fixture.node))).body()).contains("user=alice");
    fixture.node.close();

    assertThat(browser.get(other.uri("/work")).body()).contains("user=alice");
  }

  @Test
  void tokensRefreshedAtOneNodeAreThoseOfTheOther() throws Exception {
    browser.follow(browser.get(begin(fixture.node)));
    for (int i = 0; i < 4; i++) {
      fixture.clock.advance(Duration.ofMinutes(31));
      String before = browser.get(other.uri("/work")).body(); // leaves it to the one that logged in
      String body = browser.get(fixture.uri("/work")).body();

      assertThat(before).contains("user=alice");
      assertThat(body).contains("user=alice").isNotEqualTo(before);
      workUntilBothShowTheSameTokens(browser);
      assertThat(browser.get(other.uri("/work")).body()).isEqualTo(body);
    }
    assertThat(fixture.emulator.loginTokens()).hasSize(5);
  }

  /** All users ask both nodes, and the answers of Sentinel come when all of them have asked. */
  private List<Page> refreshAtOnce(List<UserAgent> users) throws Exception {
    long before = fixture.emulator.host().count(Endpoint.TOKEN);
    fixture.emulator.host().fail(Endpoint.TOKEN, Fault.hang());
    ExecutorService crowd = Executors.newFixedThreadPool(2 * users.size());
    try {
      List<Future<Page>> pages = new ArrayList<>();
      for (UserAgent user : users) {
        pages.add(crowd.submit(() -> user.get(fixture.uri("/work"))));
        pages.add(crowd.submit(() -> user.get(other.uri("/work"))));
      }
      fixture
          .emulator
          .host()
          .awaitRequests(
              Endpoint.TOKEN, Math.toIntExact(before) + users.size(), Duration.ofSeconds(30));
      fixture.emulator.host().clearFaults();
      List<Page> answers = new ArrayList<>();
      for (Future<Page> page : pages) {
        answers.add(page.get());
      }
      return answers;
    } finally {
      crowd.shutdownNow();
    }
  }

  private List<UserAgent> users() throws Exception {
    fixture.emulator.signInAs(ALICE);
    List<UserAgent> users = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      UserAgent user = new UserAgent();
      assertThat(user.open(fixture.uri("/work")).body()).contains("user=alice");
      users.add(user);
    }
    return users;
  }

  private long loggedInAnew() {
    return fixture.emulator.host().requests(Endpoint.TOKEN).stream()
        .filter(request -> request.body().contains("grant_type=authorization_code"))
        .count();
  }

  /**
   * Jetty writes whole sessions, and once more when the answer is out: the node that lost may put
   * the old tokens back, and the one that won mends it with the next request.
   */
  private void workUntilBothShowTheSameTokens(UserAgent user) throws Exception {
    int same = 0;
    for (int turn = 0; same < 3; turn++) {
      assertThat(turn).isLessThan(100);
      String one = user.get(other.uri("/work")).body();
      String two = user.get(fixture.uri("/work")).body();
      assertThat(List.of(one, two)).allMatch(body -> body.contains("user=alice"));
      same = one.equals(two) ? same + 1 : 0;
    }
  }

  @Test
  void nodesThatRefreshOneLoginAtOnceLogNobodyInAnew() throws Exception {
    List<UserAgent> users = users();
    for (int round = 0; round < 3; round++) {
      fixture.clock.advance(Duration.ofMinutes(31));

      for (Page page : refreshAtOnce(users)) {
        assertThat(page.body()).contains("user=alice");
      }

      for (UserAgent user : users) {
        workUntilBothShowTheSameTokens(user);
      }
      fixture.clock.advance(Duration.ofMinutes(1)); // no grace any more
      for (UserAgent user : users) {
        String body = user.get(other.uri("/work")).body();
        assertThat(body).contains("user=alice");
        assertThat(user.get(fixture.uri("/work")).body()).isEqualTo(body);
      }
    }
    assertThat(loggedInAnew()).isEqualTo(users.size());
    // none was sent twice
    assertThat(fixture.emulator.host().count(Endpoint.TOKEN)).isEqualTo(4L * users.size());
  }

  @Test
  void nodeStepsInForOneThatIsGone() throws Exception {
    browser.follow(browser.get(begin(fixture.node)));
    fixture.node.close();
    fixture.clock.advance(Duration.ofMinutes(31));
    String before = browser.get(other.uri("/work")).body();
    assertThat(before).contains("user=alice");
    assertThat(fixture.emulator.loginTokens()).hasSize(1);

    fixture.clock.advance(Duration.ofMinutes(1));

    assertThat(browser.get(other.uri("/work")).body()).contains("user=alice").isNotEqualTo(before);
    fixture.clock.advance(Duration.ofMinutes(31)); // and goes on to, at once
    browser.get(other.uri("/work"));
    assertThat(fixture.emulator.loginTokens()).hasSize(3);
  }

  @Test
  void nodeStepsInForOneThatIsGoneWhereTheTokenHasEnded() throws Exception {
    fixture.emulator.loginTokenLifetime(Duration.ofMinutes(5));
    fixture.emulator.sendLoginExpiresIn(true);
    browser.follow(browser.get(begin(fixture.node)));
    fixture.node.close();
    fixture.clock.advance(Duration.ofMinutes(31));

    assertThat(browser.open(other.uri("/work")).body()).contains("user=alice");

    assertThat(loggedInAnew()).isOne();
  }

  @Test
  void nodesThatRefreshALoginPastItsEndAtOnceLogNobodyInAnew() throws Exception {
    fixture.emulator.loginTokenLifetime(Duration.ofMinutes(5));
    fixture.emulator.sendLoginExpiresIn(true);
    List<UserAgent> users = users();
    fixture.clock.advance(Duration.ofMinutes(31));

    List<Page> pages = refreshAtOnce(users);

    for (int i = 0; i < pages.size(); i++) {
      Page page = pages.get(i);
      for (int turn = 0; page.isRedirect(); turn++) {
        assertThat(page.header("Location")).contains("/work");
        assertThat(turn).isLessThan(12);
        LoginNode next = turn % 2 == 0 ? fixture.node : other;
        page = users.get(i / 2).get(at(next, page.location()));
      }
      assertThat(page.body()).contains("user=alice");
    }
    assertThat(loggedInAnew()).isEqualTo(users.size());
  }

  @Test
  void logoutAtOneNodeIsALogoutAtTheOther() throws Exception {
    browser.follow(browser.get(begin(fixture.node)));
    String session = browser.cookie("JSESSIONID").orElseThrow();

    browser.post(other.uri("/sentinel/logout"), Map.of());

    UserAgent thief = new UserAgent();
    thief.plant(fixture.uri("/"), "JSESSIONID", session);
    assertThat(thief.get(fixture.uri("/work")).status()).isEqualTo(302);
  }

  @Test
  void nodesThatShareNoSessionsEndInAPageAndNotInALoop() throws Exception {
    try (LoginNode alone = new LoginNode()) {
      alone.start(fixture.sentinel(""));
      fixture.emulator.signInAs(ALICE);
      // the way back leads to the node that completes the login, and from there to the other one
      Page page = browser.get(alone.uri("/work"));
      for (int i = 0; page.status() == 302; i++) {
        assertThat(i).isLessThan(12);
        URI next = page.location();
        page =
            browser.get(
                next.getPort() == fixture.emulator.uri().getPort()
                    ? next
                    : next.getPath().equals("/callback") ? next : at(alone, next));
      }

      assertThat(page.status()).isEqualTo(400);
      assertThat(page.body()).contains("Your sign-in gets lost").contains("href=\"/work\"");
    }
  }
}
