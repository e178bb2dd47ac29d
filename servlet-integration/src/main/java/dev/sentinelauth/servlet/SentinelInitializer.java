package dev.sentinelauth.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Found and run by the container in every application that has this module: puts a {@link LastLook}
 * behind the application's filters. Not for applications; nothing needs to be done for it.
 */
public final class SentinelInitializer implements ServletContainerInitializer {
  private static final String NAME = "dev.sentinelauth.servlet.LastLook";

  /** For the container. */
  public SentinelInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> types, ServletContext context) {
    // Filters that are mapped by servlet names come behind those that are mapped by paths. There
    // are
    // two, because Tomcat puts each into a chain once.
    FilterRegistration.@Nullable Dynamic ofPaths = add(context, NAME);
    if (ofPaths != null) {
      ofPaths.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
    }
    FilterRegistration.@Nullable Dynamic ofServlets = add(context, NAME + ".ofServlets");
    if (ofServlets != null) {
      ofServlets.addMappingForServletNames(EnumSet.allOf(DispatcherType.class), true, "*");
    }
    JettyWebSockets.ensureUpgradeFilter(context);
  }

  /** {@code null} where there is one of this name already. */
  private static FilterRegistration.@Nullable Dynamic add(ServletContext context, String name) {
    FilterRegistration.@Nullable Dynamic filter = context.addFilter(name, new LastLook());
    if (filter != null) {
      filter.setAsyncSupported(true);
    }
    return filter;
  }
}
