package dev.sentinelauth.it.hunt;

import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import java.util.Set;

/** Puts a world into a web application, by what all servlet containers have. */
record HuntWiring(HuntDeployment deployment) implements ServletContainerInitializer {
  static final EnumSet<DispatcherType> CLIENTS_AND_ASYNC =
      EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC);

  /** What another application dispatches reaches filters only where they are mapped to it. */
  private static final EnumSet<DispatcherType> EVERYTHING = EnumSet.allOf(DispatcherType.class);

  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext context) {
    HuntWorld world = deployment.world();
    if (world.gate() != HuntWorld.Gate.NONE && world.byClass()) {
      deployment.settings().forEach(context::setInitParameter);
    }
    if (world.between() == HuntWorld.Between.FILTER_AHEAD) {
      everything(context.addFilter("ahead", new HuntOverride.OfServlet()));
    }
    if (world.gate().filter()) {
      everything(
          world.byClass()
              ? context.addFilter("sentinel", SentinelAuthenticationFilter.class)
              : context.addFilter(
                  "sentinel", new SentinelAuthenticationFilter(deployment.given())));
    }
    if (world.between() == HuntWorld.Between.FILTER_BEHIND) {
      everything(context.addFilter("behind", new HuntOverride.OfServlet()));
    }
    if (!world.resources().isEmpty()) {
      world.rest().addTo(context, deployment);
    }
    for (HuntServlet.Mapping mapping : world.servlets()) {
      ServletRegistration.Dynamic servlet =
          context.addServlet("servlet " + mapping.pattern(), new HuntServlet(mapping));
      servlet.setAsyncSupported(true);
      servlet.addMapping(mapping.pattern());
    }
  }

  private void everything(FilterRegistration.Dynamic filter) {
    filter.setAsyncSupported(true);
    filter.addMappingForUrlPatterns(
        deployment.world().neighbour() ? EVERYTHING : CLIENTS_AND_ASYNC, true, "/*");
  }
}
