package dev.sentinelauth.it.hunt;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.List;
import java.util.Map;

/** An implementation of Jakarta REST. RESTEasy and CXF are known by name: no build has them all. */
enum HuntRest {
  JERSEY,
  RESTEASY,
  CXF;

  private static final String RESTEASY_PREFIX = "resteasy.servlet.mapping.prefix";

  /** The one that the tests are run with. */
  static HuntRest inUse() {
    return valueOf(System.getProperty("it.rest", "JERSEY"));
  }

  /** The ways to put it somewhere. */
  List<HuntMount> mounts(HuntWorld.Host host) {
    if (!host.hasServlets()) {
      return List.of(
          HuntMount.at(HuntMount.Style.BASE_URI, "/api"),
          HuntMount.at(HuntMount.Style.BASE_URI, "/rest/v1"),
          HuntMount.at(HuntMount.Style.BASE_URI, ""),
          HuntMount.at(HuntMount.Style.BASE_URI_WITHOUT_SLASH, "/api"),
          HuntMount.at(HuntMount.Style.BASE_URI_WITHOUT_SLASH, "/rest/v1"));
    }
    return switch (this) {
      case JERSEY ->
          List.of(
              HuntMount.below(HuntMount.Style.SERVLET, "/api"),
              HuntMount.below(HuntMount.Style.SERVLET, ""),
              HuntMount.below(HuntMount.Style.SERVLET, "/rest/v1"),
              HuntMount.below(HuntMount.Style.SERVLET, "/api", "/v2"),
              HuntMount.below(HuntMount.Style.APPLICATION_PATH, "/api"),
              HuntMount.below(HuntMount.Style.FILTER, ""),
              HuntMount.below(HuntMount.Style.FILTER, "/api"),
              HuntMount.below(HuntMount.Style.FILTER, "/api", "/v2"),
              HuntMount.below(HuntMount.Style.FILTER_WITH_PATH, "/api"));
      case RESTEASY ->
          List.of(
              HuntMount.below(HuntMount.Style.SERVLET, ""),
              HuntMount.below(HuntMount.Style.SERVLET_WITH_PREFIX, "/api"),
              HuntMount.below(HuntMount.Style.SERVLET_WITH_PREFIX, "/rest/v1"),
              new HuntMount(HuntMount.Style.SERVLET_WITH_PREFIX, List.of("/*"), List.of("/api")),
              HuntMount.below(HuntMount.Style.FILTER, ""),
              HuntMount.below(HuntMount.Style.FILTER_WITH_PREFIX, "/api"),
              new HuntMount(HuntMount.Style.FILTER_WITH_PREFIX, List.of("/*"), List.of("/api")));
      case CXF ->
          List.of(
              HuntMount.below(HuntMount.Style.SERVLET, ""),
              HuntMount.below(HuntMount.Style.SERVLET, "/api"),
              HuntMount.below(HuntMount.Style.SERVLET, "/rest/v1"),
              HuntMount.below(HuntMount.Style.SERVLET, "/api", "/v2"),
              new HuntMount(HuntMount.Style.APPLICATION_PATH, List.of("/*"), List.of("/api")),
              new HuntMount(
                  HuntMount.Style.APPLICATION_PATH, List.of("/rest/*"), List.of("/rest/api")));
    };
  }

  /** Puts it into a web application. */
  void addTo(ServletContext context, HuntDeployment deployment) {
    HuntMount mount = deployment.world().mount();
    switch (this) {
      case JERSEY -> HuntJersey.addTo(context, deployment);
      case RESTEASY -> {
        String base = "org.jboss.resteasy.plugins.server.servlet.";

        Map<String, String> parameters =
            mount.base().isEmpty()
                ? Map.of(APPLICATION, HuntApplication.class.getName())
                : Map.of(
                    APPLICATION, HuntApplication.class.getName(), RESTEASY_PREFIX, mount.base());
        if (mount.style().isFilter()) {
          filter(context, base + "FilterDispatcher", parameters, mount);
        } else {
          servlet(context, base + "HttpServlet30Dispatcher", parameters, mount);
        }
      }
      case CXF ->
          servlet(
              context,
              "org.apache.cxf.jaxrs.servlet.CXFNonSpringJaxrsServlet",
              Map.of(
                  APPLICATION,
                  (mount.style() == HuntMount.Style.APPLICATION_PATH
                          ? HuntApplication.AtApi.class
                          : HuntApplication.class)
                      .getName(),
                  // or @ApplicationPath would count for nothing
                  "jaxrs.application.address.ignore",
                  "false"),
              mount);
    }
  }

  private static final String APPLICATION = "jakarta.ws.rs.Application";

  private static void servlet(
      ServletContext context, String name, Map<String, String> parameters, HuntMount mount) {
    ServletRegistration.Dynamic servlet = context.addServlet("rest", name);
    servlet.setInitParameters(parameters);
    servlet.setLoadOnStartup(1);
    servlet.setAsyncSupported(true);
    servlet.addMapping(mount.mappings().toArray(String[]::new));
  }

  private static void filter(
      ServletContext context, String name, Map<String, String> parameters, HuntMount mount) {
    FilterRegistration.Dynamic filter = context.addFilter("rest", name);
    filter.setInitParameters(parameters);
    filter.setAsyncSupported(true);
    filter.addMappingForUrlPatterns(
        HuntWiring.CLIENTS_AND_ASYNC, true, mount.mappings().toArray(String[]::new));
  }
}
