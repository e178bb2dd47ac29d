package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Verdict;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Enforces the annotations of what was matched by the means of Jakarta REST alone: those of the
 * method, and of the sub-resource locators on the way to it, which have run by then.
 */
@Priority(
    Priorities.AUTHENTICATION) // the first word after matching, before filters of the application
final class AnnotationFilter implements ContainerRequestFilter {
  /** Injected after construction: a proxy that knows the request at hand. */
  @Context private @Nullable ResourceInfo matched;

  @Override
  public void filter(ContainerRequestContext request) {
    Verdict verdict;
    RequestAuthenticator authenticator =
        RequestGate.authenticator(request, SentinelAuthenticationFeature.GATE);
    if (authenticator == null) {
      verdict = RequestAuthenticator.notConfigured();
    } else {
      RestRequest incoming = new RestRequest(request, authenticator);
      try {
        verdict = check(incoming);
        if (verdict instanceof Verdict.Accepted) {
          incoming.tellLetIn();
        }
      } catch (RuntimeException | LinkageError e) {
        verdict = authenticator.fault(e, incoming);
      }
    }
    if (verdict instanceof Verdict.Refused refused) {
      request.abortWith(Answer.of(refused));
    }
  }

  private Verdict check(RestRequest incoming) {
    ContainerRequestContext request = incoming.request();
    Verdict judged =
        RequestGate.callerOrRefusal(
            request, SentinelAuthenticationFeature.GATE, incoming.authenticator());
    if (!(judged instanceof Verdict.Accepted caller)) {
      return judged;
    }
    Class<?> type = matched == null ? null : matched.getResourceClass();
    Method method = matched == null ? null : matched.getResourceMethod();
    if (type == null || method == null) {
      throw new IllegalStateException("the request goes to no method");
    }
    MatchedMethod target = MatchedMethod.of(type, method);
    for (Requirement locator : MatchedLocators.requirements(request.getUriInfo(), target)) {
      Verdict verdict = locator.check(incoming, caller);
      if (verdict instanceof Verdict.Refused) {
        return verdict;
      }
    }
    Verdict verdict = target.requirement().check(incoming, caller);
    if (verdict instanceof Verdict.Accepted) {
      checkInjected(request, target, caller.token());
    }
    return verdict;
  }

  /**
   * Only RESTEasy injects a token elsewhere than into parameters, and keeps to requests in that.
   */
  private static void checkInjected(
      ContainerRequestContext request, MatchedMethod target, @Nullable AppJwt token) {
    if (target.takesToken()
        && (target.isKept() || Implementation.of(request) != Implementation.RESTEASY)) {
      throw new IllegalStateException(
          target.type().getName()
              + " can't have an AppJwt injected here: take it as a @Context parameter of the"
              + " resource method");
    }
    HeldTokens.check(request.getUriInfo().getMatchedResources(), token);
  }
}
