package dev.sentinelauth.servlet;

import dev.sentinelauth.ApplicationSentinel;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** How the filters of this module start and end, the {@link MechanismGuard} among them. */
final class FilterStart {
  private FilterStart() {}

  /** Makes the gate of a filter around an instance that is there. */
  interface Opening {

    /**
     * The gate.
     *
     * @throws ServletException if the filter can't do with these settings
     */
    Gate open(WebApplication application, ApplicationSentinel shared, Sentinel sentinel)
        throws ServletException;
  }

  /**
   * Opens a gate; while a filter has none, it answers everything 500.
   *
   * @param own an instance that the application made, and closes; {@code null} for one with the
   *     settings that are found around this filter
   * @return {@code null} where the start failed, and the server would take a failure for a reason
   *     to leave the filter away
   * @throws ServletException where the start failed, and that stops the deployment
   */
  static @Nullable Gate gate(@Nullable Sentinel own, FilterConfig filter, Opening opening)
      throws ServletException {
    ApplicationSentinel shared = null;
    ApplicationSentinel.Attributes attributes = null;
    try {
      WebApplication application = WebApplication.of(filter.getServletContext());
      attributes = application.attributes();
      shared = own == null ? found(filter, attributes) : given(own, filter, attributes);
      Sentinel sentinel = shared.current();
      if (sentinel != null) {
        JettyWebSockets.judgeFirst(filter.getServletContext());
        TomcatWebSockets.judgeFirst(filter.getServletContext());
        FilterOrder.check(filter.getServletContext());
        Gate gate = opening.open(application, shared, sentinel);
        application.gates().add(gate);
        return gate;
      }
    } catch (ServletException | RuntimeException | Error e) {
      // An Error too: a class that is missing is no reason to leave an application open.
      if (shared != null) {
        shared.close();
      }
      shared = ApplicationSentinel.failed(e, attributes);
    }
    FailedStart.report(filter, shared);
    return null;
  }

  /** Shuts a gate for good: whoever still comes by is answered 500. */
  static void end(Gate gate) {
    gate.application().gates().remove(gate);
    gate.shared().close();
  }

  private static ApplicationSentinel found(
      FilterConfig filter, ApplicationSentinel.Attributes attributes) {
    ServletContext context = filter.getServletContext();
    return ApplicationSentinel.start(
        SentinelConfig.loader()
            .parameters(
                "init-param of filter '" + filter.getFilterName() + "'",
                ApplicationSentinel.parameters(
                    filter.getInitParameterNames(), filter::getInitParameter))
            .parameters(
                "context-param",
                ApplicationSentinel.parameters(
                    context.getInitParameterNames(), context::getInitParameter))
            .classLoader(context.getClassLoader())
            .webResources(context::getResourceAsStream),
        attributes,
        context.getServerInfo());
  }

  private static ApplicationSentinel given(
      Sentinel sentinel, FilterConfig filter, ApplicationSentinel.Attributes attributes)
      throws ServletException {
    for (String name : Collections.list(filter.getInitParameterNames())) {
      if (ApplicationSentinel.isSetting(name)) {
        throw new ServletException(
            "filter '%s' was given a ready Sentinel: its init-param %s would have no effect"
                .formatted(filter.getFilterName(), name));
      }
    }
    return ApplicationSentinel.of(sentinel, attributes);
  }
}
