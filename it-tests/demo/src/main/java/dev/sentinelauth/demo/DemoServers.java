package dev.sentinelauth.demo;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * The emulated Sentinel with two clients, and on Jetty beside it the web application, and a partner
 * that it calls and that calls back.
 */
final class DemoServers implements AutoCloseable {
  static final String ACCOUNT = "le81823118";
  static final String OTHER_ACCOUNT = "le27182818";

  /** Credentials that can be read and remembered; the emulator would make up others. */
  static final Installation SENDER = client("demo-sender", "msg.read msg.consumer");

  static final Installation READER = client("demo-reader", "msg.read");

  /** The context-param that says what an application calls. */
  static final String CALLED = "demo.called";

  /** What the two applications call out as; nobody is told their secrets, which are made up. */
  private static final Installation APP =
      Installation.forApi(ACCOUNT, "msg.read")
          .withClientId("demo-app")
          .withClientName("Message Desk");

  private static final Installation PARTNER =
      Installation.forApi(ACCOUNT, "msg.read").withClientId("demo-partner");

  private final SentinelEmulator sentinel;
  private final Server server;
  private final ServerConnector connector;

  private DemoServers(SentinelEmulator sentinel, int port) {
    this.sentinel = sentinel;
    this.server = new Server();
    this.connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
  }

  /**
   * Starts both.
   *
   * @param port of the web application; 0 for any free one
   * @param sentinelPort of the emulator; 0 for any free one
   */
  static DemoServers start(int port, int sentinelPort) throws Exception {
    return start(port, sentinelPort, Map.of());
  }

  /** The same with other settings of the web application. */
  static DemoServers start(int port, int sentinelPort, Map<String, String> settings)
      throws Exception {
    SentinelEmulator sentinel = SentinelEmulator.builder().port(sentinelPort).start();
    sentinel.addAccount(ACCOUNT).addAccount(OTHER_ACCOUNT);
    List.of(SENDER, READER, PARTNER).forEach(sentinel::install);
    DemoServers servers = new DemoServers(sentinel, port);
    try {
      // Now, because each application has to know where the other one is, and Sentinel where users
      // come back to.
      servers.connector.open();
      URI callback = servers.uri().resolve("/login/callback");
      Installation app = sentinel.install(APP.withLogin(callback));
      WebAppContext application = servers.application("/", "demo/", app, "/partner/callout");
      application.setInitParameter("sentinel.login.redirect-uri", callback.toString());
      settings.forEach(application::setInitParameter);
      servers.server.setHandler(
          new ContextHandlerCollection(
              application, servers.application("/partner", "demo-partner/", PARTNER, "/whoami")));
      servers.server.start();
      return servers;
    } catch (Exception e) {
      servers.close();
      throw e;
    }
  }

  private WebAppContext application(
      String path, String resources, Installation client, String called) {
    WebAppContext application = new WebAppContext();
    application.setContextPath(path);
    application.setBaseResource(
        Objects.requireNonNull(
            ResourceFactory.of(application).newClassLoaderResource(resources), resources));
    // The classes are those of this program; there is no WEB-INF/lib.
    application.setParentLoaderPriority(true);
    // What can't stand in the properties file: here, the emulator is the Domain API, and it makes
    // up the secret.
    application.setInitParameter("sentinel.domain-api.uri", sentinel.domainApiUri().toString());
    application.setInitParameter("sentinel.client-secret", client.clientSecret());
    application.setInitParameter(CALLED, uri() + called);
    application.setThrowUnavailableOnStartupException(true);
    return application;
  }

  private static Installation client(String id, String scope) {
    return Installation.forApi(ACCOUNT, scope).withClientId(id).withSecret(id + "-secret");
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  SentinelEmulator sentinel() {
    return sentinel;
  }

  URI sentinelUri() {
    return sentinel.uri();
  }

  /** Where a client gets its tokens. */
  URI tokenUri(Installation client) {
    return sentinelUri().resolve("/sentinel/api/v2/account/" + client.accountId() + "/app/token");
  }

  static String tokenForm(Installation client) {
    return "grant_type=client_credentials&client_id=%s&client_secret=%s"
        .formatted(client.clientId(), client.clientSecret());
  }

  @Override
  public void close() {
    try {
      LifeCycle.stop(server);
      connector.close();
    } finally {
      sentinel.close();
    }
  }
}
