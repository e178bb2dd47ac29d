package dev.sentinelauth.jersey;

import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Verdict;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last check of {@link SentinelContainerRequestFilter}, right before a resource method: that
 * the request is still the one that was judged, and that the method asks for nothing that nobody
 * enforces.
 */
@Priority(Priorities.AUTHENTICATION)
final class UnchangedFilter implements ContainerRequestFilter {
  private static final Logger log = LoggerFactory.getLogger(UnchangedFilter.class);

  private final @Nullable String unenforced;
  private final boolean looksAround;

  /**
   * @param unenforced what asks for {@link RequiresScope} although nobody enforces it; {@code null}
   *     for nothing
   * @param looksAround whether what is known in a request only may do so, too: locators on the way
   */
  UnchangedFilter(@Nullable String unenforced, boolean looksAround) {
    this.unenforced = unenforced;
    this.looksAround = looksAround;
    if (unenforced != null) {
      announce(unenforced);
    }
  }

  /** The method's name if it asks for scopes; else {@code null}. */
  static @Nullable String unenforced(Class<?> type, Method method) {
    MatchedMethod target = MatchedMethod.of(type, method);
    return target.requirement().asksForScopes()
        ? target.type().getName() + "." + target.method().getName()
        : null;
  }

  private static void announce(String method) {
    log.error(
        "{} is answered 500: it has @RequiresScope, which SentinelContainerRequestFilter doesn't"
            + " enforce. Register SentinelAuthenticationFeature instead of it",
        method);
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Verdict.Refused refused;
    try {
      refused =
          unenforced != null
                  || !SeenFilter.hasSeen(request)
                  || (looksAround && !isEnforced(request) && isUnenforced(request))
              ? notServed(request)
              : RequestGate.refusalIfChanged(request, SentinelContainerRequestFilter.GATE);
    } catch (RuntimeException | LinkageError e) {
      log.error("The check before a resource method failed; the request was answered 500", e);
      refused = notServed(request);
    }
    if (refused != null) {
      request.abortWith(Answer.of(refused));
    } else if (!isEnforced(request)) {
      tellLetIn(request);
    }
  }

  private static Verdict.Refused notServed(ContainerRequestContext request) {
    RequestAuthenticator authenticator =
        RequestGate.authenticator(request, SentinelContainerRequestFilter.GATE);
    return authenticator == null
        ? RequestAuthenticator.notConfigured()
        : authenticator.notServed(new RestRequest(request, authenticator));
  }

  private static void tellLetIn(ContainerRequestContext request) {
    RequestAuthenticator authenticator =
        RequestGate.authenticator(request, SentinelContainerRequestFilter.GATE);
    if (authenticator != null) {
      new RestRequest(request, authenticator).tellLetIn();
    }
  }

  /** Whether the feature has seen the request as well. */
  private static boolean isEnforced(ContainerRequestContext request) {
    return request.getProperty(SentinelAuthenticationFeature.GATE) != null;
  }

  private static boolean isUnenforced(ContainerRequestContext request) {
    if (Implementation.of(request) == Implementation.CXF) {
      MatchedMethod target = CxfMessage.target();
      if (target == null || target.requirement().asksForScopes()) {
        announce(
            target == null
                ? "A method"
                : target.type().getName() + "." + target.method().getName());
        return true;
      }
    }
    List<Object> matched = request.getUriInfo().getMatchedResources();
    for (int i = 1; i < matched.size(); i++) { // the first one is the target itself
      Object resource = matched.get(i);
      Class<?> type =
          MatchedMethod.withoutProxy(
              resource instanceof Class<?> known ? known : resource.getClass());
      for (Method method : type.getMethods()) {
        if (PathTemplate.isLocator(method)
            && MatchedMethod.of(type, method).requirement().asksForScopes()) {
          announce(type.getName() + "." + method.getName());
          return true;
        }
      }
    }
    return false;
  }
}
