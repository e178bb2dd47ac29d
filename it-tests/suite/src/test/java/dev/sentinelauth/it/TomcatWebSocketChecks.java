package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.JettyWebSocketChecks.Greeting;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A web socket handshake is a request like any other, also where a listener adds the filter, behind
 * that in which Tomcat opens web sockets. Runs by itself, as Jetty's checks do.
 */
class TomcatWebSocketChecks {
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

  /** Tomcat finds its own initializer; nothing looks for endpoints here. */
  public static final class Endpoints implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      Object container = event.getServletContext().getAttribute(ServerContainer.class.getName());
      try {
        ((ServerContainer) container).addEndpoint(Greeting.class);
      } catch (DeploymentException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Adds the filter behind everything that is there. */
  public static final class AddingLast implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      FilterRegistration.Dynamic filter =
          event.getServletContext().addFilter("sentinel", SentinelAuthenticationFilter.class);
      filter.setAsyncSupported(true);
      filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }
  }

  @Test
  void handshakeIsJudgedWhereAListenerAddsTheFilter() throws Exception {
    assertThatHandshakesAreJudged(
        sentinel.app(directory).listener(Endpoints.class).listener(AddingLast.class));
  }

  @Test
  void handshakeIsJudgedWhereTheFilterIsDeclared() throws Exception {
    assertThatHandshakesAreJudged(
        sentinel
            .app(directory)
            .listener(Endpoints.class)
            .filter("sentinel", SentinelAuthenticationFilter.class, Map.of()));
  }

  private static void assertThatHandshakesAreJudged(WebApp app) throws Exception {
    try (WebContainer container = WebContainer.Kind.TOMCAT.deploy(app)) {
      assertThat(JettyWebSocketChecks.handshake(container, "X-Nothing: else"))
          .startsWith("HTTP/1.1 401 ")
          .doesNotContain(TestServlets.SECRET);
      assertThat(JettyWebSocketChecks.handshake(container, sentinel.authorization()))
          .startsWith("HTTP/1.1 101 ")
          .contains(TestServlets.SECRET, "AppJwt[aud=[" + ServletFixture.ACCOUNT);
    }
  }
}
