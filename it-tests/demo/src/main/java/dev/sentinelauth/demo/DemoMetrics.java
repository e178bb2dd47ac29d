package dev.sentinelauth.demo;

import dev.sentinelauth.MicrometerListener;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Objects;

/**
 * Makes the filters count in a registry that Prometheus can read. They find their listener in the
 * {@code ServletContext}, so it is put there before they start.
 */
public class DemoMetrics implements ServletContextListener {
  private static final String REGISTRY = "demo.metrics";

  @Override
  public void contextInitialized(ServletContextEvent event) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    event.getServletContext().setAttribute(REGISTRY, registry);
    event
        .getServletContext()
        .setAttribute(
            "dev.sentinelauth.SentinelListener",
            new MicrometerListener(registry, Tags.of("application", "demo")));
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    registry(event.getServletContext()).close();
  }

  /** The one of this application. */
  static PrometheusMeterRegistry registry(ServletContext context) {
    return (PrometheusMeterRegistry) Objects.requireNonNull(context.getAttribute(REGISTRY));
  }
}
