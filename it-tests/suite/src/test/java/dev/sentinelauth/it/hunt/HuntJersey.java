package dev.sentinelauth.it.hunt;

import com.sun.net.httpserver.HttpServer;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.jdkhttp.JdkHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.glassfish.jersey.servlet.ServletProperties;
import org.glassfish.jersey.servlet.init.JerseyServletContainerInitializer;

/** Jersey in a hunt: in a web application, and in the servers that it runs in without one. */
final class HuntJersey {
  private HuntJersey() {}

  static void addTo(ServletContext context, HuntDeployment deployment) {
    HuntMount mount = deployment.world().mount();
    if (mount.style() == HuntMount.Style.APPLICATION_PATH) {
      atApplicationPath(context);
      return;
    }
    ServletContainer jersey =
        new ServletContainer(ResourceConfig.forApplication(new HuntApplication(deployment)));
    String[] mappings = mount.mappings().toArray(String[]::new);
    switch (mount.style()) {
      case FILTER, FILTER_WITH_PATH -> {
        FilterRegistration.Dynamic filter = context.addFilter("rest", jersey);
        filter.setAsyncSupported(true);
        // so that the application's servlets can be reached behind it
        filter.setInitParameter(ServletProperties.FILTER_FORWARD_ON_404, "true");
        if (mount.style() == HuntMount.Style.FILTER_WITH_PATH) {
          filter.setInitParameter(ServletProperties.FILTER_CONTEXT_PATH, mount.base());
        }
        filter.addMappingForUrlPatterns(HuntWiring.CLIENTS_AND_ASYNC, true, mappings);
      }
      default -> {
        ServletRegistration.Dynamic servlet = context.addServlet("rest", jersey);
        servlet.setAsyncSupported(true);
        servlet.setLoadOnStartup(1);
        servlet.addMapping(mappings);
      }
    }
  }

  /** As Jersey does it by itself where it finds an application. */
  private static void atApplicationPath(ServletContext context) {
    try {
      new JerseyServletContainerInitializer()
          .onStartup(Set.of(HuntApplication.AtApi.class), context);
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
  }

  static HuntServer start(HuntDeployment deployment) throws IOException {
    HuntMount mount = deployment.world().mount();
    URI base =
        URI.create(
            "http://127.0.0.1:0"
                + mount.base()
                + (mount.style() == HuntMount.Style.BASE_URI ? "/" : ""));
    ResourceConfig application = ResourceConfig.forApplication(new HuntApplication(deployment));
    if (deployment.world().host() == HuntWorld.Host.JDK) {
      HttpServer server = JdkHttpServerFactory.createHttpServer(base, application);
      return new HuntServer(server.getAddress().getPort(), () -> server.stop(0));
    }
    var server = GrizzlyHttpServerFactory.createHttpServer(base, application, false);
    server.start();
    return new HuntServer(server.getListener("grizzly").getPort(), server::shutdownNow);
  }
}
