package dev.sentinelauth.it;

import static dev.sentinelauth.it.LoginFixture.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.it.UserAgent.Page;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
      LoginNode first = i % 2 == 0 ? other : fixture.node;
      LoginNode second = i % 2 == 0 ? fixture.node : other;
      String body = browser.get(first.uri("/work")).body();

      assertThat(body).contains("user=alice");
      assertThat(browser.get(second.uri("/work")).body()).isEqualTo(body);
    }
    assertThat(fixture.emulator.loginTokens()).hasSize(5);
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
