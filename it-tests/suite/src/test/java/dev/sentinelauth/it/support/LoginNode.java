package dev.sentinelauth.it.support;

import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.component.LifeCycle;

/** One Jetty with an application whose pages want a login. */
public final class LoginNode implements AutoCloseable {
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server, 1, 1);

  /** Opens a port, so that redirect URIs can be told before the application is there. */
  public LoginNode() throws IOException {
    this(0);
  }

  public LoginNode(int port) throws IOException {
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
    connector.open();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
  }

  /**
   * Starts the application at the root, with the login filter before everything; another one, which
   * is open to all, at {@code /other}.
   */
  public LoginNode start(Sentinel sentinel) throws Exception {
    return start("", List.of(new SentinelLoginFilter(sentinel)), handler -> {});
  }

  /** Starts it with both filters, in this order. */
  public LoginNode start(Sentinel sentinel, boolean loginFirst) throws Exception {
    Filter login = new SentinelLoginFilter(sentinel);
    Filter tokens = new SentinelAuthenticationFilter(sentinel);
    return start("", loginFirst ? List.of(login, tokens) : List.of(tokens, login), handler -> {});
  }

  public LoginNode start(
      String contextPath, List<Filter> filters, Consumer<ServletContextHandler> changes)
      throws Exception {
    ServletContextHandler handler =
        new ServletContextHandler(
            contextPath.isEmpty() ? "/" : contextPath, ServletContextHandler.SESSIONS);
    for (Filter filter : filters) {
      FilterHolder holder = new FilterHolder(filter);
      holder.setAsyncSupported(true);
      handler.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
    }
    handler.addServlet(new ServletHolder(new Echo()), "/*");
    changes.accept(handler);
    ServletContextHandler other =
        new ServletContextHandler("/other", ServletContextHandler.SESSIONS);
    other.addServlet(new ServletHolder(new Echo()), "/*");
    server.setHandler(new ContextHandlerCollection(handler, other));
    server.start();
    return this;
  }

  @Override
  public void close() {
    LifeCycle.stop(server);
    connector.close();
  }

  /** Tells what an application sees of its user; keeps a note of the user's in the session. */
  private static final class Echo extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getParameter("note") != null) {
        request.getSession().setAttribute("note", request.getParameter("note"));
      }
      HttpSession session = request.getSession(false);
      String token =
          request.getAttribute("dev.sentinelauth.LoggedInUser") instanceof LoggedInUser user
              ? user.accessToken()
              : "none";
      response.setContentType("text/plain;charset=utf-8");
      String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
      response
          .getWriter()
          .printf(
              "%s %s%s user=%s type=%s admin=%s lpa=%s note=%s token=%s",
              request.getMethod(),
              request.getRequestURI(),
              query,
              request.getUserPrincipal() == null ? "nobody" : request.getRemoteUser(),
              request.getAuthType(),
              request.isUserInRole("admin"),
              request.isUserInRole("lpa"),
              session == null ? "none" : session.getAttribute("note"),
              token);
    }
  }
}
