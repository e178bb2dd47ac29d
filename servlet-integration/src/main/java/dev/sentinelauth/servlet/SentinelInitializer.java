package dev.sentinelauth.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Found and run by the container in every application that has this module: puts a {@link LastLook}
 * behind the application's filters. Not for applications; nothing needs to be done for it.
 */
public final class SentinelInitializer implements ServletContainerInitializer {
  /** For the container. */
  public SentinelInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> types, ServletContext context) {
    FilterOrder.arrange(context);
    JettyWebSockets.ensureUpgradeFilter(context);
  }
}
