package dev.sentinelauth.demo;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/** The demo's pages on their own, with a user who never signed in. */
final class DemoPages implements AutoCloseable {
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server, 1, 1);

  DemoPages(String contextPath, String user, String... roles) throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler(contextPath, true, false);
    context.addServlet(StartServlet.class, "");
    context.addServlet(HomeServlet.class, "/app/*");
    context.addServlet(SettingsServlet.class, "/app/settings");
    context.addServlet(AdminServlet.class, "/app/admin");
    context.addFilter(
        new FilterHolder(new SignedIn(user, Set.of(roles))),
        "/app/*",
        EnumSet.of(DispatcherType.REQUEST));
    server.setHandler(context);
    server.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
  }

  @Override
  public void close() {
    LifeCycle.stop(server);
  }

  /** What the pages see of the login filter. */
  private static final class SignedIn extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final String user;
    private final transient Set<String> roles;

    SignedIn(String user, Set<String> roles) {
      this.user = user;
      this.roles = roles;
    }

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      chain.doFilter(
          new HttpServletRequestWrapper(request) {
            @Override
            public String getRemoteUser() {
              return user;
            }

            @Override
            public Principal getUserPrincipal() {
              return () -> user;
            }

            @Override
            public boolean isUserInRole(String role) {
              return roles.contains(role);
            }
          },
          response);
    }
  }
}
