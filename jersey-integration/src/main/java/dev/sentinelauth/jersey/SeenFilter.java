package dev.sentinelauth.jersey;

import dev.sentinelauth.RequestAuthenticator;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Configurable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses what {@link SentinelContainerRequestFilter} has let come past it, because the application
 * registers it for some of its contracts only, where nothing tells which: it comes with each of
 * them.
 */
@Priority(Priorities.AUTHENTICATION)
final class SeenFilter implements ContainerRequestFilter {
  private static final Logger log = LoggerFactory.getLogger(SeenFilter.class);

  /**
   * For CXF, where a method below a locator has no filters of its own: what runs before a request
   * is matched comes with any method, and runs for all.
   */
  @PreMatching
  static final class Everywhere implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      try {
        CxfMessage.complete();
      } catch (RuntimeException | LinkageError e) {
        log.error("The last check can't be put into an endpoint; the request was answered 500", e);
        request.abortWith(Answer.of(RequestAuthenticator.notConfigured()));
      }
    }
  }

  /**
   * Adds itself while RESTEasy starts an application.
   *
   * @param object one of RESTEasy's
   */
  static void addToResteasy(Object object) {
    try {
      if (Implementation.resteasyContext(object, Configurable.class) instanceof Configurable<?> all
          && !all.getConfiguration().isRegistered(SeenFilter.class)) {
        all.register(new SeenFilter());
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("RESTEasy doesn't take the last check", e);
    }
  }

  /** Whether the request has come through the filter; if not, says what to do about it. */
  static boolean hasSeen(ContainerRequestContext request) {
    boolean seen = request.getProperty(SentinelContainerRequestFilter.GATE) != null;
    if (!seen) {
      log.error(
          "A request came past SentinelContainerRequestFilter and was answered 500: register it"
              + " without naming contracts, because for some of them alone it leaves requests"
              + " unjudged");
    }
    return seen;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!hasSeen(request)) {
      request.abortWith(Answer.of(RequestAuthenticator.notConfigured()));
    }
  }
}
