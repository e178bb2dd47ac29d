package dev.sentinelauth.servlet;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.SentinelListener;
import dev.sentinelauth.SharedSentinels;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A filter's share in the {@link Sentinel} of its web application.
 *
 * @param shared where it goes back to; {@code null} for an instance of the application's own
 * @param logins those of the application's login filters, which may come and go
 */
record SentinelLease(
    Sentinel sentinel,
    ServletContext application,
    @Nullable SharedSentinels shared,
    Map<Sentinel, LoginGate> logins) {

  /** Where the filters of one application find each other's logins. */
  private static final String LOGINS_ATTRIBUTE = "dev.sentinelauth.servlet.Logins";

  /** Where the application finds the instance; with different ones in use, the first. */
  static final String SENTINEL_ATTRIBUTE = "dev.sentinelauth.Sentinel";

  /** Where the application puts a listener before the filters are initialized. */
  static final String LISTENER_ATTRIBUTE = "dev.sentinelauth.SentinelListener";

  /** The instance for the settings that are found around this filter. */
  static SentinelLease of(FilterConfig filter) throws ServletException {
    ServletContext application = filter.getServletContext();
    SentinelListener listener = listener(application);
    try {
      SentinelConfig config =
          SentinelConfig.loader()
              .parameters(
                  "init-param of filter '" + filter.getFilterName() + "'",
                  parameters(filter.getInitParameterNames(), filter::getInitParameter))
              .parameters(
                  "context-param",
                  parameters(application.getInitParameterNames(), application::getInitParameter))
              .classLoader(application.getClassLoader())
              .webResources(application::getResourceAsStream)
              .load();
      SharedSentinels shared = shared(application);
      return published(
          new SentinelLease(
              shared.acquire(config, listener), application, shared, logins(application)));
    } catch (RuntimeException e) {
      // The message is all that some containers show.
      throw new ServletException(e.getMessage(), e);
    }
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
    return published(
        new SentinelLease(
            sentinel, filter.getServletContext(), null, logins(filter.getServletContext())));
  }

  private static SentinelLease published(SentinelLease lease) {
    if (lease.application.getAttribute(SENTINEL_ATTRIBUTE) == null) {
      lease.application.setAttribute(SENTINEL_ATTRIBUTE, lease.sentinel);
    }
    return lease;
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
    if (application.getAttribute(SENTINEL_ATTRIBUTE) == sentinel) {
      application.removeAttribute(SENTINEL_ATTRIBUTE);
    }
    if (shared != null) {
      shared.release(sentinel);
    }
  }

  /**
   * Containers initialize the filters of an application one after the other, so there is no race.
   */
  private static SharedSentinels shared(ServletContext application) {
    if (application.getAttribute(SharedSentinels.ATTRIBUTE) instanceof SharedSentinels shared) {
      return shared;
    }
    SharedSentinels shared = new SharedSentinels();
    application.setAttribute(SharedSentinels.ATTRIBUTE, shared);
    return shared;
  }

  private static @Nullable SentinelListener listener(ServletContext application)
      throws ServletException {
    Object listener = application.getAttribute(LISTENER_ATTRIBUTE);
    if (listener == null || listener instanceof SentinelListener) {
      return (SentinelListener) listener;
    }
    // An audit that silently hears nothing is worse than none.
    throw new ServletException(
        "the attribute %s is a %s and no SentinelListener of this application's class loader"
            .formatted(LISTENER_ATTRIBUTE, listener.getClass().getName()));
  }

  private static Map<String, String> parameters(
      Enumeration<String> names, Function<String, String> values) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name : Collections.list(names)) {
      parameters.put(name, values.apply(name));
    }
    return parameters;
  }
}
