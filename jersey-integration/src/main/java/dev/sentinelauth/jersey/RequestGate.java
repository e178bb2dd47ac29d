package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
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
    RestRequest incoming = null;
    Verdict verdict;
    try {
      RestSentinel.Running running = sentinel.in(request, resources, configuration);
      RequestAuthenticator authenticator = running == null ? null : running.authenticator();
      RequestLogging.forget(request, sentinel.current());
      if (running == null || authenticator == null) {
        verdict = RequestAuthenticator.notConfigured();
      } else {
        ClientRequest client = ClientRequest.of(request, running);
        Verdict.Document document = authenticator.document(client.method(), client.path());
        if (document != null) {
          request.abortWith(Answer.of(document));
          return;
        }
        incoming = new RestRequest(request, authenticator, resources);
        verdict = enter(incoming, running, client);
      }
    } catch (RuntimeException | LinkageError e) {
      verdict =
          incoming == null
              ? RequestAuthenticator.notConfigured()
              : incoming.authenticator().fault(e, incoming);
    }
    if (verdict instanceof Verdict.Refused refused) {
      request.abortWith(Answer.of(refused));
    }
  }

  private Verdict enter(RestRequest incoming, RestSentinel.Running running, ClientRequest client) {
    ContainerRequestContext request = incoming.request();
    Verdict.Accepted kept =
        incoming
            .authenticator()
            .accepted(
                request.getProperty(RequestAuthenticator.VERDICT_ATTRIBUTE),
                client.method(),
                client.path());
    Verdict verdict = kept != null ? kept : judge(incoming, client);
    if (verdict instanceof Verdict.Accepted accepted) {
      identify(incoming, client, accepted);
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
    RestRequest incoming = new RestRequest(request, authenticator);
    Verdict verdict = current.authenticate(incoming, authorization(request));
    if (verdict instanceof Verdict.Accepted accepted) {
      seen.gate.note(request, seen.running, current);
      if (accepted.token() != null) {
        seen.gate.identify(incoming, current, accepted);
      }
    }
    return verdict instanceof Verdict.Refused refused ? refused : null;
  }

  private Verdict judge(RestRequest incoming, ClientRequest client) {
    RequestAuthenticator authenticator = incoming.authenticator();
    ContainerRequestContext request = incoming.request();
    return switch (denial.apply(request)) {
      // What the header says makes no difference: it isn't read.
      case CERTAIN -> authenticator.deny(client.method(), client.path(), incoming);
      case LIKELY ->
          authenticator.authenticateOrDeny(
              client.method(), client.path(), authorization(request), incoming);
      case NONE -> client.authenticate(incoming, authorization(request));
    };
  }

  private static List<String> authorization(ContainerRequestContext request) {
    List<String> values = request.getHeaders().get("Authorization");
    return values == null ? List.of() : values;
  }

  private void identify(RestRequest incoming, ClientRequest client, Verdict.Accepted accepted) {
    ContainerRequestContext request = incoming.request();
    incoming.authenticator().keep(incoming, accepted, client.method(), client.path());
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
