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
    // null where there is one of this name already
    FilterRegistration.@Nullable Dynamic last = context.addFilter(NAME, new LastLook());
    if (last != null) {
      last.setAsyncSupported(true);
      // Filters that are mapped by servlet names come behind those that are mapped by paths.
      last.addMappingForServletNames(EnumSet.allOf(DispatcherType.class), true, "*");
      last.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
    }
    JettyWebSockets.ensureUpgradeFilter(context);
  }
}
