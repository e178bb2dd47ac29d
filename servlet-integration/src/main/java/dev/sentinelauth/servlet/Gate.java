package dev.sentinelauth.servlet;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.ApplicationSentinel;
import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.RequestPath;
import dev.sentinelauth.Sentinel;
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
 * What both filters and the mechanism do with a request: ask core about it, and let it in or answer
 * it. Where a route wants a login, {@link LoginGate} helps, whichever of the filters sees the
 * request first.
 *
 * @param application the one in which it stands
 * @param shared where the instance comes from; while there is none, everything is answered 500
 * @param sentinel that instance
 * @param authenticator who decides
 */
record Gate(
    WebApplication application,
    ApplicationSentinel shared,
    Sentinel sentinel,
    RequestAuthenticator authenticator) {

  /**
   * {@code jakarta.servlet.error.method}: new in Servlet 6.1, where error dispatches are all GET.
   */
  private static final String ERROR_METHOD = "jakarta.servlet.error.method";

  /**
   * Identity, not the record's generated {@code equals}: on JDK 17 those keep the class, and so the
   * application's class loader, alive.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** What a filter does whose configuration is wrong: it serves nothing. */
  static void refuseAll(ServletRequest request, ServletResponse response)
      throws IOException, ServletException {
    answer(RequestAuthenticator.notConfigured(), http(request), http(response));
  }

  /** The verdict on the request that the kept one was given for; {@code null} for none so far. */
  Verdict.@Nullable Accepted kept(ServletRequest request) {
    return authenticator.accepted(request.getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE));
  }

  /**
   * Whether a request is the one that was judged, as far as that can be told at a glance. What is
   * compared is what a servlet would get, and not which wrappers there are: a filter may have taken
   * one away.
   */
  boolean isUnchanged(HttpServletRequest request) {
    Object kept = request.getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE);
    RequestPath judged = authenticator.judgedPath(kept);
    return judged != null
        && application.isHere(judged)
        && authenticator.accepted(kept, method(request), judged) != null
        && (request.getDispatcherType() != DispatcherType.REQUEST
            || (!ClientPath.isChangeable(request) && judged.raw().equals(request.getRequestURI())));
  }

  void pass(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    pass(request, response, chain, true);
  }

  /**
   * @param isTheLastWord whether the chain is that of the application, so that behind it is told
   *     that the request was let in
   */
  void pass(
      ServletRequest servletRequest,
      ServletResponse servletResponse,
      FilterChain chain,
      boolean isTheLastWord)
      throws IOException, ServletException {
    HttpServletRequest request = http(servletRequest);
    HttpServletResponse response = http(servletResponse);
    if (shared.current() != sentinel) {
      refuseAll(request, response);
      return;
    }
    LoggedChain.forget(sentinel, request);
    LoginGate login = application.logins().get(sentinel);
    LoginGate.Visit visit = login == null ? null : login.visit(request);
    Incoming incoming = visit == null ? new Incoming(request) : visit;
    HttpServletRequest admitted = request;
    Verdict verdict;
    try {
      RequestPath path = path(request);
      Verdict.Document document = document(request, path);
      if (document != null) {
        answer(document, request, response);
        return;
      }
      if (visit != null && kept(request) == null && visit.isForTheLoginItself(path)) {
        visit.serve(path, response);
        return;
      }
      verdict = judge(request, path, incoming);
      if (verdict instanceof Verdict.Accepted accepted) {
        admitted = admit(accepted, request);
        if (visit != null && accepted.user() != null) {
          visit.welcome(response);
        } else if (visit != null && visit.isForNoSession()) {
          admitted = SessionlessRequest.wrap(admitted);
        }
      } else if (visit != null
          && verdict instanceof Verdict.Refused refused
          && visit.answer(refused, path, response)) {
        return;
      }
    } catch (RuntimeException e) {
      verdict = authenticator.fault(e, incoming);
    }
    if (verdict instanceof Verdict.Refused refused) {
      answer(refused, request, response);
      return;
    }
    // Outside of the try block: what the application throws is none of ours.
    Runnable letIn = isTheLastWord ? authenticator.whenLetIn(incoming) : null;
    try {
      LoggedChain.of(chain, sentinel, verdict).doFilter(admitted, response);
    } finally {
      if (letIn != null) {
        ToldAfterwards.tell(letIn, request);
      }
    }
  }

  /** What the client asks for, if that is the one document that this module has itself. */
  private Verdict.@Nullable Document document(HttpServletRequest request, RequestPath path) {
    return request.getDispatcherType() == DispatcherType.REQUEST
        ? authenticator.document(request.getMethod(), path)
        : null;
  }

  /** In later dispatches the path that was judged, so that it is the client's everywhere. */
  private RequestPath path(HttpServletRequest request) {
    RequestPath judged =
        request.getDispatcherType() == DispatcherType.REQUEST
            ? null
            : authenticator.judgedPath(
                request.getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE));
    return judged == null || !application.isHere(judged) ? application.clientPath(request) : judged;
  }

  /**
   * Keeps the verdict on this very method and path, or judges. A path that filters changed for
   * whoever comes behind them is judged as well: a servlet may go by either.
   */
  private Verdict judge(HttpServletRequest request, RequestPath path, Incoming incoming) {
    String method = method(request);
    Object before = request.getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE);
    Verdict.Accepted kept =
        request.getDispatcherType() == DispatcherType.ERROR
            ? authenticator.accepted(before)
            : authenticator.accepted(before, method, path);
    Verdict verdict = kept == null ? authenticate(method, path, incoming) : kept;
    if (request.getDispatcherType() == DispatcherType.REQUEST) {
      for (RequestPath shown : application.shownPaths(request)) {
        if (verdict instanceof Verdict.Accepted
            && authenticate(method, shown, incoming) instanceof Verdict.Refused refused) {
          return refused;
        }
      }
    }
    if (kept == null && verdict instanceof Verdict.Accepted accepted) {
      // In an attribute, because Jetty and Tomcat drop the wrapper at startAsync().
      authenticator.keep(incoming, accepted, method, path);
    }
    return verdict;
  }

  private Verdict authenticate(String method, RequestPath path, Incoming incoming) {
    return authenticator.authenticate(method, path, authorization(incoming.request), incoming);
  }

  /** As the application sees it, so that a filter that overrides the method of a form is heeded. */
  private static String method(HttpServletRequest request) {
    return request.getDispatcherType() != DispatcherType.REQUEST
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
    show(verdict, request);
    return verdict.token() == null && verdict.user() == null
        ? request
        : AuthenticatedRequest.wrap(request, authenticator);
  }

  private static void show(Verdict.Accepted verdict, HttpServletRequest request) {
    AppJwt token = verdict.token();
    LoggedInUser user = verdict.user();
    put(request, RequestAuthenticator.TOKEN_ATTRIBUTE, token);
    put(request, RequestAuthenticator.USER_ATTRIBUTE, user);
  }

  private static void put(HttpServletRequest request, String attribute, @Nullable Object value) {
    if (value == null) {
      request.removeAttribute(attribute);
    } else {
      request.setAttribute(attribute, value);
    }
  }

  /**
   * Copies the answer out. Headers that filters before this one set, such as those of CORS, stay.
   */
  static void answer(
      Verdict.Answer answer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // An included resource has neither status nor headers: a body would be litter in a page.
    if (request.getDispatcherType() != DispatcherType.INCLUDE) {
      Answer.write(response, answer.status(), answer.headers(), answer.body());
    }
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
