package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.Rejection;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.RequestPath;
import dev.sentinelauth.Verdict;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks core about a request, and puts the answer into it: an identity, or a refusal that ends it.
 * Plain Jakarta REST.
 *
 * @param lease where the authenticator comes from
 * @param contextPath gives the context path of the web application, encoded or not; empty where
 *     there is none
 * @param denial finds out about {@code @DenyAll}
 */
record RequestGate(
    SentinelLease lease,
    Supplier<String> contextPath,
    Function<ContainerRequestContext, Denial> denial) {
  /** A servlet request's attribute, which Jersey shows as a property. */
  private static final String FORWARD_REQUEST_URI = "jakarta.servlet.forward.request_uri";

  private static final String SEEN_PROPERTY = "dev.sentinelauth.jersey.Seen";

  /** What of a request was judged. */
  private record Seen(String method, String rawPath) {
    static Seen in(ContainerRequestContext request) {
      return new Seen(request.getMethod(), RequestGate.currentPath(request));
    }
  }

  /** Judges the request once; a verdict that the servlet filter left in it is kept. */
  void enter(ContainerRequestContext request) {
    RequestAuthenticator authenticator = lease.authenticator();
    Verdict verdict;
    try {
      Verdict.Accepted kept =
          authenticator.accepted(request.getProperty(RequestAuthenticator.VERDICT_ATTRIBUTE));
      verdict = kept != null ? kept : judge(authenticator, request);
    } catch (RuntimeException e) {
      verdict = authenticator.fault(e);
    }
    if (verdict instanceof Verdict.Accepted accepted) {
      identify(authenticator, request, accepted);
      request.setProperty(SEEN_PROPERTY, Seen.in(request));
    } else if (verdict instanceof Verdict.Refused refused) {
      request.abortWith(Answer.of(refused));
    }
  }

  /**
   * Judges the request once more if its method or path were changed since {@link #enter}: by the
   * client, in fact, where a pre-matching filter heeds {@code X-HTTP-Method-Override} or a suffix
   * of the path. What then stands in the request is what is matched, so the route for that must let
   * it in as well.
   *
   * @return the refusal, or {@code null}
   */
  Verdict.@Nullable Refused refusalIfChanged(ContainerRequestContext request) {
    if (Seen.in(request).equals(request.getProperty(SEEN_PROPERTY))) {
      return null;
    }
    RequestAuthenticator authenticator = lease.authenticator();
    Verdict verdict = authenticateCurrent(authenticator, request, authorization(request));
    if (verdict instanceof Verdict.Accepted accepted) {
      request.setProperty(SEEN_PROPERTY, Seen.in(request));
      if (accepted.token() != null) {
        identify(authenticator, request, accepted);
      }
    }
    return verdict instanceof Verdict.Refused refused ? refused : null;
  }

  private Verdict judge(RequestAuthenticator authenticator, ContainerRequestContext request) {
    return switch (denial.apply(request)) {
      case NONE -> authenticate(authenticator, request, authorization(request));
      case LIKELY ->
          denyUnlessAmbiguous(
              authenticator, authenticate(authenticator, request, authorization(request)), false);
      case CERTAIN ->
          // The header isn't read: what it says makes no difference.
          denyUnlessAmbiguous(authenticator, authenticate(authenticator, request, List.of()), true);
    };
  }

  /** An ambiguous path comes before everything else: who knows which resource it means. */
  private static Verdict denyUnlessAmbiguous(
      RequestAuthenticator authenticator, Verdict verdict, boolean acceptedToo) {
    boolean ambiguous =
        verdict instanceof Verdict.Refused refused
            && refused.rejection() == Rejection.AMBIGUOUS_PATH;
    boolean deny = acceptedToo || verdict instanceof Verdict.Refused;
    return deny && !ambiguous ? authenticator.deny() : verdict;
  }

  private Verdict authenticate(
      RequestAuthenticator authenticator,
      ContainerRequestContext request,
      List<String> authorization) {
    // where a servlet forwarded the request, the client asked for another path
    return request.getProperty(FORWARD_REQUEST_URI) instanceof String original
        ? authenticate(authenticator, request, original, "", authorization)
        : authenticateCurrent(authenticator, request, authorization);
  }

  /** By the path that is matched; Jersey cuts off the base path by its length before it does. */
  private Verdict authenticateCurrent(
      RequestAuthenticator authenticator,
      ContainerRequestContext request,
      List<String> authorization) {
    String base = request.getUriInfo().getBaseUri().getRawPath();
    return authenticate(
        authenticator, request, currentPath(request), base == null ? "" : base, authorization);
  }

  private Verdict authenticate(
      RequestAuthenticator authenticator,
      ContainerRequestContext request,
      String rawPath,
      String mountPath,
      List<String> authorization) {
    String context = rawContextPath(rawPath, contextPath.get());
    return authenticator.authenticate(
        request.getMethod(),
        new RequestPath(rawPath, context, mountPath.isEmpty() ? context : mountPath, List.of()),
        authorization,
        () -> user(authenticator, request));
  }

  /** Who logged in: a servlet filter finds out, and this one keeps to it. */
  private static @Nullable LoggedInUser user(
      RequestAuthenticator authenticator, ContainerRequestContext request) {
    Verdict.Accepted kept =
        authenticator.accepted(request.getProperty(RequestAuthenticator.VERDICT_ATTRIBUTE));
    return kept == null ? null : kept.user();
  }

  private static String currentPath(ContainerRequestContext request) {
    String rawPath = request.getUriInfo().getRequestUri().getRawPath();
    return rawPath == null ? "" : rawPath;
  }

  /**
   * The leading segments of a path that are the context path. They are counted and not compared:
   * the container has matched them already, and the client may have encoded them in its own way.
   */
  private static String rawContextPath(String rawPath, String contextPath) {
    int end = 0;
    for (int slash = contextPath.indexOf('/');
        slash >= 0;
        slash = contextPath.indexOf('/', slash + 1)) {
      end = rawPath.indexOf('/', end + 1);
      if (end < 0) {
        return rawPath;
      }
    }
    return rawPath.substring(0, end);
  }

  private static List<String> authorization(ContainerRequestContext request) {
    List<String> values = request.getHeaders().get("Authorization");
    return values == null ? List.of() : values;
  }

  private void identify(
      RequestAuthenticator authenticator,
      ContainerRequestContext request,
      Verdict.Accepted accepted) {
    Object previous = request.getProperty(RequestAuthenticator.VERDICT_ATTRIBUTE);
    request.setProperty(
        RequestAuthenticator.VERDICT_ATTRIBUTE,
        authenticator.attribute(
            previous,
            accepted,
            request.getMethod(),
            new RequestPath(currentPath(request), contextPath.get())));
    AppJwt token = accepted.token();
    if (token == null) {
      request.removeProperty(RequestAuthenticator.TOKEN_ATTRIBUTE);
      return;
    }
    request.setProperty(RequestAuthenticator.TOKEN_ATTRIBUTE, token);
    SecurityContext before = request.getSecurityContext();
    request.setSecurityContext(new Caller(accepted, token, before != null && before.isSecure()));
  }
}
