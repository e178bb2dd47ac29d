package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A web socket handshake is a request like any other, also on Jetty, which opens web sockets before
 * all filters. Runs by itself, because Jetty's initializer fails in other containers.
 */
class JettyWebSocketChecks {
  private static ServletFixture sentinel;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws IOException {
    sentinel = new ServletFixture();
  }

  @AfterAll
  static void stop() {
    sentinel.close();
  }

  /** Says whom it takes the caller for. */
  @ServerEndpoint("/socket")
  public static final class Greeting {
    /** Greets. */
    @OnOpen
    public void greet(Session session) throws IOException {
      session.getBasicRemote().sendText(TestServlets.SECRET + " of " + session.getUserPrincipal());
    }
  }

  /** Brings web sockets to the application, as a Jetty does that looks for initializers. */
  public static final class WebSockets implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      ServletContext context = event.getServletContext();
      try {
        for (ServletContainerInitializer found :
            ServiceLoader.load(ServletContainerInitializer.class)) {
          if (found.getClass().getSimpleName().startsWith("JakartaWebSocket")) {
            found.onStartup(Set.of(), context);
          }
        }
        ((ServerContainer) context.getAttribute(ServerContainer.class.getName()))
            .addEndpoint(Greeting.class);
      } catch (ServletException | DeploymentException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void handshakeNeedsATokenAndTheSocketKnowsTheCaller() throws Exception {
    WebApp app =
        sentinel
            .app(directory)
            .listener(WebSockets.class)
            .filter("sentinel", SentinelAuthenticationFilter.class, Map.of());
    try (WebContainer container = WebContainer.Kind.JETTY.deploy(app)) {
      assertThat(handshake(container, "X-Nothing: else"))
          .startsWith("HTTP/1.1 401 ")
          .doesNotContain(TestServlets.SECRET);
      assertThat(handshake(container, "Authorization: Bearer aaa.bbb.ccc"))
          .startsWith("HTTP/1.1 401 ");
      assertThat(handshake(container, sentinel.authorization()))
          .startsWith("HTTP/1.1 101 ")
          .contains(TestServlets.SECRET, "AppJwt[aud=[" + ServletFixture.ACCOUNT);
    }
  }

  /** With settings of its own, say. */
  @Test
  void soItDoesWhereTheApplicationDeclaresJettysFilterBeforeOurs() throws Exception {
    WebApp app =
        sentinel
            .app(directory)
            .listener(WebSockets.class)
            .filter(
                "ws",
                Class.forName("org.eclipse.jetty.ee10.websocket.servlet.WebSocketUpgradeFilter")
                    .asSubclass(Filter.class),
                Map.of())
            .filter("sentinel", SentinelAuthenticationFilter.class, Map.of());
    try (WebContainer container = WebContainer.Kind.JETTY.deploy(app)) {
      assertThat(handshake(container, "X-Nothing: else")).startsWith("HTTP/1.1 401 ");
      assertThat(handshake(container, sentinel.authorization())).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void soItDoesWhereTheApplicationDeclaresOneThatExtendsJettys() throws Exception {
    makeUpgrades();
    WebApp app =
        sentinel
            .app(directory)
            .listener(WebSockets.class)
            .filter("ws", "Upgrades", Map.of())
            .filter("sentinel", SentinelAuthenticationFilter.class, Map.of());
    try (WebContainer container = WebContainer.Kind.JETTY.deploy(app)) {
      assertThat(handshake(container, "X-Nothing: else")).startsWith("HTTP/1.1 401 ");
      assertThat(handshake(container, sentinel.authorization())).startsWith("HTTP/1.1 101 ");
    }
  }

  /** Made as the test runs, because it is compiled where there is no such Jetty. */
  private void makeUpgrades() throws IOException {
    Path source = directory.resolve("Upgrades.java");
    Files.writeString(
        source,
        "public class Upgrades"
            + " extends org.eclipse.jetty.ee10.websocket.servlet.WebSocketUpgradeFilter {}");
    String classes = Files.createDirectories(directory.resolve("WEB-INF/classes")).toString();
    String path = System.getProperty("java.class.path");
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-cp", path, "-d", classes, source.toString());
    assertThat(result).isZero();
  }

  /** All that comes back, up to the end of a socket's greeting or of an answer's body. */
  static String handshake(WebContainer container, String header) throws IOException {
    String request =
        """
        GET /app/socket HTTP/1.1
        Host: 127.0.0.1
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        %s

        """
            .formatted(header)
            .replace("\n", "\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), container.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder seen = new StringBuilder();
      InputStream in = socket.getInputStream();
      for (int octet = in.read(); octet >= 0 && octet != '}' && octet != ']'; octet = in.read()) {
        seen.append((char) octet);
      }
      return seen.toString();
    }
  }
}
