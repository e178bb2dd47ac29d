package dev.sentinelauth.servlet;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Verdict;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both filters do: ask core about a request, and let it in or answer it. Where a route wants a
 * login, {@link LoginGate} helps, whichever of the filters sees the request first.
 *
 * @param lease where the {@link dev.sentinelauth.Sentinel} comes from
 * @param authenticator who decides
 */
record Gate(SentinelLease lease, RequestAuthenticator authenticator) {

  /**
   * {@code jakarta.servlet.error.method}: new in Servlet 6.1, where error dispatches are all GET.
   */
  private static final String ERROR_METHOD = "jakarta.servlet.error.method";

  /** What a filter does whose configuration is wrong: it serves nothing. */
  static void refuseAll(ServletRequest request, ServletResponse response)
      throws IOException, ServletException {
    answer(RequestAuthenticator.notConfigured(), http(request), http(response));
  }

  void pass(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = http(servletRequest);
    HttpServletResponse response = http(servletResponse);
    LoginGate login = lease.login();
    LoginGate.Visit visit = login == null ? null : login.visit(request);
    HttpServletRequest admitted = request;
    Verdict verdict;
    try {
      Object kept = request.getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE);
      verdict = authenticator.accepted(kept);
      if (verdict == null) {
        ClientPath path = ClientPath.of(request, lease.application());
        if (visit != null && visit.isForTheLoginItself(path)) {
          visit.serve(path, response);
          return;
        }
        verdict = judge(request, path, visit);
        if (verdict instanceof Verdict.Accepted accepted) {
          // In an attribute, because Jetty and Tomcat drop the wrapper at startAsync().
          request.setAttribute(
              RequestAuthenticator.VERDICT_ATTRIBUTE,
              authenticator.attribute(
                  kept, accepted, method(request), path.requestPath(lease.application())));
        } else if (visit != null
            && verdict instanceof Verdict.Refused refused
            && visit.answer(refused, path, response)) {
          return;
        }
      }
      if (verdict instanceof Verdict.Accepted accepted) {
        admitted = admit(accepted, request);
        if (visit != null && accepted.user() != null) {
          visit.welcome(response);
        }
      }
    } catch (RuntimeException e) {
      verdict = authenticator.fault(e);
    }
    if (verdict instanceof Verdict.Refused refused) {
      answer(refused, request, response);
    } else {
      // Outside of the try block: what the application throws is none of ours.
      chain.doFilter(admitted, response);
    }
  }

  private Verdict judge(
      HttpServletRequest request, ClientPath path, LoginGate.@Nullable Visit visit) {
    return authenticator.authenticate(
        method(request),
        path.requestPath(lease.application()),
        authorization(request),
        () -> visit == null ? null : visit.user());
  }

  /**
   * As the application sees it, so that a filter that overrides the method of a form is heeded: the
   * application goes by it, other than by the path.
   */
  private static String method(HttpServletRequest request) {
    return request.getDispatcherType() == DispatcherType.ERROR
            && request.getAttribute(ERROR_METHOD) instanceof String method
        ? method
        : request.getMethod();
  }

  /** The values; of more than two, two: they are one too many already. */
  private static List<String> authorization(HttpServletRequest request) {
    @Nullable Enumeration<String> values = request.getHeaders("Authorization");
    // The Servlet API allows null from a container that doesn't give headers away, and a filter
    // before this one may answer null for a header that isn't there.
    String first = next(values);
    String second = first == null ? null : next(values);
    return first == null ? List.of() : second == null ? List.of(first) : List.of(first, second);
  }

  /** The next value that is one; {@code null} where there is none. */
  private static @Nullable String next(@Nullable Enumeration<String> values) {
    @Nullable String value = null;
    while (value == null && values != null && values.hasMoreElements()) {
      value = values.nextElement();
    }
    return value;
  }

  private HttpServletRequest admit(Verdict.Accepted verdict, HttpServletRequest request) {
    AppJwt token = verdict.token();
    LoggedInUser user = verdict.user();
    put(request, RequestAuthenticator.TOKEN_ATTRIBUTE, token);
    put(request, RequestAuthenticator.USER_ATTRIBUTE, user);
    return token == null && user == null
        ? request
        : AuthenticatedRequest.wrap(request, authenticator);
  }

  private static void put(HttpServletRequest request, String attribute, @Nullable Object value) {
    if (value == null) {
      request.removeAttribute(attribute);
    } else {
      request.setAttribute(attribute, value);
    }
  }

  /**
   * Copies the answer out: by {@code setStatus}, because {@code sendError} would run the
   * application's error page; as bytes, because a writer adds a charset. Headers that filters
   * before this one set, such as those of CORS, stay.
   */
  static void answer(
      Verdict.Refused refused, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // An included resource has neither status nor headers: a body would be litter in a page.
    if (response.isCommitted() || request.getDispatcherType() == DispatcherType.INCLUDE) {
      return;
    }
    response.resetBuffer();
    response.setStatus(refused.status());
    refused.headers().forEach(response::setHeader);
    response.setContentLength(refused.body().length);
    response.getOutputStream().write(refused.body());
  }

  private static HttpServletRequest http(ServletRequest request) throws ServletException {
    if (request instanceof HttpServletRequest http) {
      return http;
    }
    throw new ServletException("not an HTTP request");
  }

  private static HttpServletResponse http(ServletResponse response) throws ServletException {
    if (response instanceof HttpServletResponse http) {
      return http;
    }
    throw new ServletException("not an HTTP response");
  }
}
