package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Verdict;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceContext;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks core about a request, and puts the answer into it: an identity, or a refusal that ends it.
 * Plain Jakarta REST.
 *
 * @param sentinel where the authenticator comes from
 * @param name tells the gates of one application apart
 * @param denial finds out about {@code @DenyAll}
 */
record RequestGate(
    RestSentinel sentinel, String name, Function<ContainerRequestContext, Denial> denial) {

  /** What of a request was judged, and by whom. */
  private record Seen(
      RequestGate gate,
      RestSentinel.Running running,
      String method,
      String rawPath,
      boolean isPassedOn) {

    boolean isOf(ContainerRequestContext request) {
      return method.equals(request.getMethod())
          && rawPath.equals(ClientRequest.currentPath(request));
    }

    boolean hasParameters() {
      return rawPath.indexOf(';') >= 0;
    }
  }

  /** Judges the request; a verdict that the servlet filter left in it for this one is kept. */
  void enter(
      ContainerRequestContext request,
      @Nullable ResourceContext resources,
      @Nullable Configuration configuration) {
    RequestAuthenticator authenticator = null;
    Verdict verdict;
    try {
      RestSentinel.Running running = sentinel.in(request, resources, configuration);
      authenticator = running == null ? null : running.authenticator();
      RequestLogging.forget(request, sentinel.current());
      if (running == null || authenticator == null) {
        verdict = RequestAuthenticator.notConfigured();
      } else {
        verdict = enter(request, running, authenticator);
      }
    } catch (RuntimeException | LinkageError e) {
      verdict =
          authenticator == null ? RequestAuthenticator.notConfigured() : authenticator.fault(e);
    }
    if (verdict instanceof Verdict.Refused refused) {
      request.abortWith(Answer.of(refused));
    }
  }

  private Verdict enter(
      ContainerRequestContext request,
      RestSentinel.Running running,
      RequestAuthenticator authenticator) {
    ClientRequest client = ClientRequest.of(request, running);
    Verdict.Accepted kept =
        authenticator.accepted(
            request.getProperty(RequestAuthenticator.VERDICT_ATTRIBUTE),
            client.method(),
            client.path());
    Verdict verdict = kept != null ? kept : judge(authenticator, request, client);
    if (verdict instanceof Verdict.Accepted accepted) {
      identify(authenticator, request, client, accepted);
      note(request, running, client);
    }
    return verdict;
  }

  private void note(
      ContainerRequestContext request, RestSentinel.Running running, ClientRequest client) {
    request.setProperty(
        name,
        new Seen(
            this,
            running,
            request.getMethod(),
            ClientRequest.currentPath(request),
            client.isPassedOn()));
  }

  /**
   * What decides about a request that has come through a gate of this name; {@code null} where it
   * has not, or where nothing may be served any more.
   */
  static @Nullable RequestAuthenticator authenticator(
      ContainerRequestContext request, String name) {
    return request.getProperty(name) instanceof Seen seen ? seen.running.authenticator() : null;
  }

  /**
   * Whom a gate of this name let in, where the request is still the one that was judged, or would
   * be let in as it is now; else the refusal.
   *
   * @param authenticator what {@link #authenticator} gave
   * @throws IllegalStateException if nobody was let in
   */
  static Verdict callerOrRefusal(
      ContainerRequestContext request, String name, RequestAuthenticator authenticator) {
    Verdict.Refused changed = refusalIfChanged(request, name);
    if (changed != null) {
      return changed;
    }
    Verdict.Accepted caller =
        authenticator.accepted(request.getProperty(RequestAuthenticator.VERDICT_ATTRIBUTE));
    if (caller == null) {
      throw new IllegalStateException("the request was not authenticated");
    }
    return caller;
  }

  /**
   * Judges the request once more if its method or path were changed since it came through a gate:
   * by the client, in fact, where a pre-matching filter heeds {@code X-HTTP-Method-Override} or a
   * suffix of the path. What then stands in the request is what is matched, so the route for that
   * must let it in as well.
   *
   * @param name that of the gate; a request that did not come through it is refused
   * @return the refusal, or {@code null}
   */
  static Verdict.@Nullable Refused refusalIfChanged(ContainerRequestContext request, String name) {
    if (!(request.getProperty(name) instanceof Seen seen)) {
      return RequestAuthenticator.notConfigured();
    }
    boolean other = seen.isPassedOn || (seen.hasParameters() && ClientRequest.isCutShort(request));
    if (!other && seen.isOf(request)) {
      return null;
    }
    RequestAuthenticator authenticator = seen.running.authenticator();
    if (authenticator == null) {
      return RequestAuthenticator.notConfigured();
    }
    ClientRequest current =
        other ? ClientRequest.ambiguous(request) : ClientRequest.current(request, seen.running);
    Verdict verdict =
        current.authenticate(
            authenticator, authorization(request), () -> user(authenticator, request));
    if (verdict instanceof Verdict.Accepted accepted) {
      seen.gate.note(request, seen.running, current);
      if (accepted.token() != null) {
        seen.gate.identify(authenticator, request, current, accepted);
      }
    }
    return verdict instanceof Verdict.Refused refused ? refused : null;
  }

  private Verdict judge(
      RequestAuthenticator authenticator, ContainerRequestContext request, ClientRequest client) {
    return switch (denial.apply(request)) {
      // What the header says makes no difference: it isn't read.
      case CERTAIN -> authenticator.deny(client.method(), client.path());
      case LIKELY ->
          authenticator.authenticateOrDeny(
              client.method(),
              client.path(),
              authorization(request),
              () -> user(authenticator, request));
      case NONE ->
          client.authenticate(
              authenticator, authorization(request), () -> user(authenticator, request));
    };
  }

  /** Who logged in: a servlet filter finds out, and this one keeps to it. */
  private static @Nullable LoggedInUser user(
      RequestAuthenticator authenticator, ContainerRequestContext request) {
    Verdict.Accepted kept =
        authenticator.accepted(request.getProperty(RequestAuthenticator.VERDICT_ATTRIBUTE));
    return kept == null ? null : kept.user();
  }

  private static List<String> authorization(ContainerRequestContext request) {
    List<String> values = request.getHeaders().get("Authorization");
    return values == null ? List.of() : values;
  }

  private void identify(
      RequestAuthenticator authenticator,
      ContainerRequestContext request,
      ClientRequest client,
      Verdict.Accepted accepted) {
    Object previous = request.getProperty(RequestAuthenticator.VERDICT_ATTRIBUTE);
    request.setProperty(
        RequestAuthenticator.VERDICT_ATTRIBUTE,
        authenticator.attribute(previous, accepted, client.method(), client.path()));
    if (!RequestLogging.show(request, sentinel.current(), accepted)) {
      sentinel.tellUnlogged();
    }
    AppJwt token = accepted.token();
    if (token == null) {
      request.removeProperty(RequestAuthenticator.TOKEN_ATTRIBUTE);
      return;
    }
    request.setProperty(RequestAuthenticator.TOKEN_ATTRIBUTE, token);
    SecurityContext before = request.getSecurityContext();
    if (name.equals(SentinelAuthenticationFeature.GATE)
        && Implementation.of(request) == Implementation.RESTEASY) {
      Implementation.pushToResteasy(request, AppJwt.class, token);
    }
    request.setSecurityContext(new Caller(accepted, token, before != null && before.isSecure()));
  }
}
