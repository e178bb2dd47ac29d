package dev.sentinelauth;

import dev.sentinelauth.RequestAuthenticator.Request;
import dev.sentinelauth.internal.routes.Access;
import dev.sentinelauth.internal.routes.RawPath;
import dev.sentinelauth.internal.routes.Route;
import dev.sentinelauth.internal.routes.RouteMatch;
import dev.sentinelauth.internal.routes.Routes;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges whole requests for {@link RequestAuthenticator}; tells nobody of its verdicts. */
final class RequestJudge {
  /** Under the name of what is asked, so that operators have one for it. */
  private static final Logger log = LoggerFactory.getLogger(RequestAuthenticator.class);

  private static final Verdict.Accepted ANONYMOUS = new Verdict.Accepted(null);

  private final AppJwtVerifier verifier;
  private final Set<String> globalScopes;
  private final boolean bareToken;
  private final int maxTokenLength;
  private final Routes routes;
  private final Answers answers;
  private final RouteDemands demands;

  /**
   * @param unmatched what holds for a path that no route matches
   */
  RequestJudge(
      AppJwtVerifier verifier,
      SentinelConfig config,
      Route unmatched,
      Answers answers,
      RouteDemands demands) {
    this.verifier = verifier;
    this.globalScopes = config.policy().scopes();
    this.bareToken = config.web().bareToken();
    this.maxTokenLength = config.policy().maxTokenLength();
    this.routes = Routes.of(config.web().routes(), unmatched);
    this.answers = answers;
    this.demands = demands;
  }

  /**
   * See {@link RequestAuthenticator#authenticate}.
   *
   * @param findings to be filled; {@code null} where nobody wants to know
   */
  Verdict judge(
      String method,
      RequestPath path,
      List<String> authorization,
      Request request,
      @Nullable Findings findings) {
    List<String> segments = segments(path);
    if (segments == null) {
      return answers.refused(Rejection.AMBIGUOUS_PATH);
    }
    RouteMatch match = routes.match(method, segments);
    if (findings != null) {
      findings.route(name(match));
    }
    Verdict verdict = judgeRoute(match, authorization, request, findings);
    // CXF and RESTEasy take "post" for POST: the route of that one has to let the request in, too.
    String upper = method.toUpperCase(Locale.ROOT); // the same object, nearly always
    if (!upper.equals(method)) {
      verdict =
          alsoFor(verdict, match, routes.match(upper, segments), authorization, request, findings);
    }
    List<String> asWritten = RawPath.asWritten(path.raw(), path.context());
    if (asWritten == null || verdict instanceof Verdict.Refused) {
      return verdict;
    }
    verdict =
        alsoFor(verdict, match, routes.match(method, asWritten), authorization, request, findings);
    return alsoFor(
        verdict, match, routes.match(upper, asWritten), authorization, request, findings);
  }

  /** The route of another reading of the request has to let it in as well. */
  private Verdict alsoFor(
      Verdict verdict,
      RouteMatch match,
      RouteMatch other,
      List<String> authorization,
      Request request,
      @Nullable Findings findings) {
    if (verdict instanceof Verdict.Accepted
        && !other.equals(match)
        && judgeRoute(other, authorization, request, findings) instanceof Verdict.Refused refused) {
      if (findings != null) {
        findings.route(name(other));
      }
      return refused;
    }
    return verdict;
  }

  /** What becomes of a token where a route asks for a good one and no more. */
  Verdict judgeToken(List<String> authorization) {
    return judgeRoute(
        new RouteMatch(Route.DEFAULT, List.of()), authorization, NoRequest.INSTANCE, null);
  }

  /** By one route alone. */
  Verdict judgeRoute(
      RouteMatch match, List<String> authorization, Request request, @Nullable Findings findings) {
    Route route = match.route();
    if (route.access() == Access.DENY) {
      return answers.refused(Rejection.DENIED);
    }
    if (route.access() == Access.ANONYMOUS) {
      return ANONYMOUS;
    }
    if (route.access() == Access.LOGIN) {
      LoggedInUser user = request.user();
      if (findings != null && user != null) {
        findings.caller(new Verdict.Accepted(null, user));
      }
      return demands.user(user, match);
    }
    CompactToken compact = null;
    try {
      compact = AuthorizationHeader.token(authorization, bareToken, maxTokenLength);
      if (compact == null) {
        return route.access() == Access.OPTIONAL ? ANONYMOUS : answers.refused(Rejection.NO_TOKEN);
      }
      if (findings != null) {
        findings.token(compact);
      }
      return demands.token(verifier.verify(compact), match);
    } catch (InvalidTokenException e) {
      InvalidTokenException refusal = compact == null ? e : AuthorizationHeader.refusal(compact, e);
      return answers.refused(refusal, globalScopes);
    } catch (KeysUnavailableException e) {
      log.debug("cannot tell: {}", e.getMessage());
      return answers.unavailable(Rejection.KEYS_UNAVAILABLE, e.retryAfter());
    }
  }

  /** The name of the route that a request is judged by; {@code null} where none matches. */
  @Nullable String route(String method, RequestPath path) {
    List<String> segments = segments(path);
    return segments == null ? null : name(routes.match(method, segments));
  }

  private static @Nullable String name(RouteMatch match) {
    Route route = match.route();
    return route.patterns().isEmpty() ? null : route.name(); // what holds without one has none
  }

  /** {@code null} where nobody knows what the path means. */
  private static @Nullable List<String> segments(RequestPath path) {
    List<String> segments = RawPath.segments(path.raw(), path.context());
    return segments != null && path.isCutPlainly(segments) ? segments : null;
  }

  /** See {@link RequestAuthenticator#deny(String, RequestPath)}. */
  Verdict.Refused deny(RequestPath path) {
    return answers.refused(segments(path) == null ? Rejection.AMBIGUOUS_PATH : Rejection.DENIED);
  }
}
