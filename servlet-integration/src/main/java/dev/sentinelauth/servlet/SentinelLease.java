package dev.sentinelauth.servlet;

import dev.sentinelauth.ApplicationSentinel;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A filter's share in the {@link Sentinel} of its web application.
 *
 * @param shared where it comes from and goes back to
 * @param logins those of the application's login filters, which may come and go
 */
record SentinelLease(
    Sentinel sentinel,
    ServletContext application,
    ApplicationSentinel shared,
    Map<Sentinel, LoginGate> logins) {

  /** Where the filters of one application find each other's logins. */
  private static final String LOGINS_ATTRIBUTE = "dev.sentinelauth.servlet.Logins";

  /** The instance for the settings that are found around this filter. */
  static SentinelLease of(FilterConfig filter) throws ServletException {
    ServletContext application = filter.getServletContext();
    return started(
        ApplicationSentinel.start(
            SentinelConfig.loader()
                .parameters(
                    "init-param of filter '" + filter.getFilterName() + "'",
                    ApplicationSentinel.parameters(
                        filter.getInitParameterNames(), filter::getInitParameter))
                .parameters(
                    "context-param",
                    ApplicationSentinel.parameters(
                        application.getInitParameterNames(), application::getInitParameter))
                .classLoader(application.getClassLoader())
                .webResources(application::getResourceAsStream),
            attributes(application)),
        application);
  }

  /** An instance that the application made, and closes. */
  static SentinelLease of(Sentinel sentinel, FilterConfig filter) throws ServletException {
    for (String name : Collections.list(filter.getInitParameterNames())) {
      if (name.startsWith("sentinel.")) {
        throw new ServletException(
            "filter '%s' was given a ready Sentinel: its init-param %s would have no effect"
                .formatted(filter.getFilterName(), name));
      }
    }
    ServletContext application = filter.getServletContext();
    return started(ApplicationSentinel.of(sentinel, attributes(application)), application);
  }

  private static SentinelLease started(ApplicationSentinel shared, ServletContext application)
      throws ServletException {
    Sentinel sentinel = shared.current();
    if (sentinel == null) {
      Throwable failure = shared.failure();
      // The message is all that some containers show.
      throw new ServletException(failure == null ? null : failure.getMessage(), failure);
    }
    return new SentinelLease(sentinel, application, shared, logins(application));
  }

  private static ApplicationSentinel.Attributes attributes(ServletContext application) {
    return new ApplicationSentinel.Attributes() {
      @Override
      public @Nullable Object get(String name) {
        return application.getAttribute(name);
      }

      @Override
      public void set(String name, @Nullable Object value) {
        application.setAttribute(name, value); // null removes it
      }
    };
  }

  /** The login that goes with this instance; {@code null} where no login filter stands. */
  @Nullable LoginGate login() {
    return logins.get(sentinel);
  }

  /** Lets the other filters of the application know of a login. */
  void offer(LoginGate login) {
    logins.put(sentinel, login);
  }

  /** Takes it back, unless another filter has put its own in its place. */
  void withdraw(LoginGate login) {
    logins.remove(sentinel, login);
  }

  private static Map<Sentinel, LoginGate> logins(ServletContext application) {
    if (application.getAttribute(LOGINS_ATTRIBUTE) instanceof Logins logins) {
      return logins.bySentinel();
    }
    Logins logins = new Logins(new ConcurrentHashMap<>());
    application.setAttribute(LOGINS_ATTRIBUTE, logins);
    return logins.bySentinel();
  }

  private record Logins(Map<Sentinel, LoginGate> bySentinel) {}

  void release() {
    shared.close();
  }
}
