package dev.sentinelauth.it.support;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.SentinelListener;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.LoginUser;
import dev.sentinelauth.emulator.SentinelEmulator;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** An emulated Sentinel with a client for logins, a pinned clock, and nodes of an application. */
public final class LoginFixture implements AutoCloseable {
  public static final String ACCOUNT = "le81823118";
  public static final LoginUser ALICE = new LoginUser("alice", true, false);
  public static final LoginUser BOB = new LoginUser("bob", false, true);

  public final PinnedClock clock = new PinnedClock();
  public final SentinelEmulator emulator = SentinelEmulator.start(clock);
  public final LoginNode node;
  public final Installation client;
  private final List<Sentinel> opened = new ArrayList<>();

  public LoginFixture() throws IOException {
    this("/callback");
  }

  public LoginFixture(String callbackPath) throws IOException {
    emulator.addAccount(ACCOUNT);
    node = new LoginNode();
    client = emulator.install(Installation.forLogin(ACCOUNT, node.uri(callbackPath)));
  }

  /** One that runs already, with no more settings than it needs. */
  public static LoginFixture running() {
    try {
      return new LoginFixture().start("");
    } catch (Exception e) {
      throw new IllegalStateException("the application did not start", e);
    }
  }

  /** The four lines, and where Sentinel is. */
  public String settings() {
    return """
    sentinel.account-id = %s
    sentinel.client-id = %s
    sentinel.client-secret = %s
    sentinel.login.redirect-uri = %s
    sentinel.domain-api.uri = %s
    """
        .formatted(
            ACCOUNT,
            client.clientId(),
            client.clientSecret(),
            client.redirectUris().get(0),
            emulator.domainApiUri());
  }

  public Sentinel sentinel(String more, SentinelListener... listeners) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(settings() + more));
    Sentinel.Builder builder = Sentinel.builder(SentinelConfig.load(properties)).clock(clock);
    for (SentinelListener listener : listeners) {
      builder.listener(listener);
    }
    Sentinel sentinel = builder.build();
    opened.add(sentinel);
    return sentinel;
  }

  /** The application with these settings more; all that isn't routed otherwise wants a login. */
  public LoginFixture start(String more) throws Exception {
    node.start(sentinel(more));
    return this;
  }

  public URI uri(String path) {
    return node.uri(path);
  }

  /** The name of a cookie that is an application's own, over http. */
  public static String cookieOf(String redirectUri, String name) {
    return name + "-" + Integer.toHexString(redirectUri.hashCode());
  }

  /** Opens a page, and fills in the login page that it leads to. */
  public static UserAgent.Page logIn(UserAgent browser, URI page, LoginUser user) throws Exception {
    return browser.follow(browser.submit(browser.open(page), fields(user)));
  }

  public static Map<String, String> fields(LoginUser user) {
    return Map.of(
        "name",
        user.name(),
        user.admin() ? "is_admin" : "not_admin",
        "true",
        user.lpa() ? "is_lpa" : "not_lpa",
        "true");
  }

  @Override
  public void close() {
    node.close();
    opened.forEach(Sentinel::close);
    emulator.close();
  }
}
