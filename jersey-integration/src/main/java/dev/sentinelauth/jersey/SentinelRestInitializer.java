package dev.sentinelauth.jersey;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Found and run by the servlet container in every application that has this module: ends what the
 * feature and the filter started when the application ends, because RESTEasy and CXF tell their
 * providers nothing of it; and what {@code sentinel.log.mdc} put into the logging context when a
 * request leaves its thread. An embedded container that looks for no initializers needs it as a
 * listener. Does nothing else.
 */
public final class SentinelRestInitializer
    implements ServletContainerInitializer, ServletContextListener {
  /** For the container. */
  public SentinelRestInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> types, ServletContext context) {
    prepare(context);
    context.addListener(this);
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    prepare(event.getServletContext());
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    if (event.getServletContext().getAttribute(Endings.ATTRIBUTE) instanceof Endings endings) {
      endings.run();
    }
  }

  private static void prepare(ServletContext context) {
    if (context.getAttribute(Endings.ATTRIBUTE) == null) {
      Endings endings = new Endings();
      context.setAttribute(Endings.ATTRIBUTE, endings);
      LoggingFilter.add(context, endings);
    }
  }
}
