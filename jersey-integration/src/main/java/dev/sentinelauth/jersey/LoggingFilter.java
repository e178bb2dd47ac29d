package dev.sentinelauth.jersey;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before all filters of a web application, and ends what is logged of a request when it
 * leaves the thread. Nothing in Jakarta REST does so in all implementations: an asynchronous
 * request is answered on another thread than the one that its filters ran on, and an exception that
 * nobody maps passes all of them.
 */
final class LoggingFilter implements Filter {
  private static final Logger log = LoggerFactory.getLogger(LoggingFilter.class);
  private static final String NAME = "dev.sentinelauth.jersey.LoggingFilter";

  private final Endings started;

  private LoggingFilter(Endings started) {
    this.started = started;
  }

  /** Puts one into an application that is about to start. */
  static void add(ServletContext context, Endings started) {
    try {
      FilterRegistration.@Nullable Dynamic filter =
          context.addFilter(NAME, new LoggingFilter(started));
      if (filter != null) {
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
      }
    } catch (IllegalStateException | UnsupportedOperationException tooLate) {
      // Then the claims of sentinel.log.mdc stay out of the log.
      log.debug("no filter can be added any more", tooLate);
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!started.mayLog()) {
      chain.doFilter(request, response);
      return;
    }
    RequestLogging logging = RequestLogging.begin(request.getAttribute(RequestLogging.ATTRIBUTE));
    request.setAttribute(RequestLogging.ATTRIBUTE, logging);
    try {
      chain.doFilter(request, response);
    } finally {
      logging.end();
    }
  }
}
