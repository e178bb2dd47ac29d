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
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Brings {@link LoginFlow} to a web application: finds the user in the session, sends page loads to
 * log in, and answers the callback and the logout path.
 *
 * <p>Nothing here goes by the {@code Host} header: the callback's address is configured, and every
 * other place is a path.
 */
final class LoginGate {
  private static final String ROOT = "/";

  private final LoginFlow flow;
  private final RequestAuthenticator authenticator;
  private final LoginCookies cookies;
  private final OwnOrigin origin;
  private final OutsidePaths paths;
  private final LoginAnswers answers;
  private final LoginStart start;
  private final LoginCallback callback;
  private final Logout logout;
  private final String callbackPath;
  private final String logoutPath;
  private final String home;

  /**
   * @param contextPath of the application
   */
  LoginGate(LoginFlow flow, RequestAuthenticator authenticator, String contextPath) {
    this.flow = flow;
    this.authenticator = authenticator;
    this.cookies = new LoginCookies(flow.redirectUri(), flow.isForFrames());
    this.answers = new LoginAnswers(flow.isForFrames());
    this.origin = new OwnOrigin(flow.redirectUri());
    this.paths = new OutsidePaths(flow.redirectUri().getRawPath(), cookies);
    this.callbackPath = flow.redirectUri().getRawPath();
    this.logoutPath = contextPath + flow.logoutPath();
    this.home = contextPath + ROOT;
    this.start = new LoginStart(flow, cookies, origin, paths, answers);
    this.callback = new LoginCallback(flow, cookies, paths, start, answers, home);
    this.logout =
        new Logout(
            origin, cookies, paths, answers, logoutPath, contextPath + flow.afterLogout(), home);
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
        // in frames of others, browsers hold no cookie back from anybody
        HttpSession session =
            flow.isForFrames() && origin.isAnotherSitesDoing(request)
                ? null
                : request.getSession(false);
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
        if (e.reason() != LoginException.Reason.UNAVAILABLE) {
          LoginSession.expire(session, found);
          return null;
        }
        LoggedInUser successor = e.isContested() ? LoginSession.successor(session, found) : null;
        outage = successor == null ? e : null;
        return successor;
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
          && (callback.isFor(path.raw(), request) || isLogout(path));
    }

    /** Also with a session id in it, as {@code encodeURL} gives it to a page. */
    private boolean isLogout(RequestPath path) {
      return BrowserRequest.withoutSessionId(path.raw()).equals(logoutPath);
    }

    /** Answers the callback or a logout. */
    void serve(RequestPath path, HttpServletResponse response) throws IOException {
      if (callback.isFor(path.raw(), request)) {
        callback.serve(path.raw(), request, this::user, response);
      } else {
        logout.serve(request, response);
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
        if (outage != null) {
          return unavailable(outage, response);
        }
        if (BrowserRequest.isPageLoad(request)) {
          start.begin(path.raw(), request, response);
          return true;
        }
        return BrowserRequest.isFormPost(request) && sessionEnded(refused, response);
      }
      if (refused.rejection() == Rejection.DENIED && user != null && isForAPerson()) {
        answers.page(LoginPage.FORBIDDEN, refused.status(), paths.of(home, request), response);
        return true;
      }
      return false;
    }

    /** A form whose answer a person waits for; it can't be sent along through a login. */
    private boolean sessionEnded(Verdict.Refused refused, HttpServletResponse response)
        throws IOException {
      String challenge = refused.headers().get("WWW-Authenticate");
      if (challenge != null) {
        response.setHeader("WWW-Authenticate", challenge);
      }
      answers.page(LoginPage.SESSION_ENDED, refused.status(), page(), response);
      return true;
    }

    private boolean isForAPerson() {
      return BrowserRequest.isPageLoad(request) || BrowserRequest.isFormPost(request);
    }

    /** The page that was asked for; for a form the one that it was on, as far as that is known. */
    private String page() {
      if (BrowserRequest.isPageLoad(request)) {
        return paths.of(request.getRequestURI(), request);
      }
      String front = paths.of(home, request);
      String sender = origin.pathOfSender(request);
      if (sender == null || !sender.startsWith(front)) {
        return front;
      }
      int query = sender.indexOf('?');
      String path = query < 0 ? sender : sender.substring(0, query);
      return path.equals(callbackPath) || path.equals(paths.of(logoutPath, request))
          ? front
          : sender;
    }

    private boolean unavailable(LoginException e, HttpServletResponse response) throws IOException {
      Duration retryAfter = e.retryAfter() == null ? Duration.ofSeconds(1) : e.retryAfter();
      if (e.isContested() && BrowserRequest.isPageLoad(request)) {
        // the next request reads the session anew
        answers.redirect(
            HttpServletResponse.SC_FOUND,
            paths.of(BrowserRequest.address(request.getRequestURI(), request), request),
            response);
      } else if (isForAPerson()) {
        answers.failed(e.reason(), retryAfter, page(), response);
      } else {
        Gate.answer(authenticator.loginUnavailable(retryAfter), request, response);
      }
      return true;
    }
  }
}
