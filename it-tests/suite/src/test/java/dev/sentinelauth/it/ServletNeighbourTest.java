package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two applications with one {@code Sentinel}: what is open in one opens nothing in the other. */
class ServletNeighbourTest {
  @TempDir Path directory;

  private static Stream<WebContainer.Kind> containers() {
    return WebContainer.Kind.inUse();
  }

  /** Hands everything on to another application, and says so. */
  private static final class HandingOn extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      ServletContext other = getServletContext().getContext("/app");
      String target = request.getParameter("to");
      RequestDispatcher dispatcher = other.getRequestDispatcher(target);
      response.setHeader("X-Handed-On", target);
      switch (request.getParameter("way")) {
        case "forward" -> dispatcher.forward(request, response);
        case "include" -> dispatcher.include(request, response);
        default -> request.startAsync(request, response).dispatch(other, target);
      }
    }
  }

  private static ServletContainerInitializer application(Sentinel sentinel, HttpServlet servlet) {
    return (types, context) -> {
      FilterRegistration.Dynamic filter =
          context.addFilter("sentinel", new SentinelAuthenticationFilter(sentinel));
      filter.setAsyncSupported(true);
      filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
      ServletRegistration.Dynamic everything = context.addServlet("everything", servlet);
      everything.setAsyncSupported(true);
      everything.addMapping("/*");
    };
  }

  @ParameterizedTest
  @MethodSource("containers")
  void verdictOfOneApplicationIsNoneInAnother(WebContainer.Kind kind) throws Exception {
    try (ServletFixture fixture = new ServletFixture()) {
      Properties settings = new Properties();
      settings.load(new StringReader(fixture.properties()));
      try (Sentinel sentinel = Sentinel.create(SentinelConfig.load(settings))) {
        ServletContainerInitializer app = application(sentinel, new TestServlets.WhoAmI());
        ServletContainerInitializer neighbour = application(sentinel, new HandingOn());
        switch (kind) {
          case JETTY -> onJetty(app, neighbour, port -> assertThatEachJudges(port, fixture));
          case TOMCAT -> onTomcat(app, neighbour, port -> assertThatEachJudges(port, fixture));
        }
      }
    }
  }

  private static void assertThatEachJudges(int port, ServletFixture fixture) throws IOException {
    for (String way : new String[] {"forward", "include", "async"}) {
      String open = "/neighbour/public/x?way=" + way;
      RawHttp.Answer stranger = RawHttp.get(port, open + "&to=/admin");
      assertThat(stranger.header("X-Handed-On")).as(way).containsExactly("/admin");
      assertThat(stranger.body()).as(way).doesNotContain(TestServlets.SECRET);
      assertThat(RawHttp.get(port, open + "&to=/public/who").body())
          .as(way)
          .contains(TestServlets.SECRET);
      assertThat(RawHttp.get(port, open + "&to=/admin", fixture.authorization()).body())
          .as(way)
          .contains(TestServlets.SECRET);
    }
  }

  private interface Check {
    void at(int port) throws IOException;
  }

  private static void onJetty(
      ServletContainerInitializer app, ServletContainerInitializer neighbour, Check check)
      throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new ContextHandlerCollection(jetty("/app", app), jetty("/neighbour", neighbour)));
    try {
      server.start();
      check.at(connector.getLocalPort());
    } finally {
      server.stop();
    }
  }

  private static ServletContextHandler jetty(
      String contextPath, ServletContainerInitializer application) {
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath(contextPath);
    context.setCrossContextDispatchSupported(true);
    context.addServletContainerInitializer(application);
    return context;
  }

  private void onTomcat(
      ServletContainerInitializer app, ServletContainerInitializer neighbour, Check check)
      throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat(tomcat, "/app", app);
    tomcat(tomcat, "/neighbour", neighbour);
    try {
      tomcat.start();
      check.at(tomcat.getConnector().getLocalPort());
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  private void tomcat(Tomcat tomcat, String contextPath, ServletContainerInitializer application) {
    Context context = tomcat.addContext(contextPath, directory.toString());
    context.setCrossContext(true);
    context.addServletContainerInitializer(application, Set.of());
  }
}
