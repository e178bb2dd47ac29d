package dev.sentinelauth.servlet;

import dev.sentinelauth.ApplicationSentinel;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes known that a filter could not start. It has a {@link Gate} in place by then that answers
 * everything 500.
 */
final class FailedStart {

  /**
   * How the servers name themselves that were seen to give up an application whose filter throws.
   * Others (GlassFish, Payara) log it, drop the filter and serve the application without it; a
   * server that isn't known is taken for one of them.
   */
  private static final List<String> STOPPING =
      List.of(
          "Apache Tomcat", // TomEE too
          "jetty/",
          "Undertow",
          "WildFly",
          "JBoss EAP",
          "IBM WebSphere Liberty/",
          "Open Liberty");

  private FailedStart() {}

  /**
   * Throws where that stops the deployment, and else says it in the log.
   *
   * @throws ServletException with the message of the failure, which is all that some servers show
   */
  static void report(FilterConfig filter, ApplicationSentinel failed) throws ServletException {
    Throwable failure = failed.failure();
    if (stops(filter.getServletContext().getServerInfo())) {
      throw failure != null && failure.getCause() instanceof ServletException thrown
          ? thrown
          : new ServletException(failure == null ? null : failure.getMessage(), failure);
    }
    failed.announceFailure("filter '" + filter.getFilterName() + "'");
  }

  /** Whether this server gives up an application whose filter throws. */
  static boolean stops(@Nullable String serverInfo) {
    return serverInfo != null && STOPPING.stream().anyMatch(serverInfo::startsWith);
  }
}
