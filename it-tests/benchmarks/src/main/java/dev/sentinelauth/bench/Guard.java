package dev.sentinelauth.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletContainer;

/**
 * What stands before an application on Jetty. The application does next to nothing, once as a
 * servlet and once as a Jersey resource.
 */
enum Guard {
  NONE("no filter", "/bare"),
  LOOK_UP("a filter that looks the token's SHA-256 up, and no more", "/look"),
  SERVLET("ours", "/ours"),
  SPRING_SECURITY("Spring Security's chain", "/spri"),
  JERSEY_NONE("no filter", "/jbar"),
  JERSEY("ours", "/jour");

  private static final String HELLO = "hello\n";

  /** The context path; of one length, so that requests are alike. */
  final String path;

  private final String title;

  Guard(String title, String path) {
    this.title = title;
    this.path = path;
  }

  private static final class HelloServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final byte[] BODY = HELLO.getBytes(US_ASCII);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain");
      response.setContentLength(BODY.length);
      response.getOutputStream().write(BODY);
    }
  }

  /** The same for Jersey. */
  @Path("/hello")
  public static final class HelloResource {
    /** Says it. */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String hello() {
      return HELLO;
    }
  }

  /** The servlet with nothing before it. */
  static ServletContextHandler bare(String contextPath) {
    ServletContextHandler application = new ServletContextHandler(contextPath);
    application.addServlet(new ServletHolder(new HelloServlet()), "/*");
    return application;
  }

  /**
   * The application with this guard before it.
   *
   * @param settings names and values, by turns, for ours
   */
  ServletContextHandler application(URI server, String jwks, String... settings) {
    ServletContextHandler application = new ServletContextHandler(path);
    application.setInitParameter("sentinel.account-id", Fixture.ACCOUNT);
    application.setInitParameter("sentinel.server", server.toString());
    for (int i = 0; i < settings.length; i += 2) {
      application.setInitParameter("sentinel." + settings[i], settings[i + 1]);
    }
    application.addServlet(servlet(), "/*");
    Filter filter =
        switch (this) {
          case LOOK_UP -> new LookUpFilter();
          case SERVLET -> new SentinelAuthenticationFilter();
          case SPRING_SECURITY -> new SpringChain(jwks);
          default -> null;
        };
    if (filter != null) {
      application.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
    }
    return application;
  }

  private ServletHolder servlet() {
    if (this != JERSEY && this != JERSEY_NONE) {
      return new ServletHolder(new HelloServlet());
    }
    ResourceConfig resources =
        new ResourceConfig(HelloResource.class)
            .property(ServerProperties.WADL_FEATURE_DISABLE, true);
    if (this == JERSEY) {
      resources.register(SentinelAuthenticationFeature.class);
    }
    ServletHolder holder = new ServletHolder(new ServletContainer(resources));
    holder.setInitOrder(1);
    return holder;
  }

  /** The name for the table. */
  @Override
  public String toString() {
    return title;
  }
}
