package dev.sentinelauth.servlet;

import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.LoginException;
import dev.sentinelauth.LoginFlow;
import dev.sentinelauth.Rejection;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.RequestPath;
import dev.sentinelauth.Verdict;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings {@link LoginFlow} to a web application: finds the user in the session, sends page loads to
 * log in, and answers the callback and the logout path.
 *
 * <p>Nothing here goes by the {@code Host} header: the callback's address is configured, and every
 * other place is a path.
 */
final class LoginGate {
  private static final int SEE_OTHER = 303;
  private static final String ROOT = "/";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control", "no-store",
          "Referrer-Policy", "strict-origin", // the callback's address holds the code
          "X-Content-Type-Options", "nosniff");

  private static final Map<String, String> PAGE_HEADERS =
      Stream.concat(
              HEADERS.entrySet().stream(),
              Map.of(
                  "Content-Security-Policy",
                  LoginPage.CONTENT_SECURITY_POLICY,
                  "Content-Type",
                  "text/html;charset=utf-8")
                  .entrySet()
                  .stream())
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private static final Pattern SESSION_ID = Pattern.compile(";jsessionid=[^;/]*");

  private final LoginFlow flow;
  private final RequestAuthenticator authenticator;
  private final LoginCookies cookies;
  private final String callbackPath;
  private final String logoutPath;
  private final String contextPath;

  /**
   * @param contextPath of the application
   */
  LoginGate(LoginFlow flow, RequestAuthenticator authenticator, String contextPath) {
    this.flow = flow;
    this.authenticator = authenticator;
    this.cookies = new LoginCookies(flow.redirectUri());
    this.callbackPath = flow.redirectUri().getRawPath();
    this.logoutPath = contextPath + flow.logoutPath();
    this.contextPath = contextPath;
  }

  /** What this does for one request. */
  Visit visit(HttpServletRequest request) {
    return new Visit(request);
  }

  /** One request; for one thread. */
  final class Visit {
    private final HttpServletRequest request;
    private boolean looked;
    private @Nullable LoggedInUser user;
    private @Nullable LoginException outage;

    private Visit(HttpServletRequest request) {
      this.request = request;
    }

    /**
     * The user of the session, refreshed where that is due; {@code null} for nobody. Core may ask
     * twice.
     */
    @Nullable LoggedInUser user() {
      if (!looked) {
        looked = true;
        HttpSession session = request.getSession(false);
        LoggedInUser found = LoginSession.find(session, flow);
        user = session == null || found == null ? null : refreshed(session, found);
      }
      return user;
    }

    private @Nullable LoggedInUser refreshed(HttpSession session, LoggedInUser found) {
      try {
        LoggedInUser now = flow.refresh(found);
        return now.equals(found) || LoginSession.replace(session, found, now) ? now : null;
      } catch (LoginException e) {
        if (e.reason() == LoginException.Reason.UNAVAILABLE) {
          outage = e;
        } else {
          LoginSession.expire(session, found);
        }
        return null;
      }
    }

    /** Prepares the answer to a user, who has the session. */
    void welcome(HttpServletResponse response) {
      // so that neither a proxy nor the "back" button shows a user's pages to the next one; an
      // application that knows better sets its own, and keeps it when it dispatches
      if (request.getDispatcherType() == DispatcherType.REQUEST
          || !response.containsHeader("Cache-Control")) {
        response.setHeader("Cache-Control", "no-store");
      }
      cookies.forgetRounds(request, response);
    }

    /** Whether this is the callback, or a logout. */
    boolean isForTheLoginItself(RequestPath path) {
      return request.getDispatcherType() == DispatcherType.REQUEST
          && (path.raw().equals(callbackPath) || isLogout(path));
    }

    /** Also with a session id in it, as {@code encodeURL} gives it to a page. */
    private boolean isLogout(RequestPath path) {
      return withoutSessionId(path.raw()).equals(logoutPath);
    }

    /** Answers the callback or a logout. */
    void serve(RequestPath path, HttpServletResponse response) throws IOException {
      if (path.raw().equals(callbackPath)) {
        callback(response);
      } else {
        logout(response);
      }
    }

    /**
     * Answers what core refused, where a person at a browser needs another answer than a program.
     *
     * @return false if the refusal is the answer
     */
    boolean answer(Verdict.Refused refused, RequestPath path, HttpServletResponse response)
        throws IOException {
      if (request.getDispatcherType() != DispatcherType.REQUEST) {
        return false;
      }
      if (refused.rejection() == Rejection.LOGIN_REQUIRED) {
        return outage == null ? begin(path, response) : unavailable(outage, response);
      }
      if (refused.rejection() == Rejection.DENIED && user != null && isPageLoad()) {
        page(LoginPage.FORBIDDEN, refused.status(), home(), response);
        return true;
      }
      return false;
    }

    private boolean begin(RequestPath path, HttpServletResponse response) throws IOException {
      if (!isPageLoad()) {
        return false;
      }
      if (cookies.goesInCircles(request)) {
        cookies.forgetRounds(request, response);
        page(LoginPage.NO_SESSION, HttpServletResponse.SC_BAD_REQUEST, path.raw(), response);
        return true;
      }
      if (cookies.attempt(request, parameter("state")) != null) {
        // something on the way, say a proxy, turned the callback into another path
        cookies.countRound(request, response);
      }
      try {
        LoginFlow.Begun begun = beginAt(path.raw());
        cookies.keep(request, response, begun);
        redirect(HttpServletResponse.SC_FOUND, begun.authorizationUri().toString(), response);
      } catch (LoginException e) {
        failed(e.reason(), e.retryAfter(), path.raw(), response);
      }
      return true;
    }

    private LoginFlow.Begun beginAt(String uri) throws LoginException {
      // a session id in the path would be kept by the browser's history, and it changes anyway
      String path = withoutSessionId(uri);
      String query = request.getQueryString();
      try {
        return flow.begin(query == null ? path : path + "?" + query);
      } catch (IllegalArgumentException oddQuery) {
        return flow.begin(path);
      }
    }

    private boolean unavailable(LoginException e, HttpServletResponse response) throws IOException {
      Duration retryAfter = e.retryAfter() == null ? Duration.ofSeconds(1) : e.retryAfter();
      if (isPageLoad()) {
        failed(e.reason(), retryAfter, request.getRequestURI(), response);
      } else {
        Gate.answer(authenticator.loginUnavailable(retryAfter), request, response);
      }
      return true;
    }

    /**
     * Whether a person will see the answer. Everything else gets a status that a program
     * understands; a POST that came back as a GET after a login would have lost its content.
     */
    private boolean isPageLoad() {
      if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
        return false;
      }
      String mode = request.getHeader("Sec-Fetch-Mode");
      String accept = request.getHeader("Accept");
      return request.getHeader("X-Requested-With") == null
          && request.getHeader("Upgrade") == null
          && (mode == null || mode.equals("navigate"))
          && (accept == null || accept.toLowerCase(Locale.ROOT).contains("html"));
    }

    private void callback(HttpServletResponse response) throws IOException {
      if (!request.getMethod().equals("GET")) {
        response.setHeader("Allow", "GET");
        page(LoginPage.NOT_HERE, HttpServletResponse.SC_METHOD_NOT_ALLOWED, home(), response);
        return;
      }
      String state = parameter("state");
      String attempt = cookies.attempt(request, state);
      if (attempt != null) {
        cookies.drop(response, state);
      }
      try {
        LoginFlow.Completed completed =
            flow.complete(attempt, state, parameter("code"), parameter("error"));
        LoginSession.begin(request, completed.user());
        cookies.countRound(request, response);
        redirect(HttpServletResponse.SC_FOUND, completed.returnTo(), response);
      } catch (LoginException e) {
        String returnTo = e.returnTo();
        failed(e.reason(), e.retryAfter(), returnTo == null ? home() : returnTo, response);
      }
    }

    /** {@code null} unless there is exactly one: two of a kind are read in two ways. */
    private @Nullable String parameter(String name) {
      try {
        String @Nullable [] values = request.getParameterValues(name);
        return values != null && values.length == 1 ? values[0] : null;
      } catch (RuntimeException malformed) {
        return null; // containers differ in what they throw for a query that can't be decoded
      }
    }

    private void logout(HttpServletResponse response) throws IOException {
      String method = request.getMethod();
      boolean post = method.equals("POST");
      if (!post && !method.equals("GET")) {
        response.setHeader("Allow", "GET, POST");
        page(LoginPage.NOT_HERE, HttpServletResponse.SC_METHOD_NOT_ALLOWED, home(), response);
        return;
      }
      Boolean own = isFromOurPages();
      // nobody is to be logged out by a link or a picture on another site
      if (own == null ? !post : !own) {
        page(LoginPage.CONFIRM_LOGOUT, HttpServletResponse.SC_FORBIDDEN, logoutPath, response);
        return;
      }
      HttpSession session = request.getSession(false);
      if (session != null) {
        LoginSession.invalidate(session);
      }
      cookies.forgetRounds(request, response);
      cookies.markEnd(response);
      redirect(SEE_OTHER, contextPath + flow.afterLogout(), response);
    }

    /** Whether a page of this server sent the request; {@code null} if nothing tells. */
    private @Nullable Boolean isFromOurPages() {
      String site = request.getHeader("Sec-Fetch-Site");
      if (site != null) {
        return site.equals("same-origin");
      }
      String origin = request.getHeader("Origin");
      String from = origin == null ? request.getHeader("Referer") : origin;
      return from == null ? null : isOurOrigin(from);
    }

    private boolean isOurOrigin(String address) {
      try {
        URI uri = URI.create(address);
        URI ours = flow.redirectUri();
        return ours.getScheme().equalsIgnoreCase(uri.getScheme())
            && ours.getHost().equalsIgnoreCase(uri.getHost())
            && port(ours) == port(uri);
      } catch (IllegalArgumentException malformed) {
        return false;
      }
    }

    private void failed(
        LoginException.Reason reason,
        @Nullable Duration retryAfter,
        String again,
        HttpServletResponse response)
        throws IOException {
      if (retryAfter != null) {
        response.setHeader(
            "Retry-After", Long.toString(Math.max(1, (retryAfter.toMillis() + 999) / 1000)));
      }
      page(LoginPage.of(reason), reason.status(), again, response);
    }

    private void page(LoginPage page, int status, String target, HttpServletResponse response)
        throws IOException {
      Answer.write(response, status, PAGE_HEADERS, page.html(target));
    }

    private String home() {
      return contextPath + ROOT;
    }
  }

  private static String withoutSessionId(String uri) {
    // every request comes along here, and hardly one has parameters in its path
    return uri.indexOf(';') < 0 ? uri : SESSION_ID.matcher(uri).replaceAll("");
  }

  /** Browsers leave the default one out (RFC 6454 section 6.2). */
  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  /** A relative one stays relative: {@code sendRedirect} would ask the {@code Host} header. */
  private static void redirect(int status, String location, HttpServletResponse response) {
    if (!response.isCommitted()) {
      response.resetBuffer();
      HEADERS.forEach(response::setHeader);
      response.setStatus(status);
      response.setHeader("Location", location);
    }
  }
}
