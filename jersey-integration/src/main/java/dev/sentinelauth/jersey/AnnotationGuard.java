package dev.sentinelauth.jersey;

import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Verdict;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.List;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.glassfish.jersey.server.monitoring.ApplicationEvent;
import org.glassfish.jersey.server.monitoring.ApplicationEventListener;
import org.glassfish.jersey.server.monitoring.RequestEvent;
import org.glassfish.jersey.server.monitoring.RequestEventListener;
import org.jspecify.annotations.Nullable;

/**
 * Enforces the annotations of what Jersey matched: of each sub-resource locator right before it
 * runs, and of all locators and the method before the method runs.
 */
@Priority(
    Priorities.AUTHENTICATION) // the first word after matching, before filters of the application
final class AnnotationGuard implements ContainerRequestFilter, ApplicationEventListener {
  private final RestSentinel sentinel;
  private final ResourceRequirements requirements = new ResourceRequirements();

  /** {@code null} until Jersey has read the application. */
  private volatile @Nullable DeniedResources resources;

  AnnotationGuard(RestSentinel sentinel) {
    this.sentinel = sentinel;
  }

  @Override
  public void onEvent(ApplicationEvent event) {
    if (event.getType() == ApplicationEvent.Type.INITIALIZATION_FINISHED) {
      try {
        AppJwtInjection.check(event);
        resources =
            new DeniedResources(event.getResourceModel().getRuntimeResourceModel(), requirements);
      } catch (RuntimeException e) {
        sentinel.end(); // Jersey tells nobody that an application didn't start
        throw e;
      }
    }
  }

  /** What is denied where a request goes, before it is matched. */
  Denial denial(ContainerRequestContext request) {
    DeniedResources known = resources;
    return known == null || !known.anyDenied()
        ? Denial.NONE
        : known.find(request.getMethod(), request.getUriInfo().getPath(false));
  }

  @Override
  public @Nullable RequestEventListener onRequest(RequestEvent start) {
    DeniedResources known = resources;
    return known == null || known.anyLocator() ? this::beforeLocator : null;
  }

  /**
   * Jersey lets what a listener throws end the request, and gives a response with an entity to no
   * exception mapper: the refusal goes out as it is.
   */
  private void beforeLocator(RequestEvent event) {
    if (event.getType() == RequestEvent.Type.LOCATOR_MATCHED) {
      ContainerRequest request = event.getContainerRequest();
      Verdict verdict = check(request, event.getUriInfo().getMatchedResourceLocators(), null);
      if (verdict instanceof Verdict.Refused refused) {
        throw new WebApplicationException(Answer.of(refused));
      }
    }
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Verdict verdict = RequestAuthenticator.notConfigured();
    if (request.getUriInfo() instanceof ExtendedUriInfo matched) {
      verdict =
          check(request, matched.getMatchedResourceLocators(), matched.getMatchedResourceMethod());
    }
    if (verdict instanceof Verdict.Refused refused) {
      request.abortWith(Answer.of(refused));
    }
  }

  private Verdict check(
      ContainerRequestContext request,
      List<ResourceMethod> locators,
      @Nullable ResourceMethod method) {
    RequestAuthenticator authenticator =
        RequestGate.authenticator(request, SentinelAuthenticationFeature.GATE);
    if (authenticator == null) {
      return RequestAuthenticator.notConfigured();
    }
    RestRequest incoming = new RestRequest(request, authenticator);
    try {
      Verdict judged =
          RequestGate.callerOrRefusal(request, SentinelAuthenticationFeature.GATE, authenticator);
      if (!(judged instanceof Verdict.Accepted caller)) {
        return judged;
      }
      Verdict verdict = caller;
      // From the outside in: Jersey has the last one first.
      for (int i = locators.size() - 1; i >= 0 && verdict == caller; i--) {
        verdict = requirements.of(locators.get(i)).check(incoming, caller);
      }
      if (method != null && verdict == caller) {
        verdict = requirements.of(method).check(incoming, caller);
        HeldTokens.check(request.getUriInfo().getMatchedResources(), caller.token());
        if (verdict == caller) {
          incoming.tellLetIn();
        }
      }
      return verdict;
    } catch (RuntimeException e) {
      return authenticator.fault(e, incoming);
    }
  }
}
