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
  private final LoginSite site;
  private final RequestAuthenticator authenticator;
  private final LoginStart start;
  private final LoginCallback callback;
  private final Logout logout;

  /**
   * @param contextPath of the application
   */
  LoginGate(LoginFlow flow, RequestAuthenticator authenticator, String contextPath) {
    this.site = LoginSite.of(flow, contextPath);
    this.authenticator = authenticator;
    this.start = new LoginStart(site);
    this.callback = new LoginCallback(site, start);
    this.logout = new Logout(site);
  }

  /** What this does for one request. */
  Visit visit(HttpServletRequest request) {
    return new Visit(request);
  }

  /** One request; for one thread. */
  final class Visit extends Incoming {
    private boolean looked;
    private @Nullable LoggedInUser user;
    private @Nullable LoginException outage;

    private Visit(HttpServletRequest request) {
      super(request);
    }

    /**
     * The user of the session, refreshed where that is due; {@code null} for nobody. Core may ask
     * twice.
     */
    @Override
    public @Nullable LoggedInUser user() {
      if (!looked) {
        looked = true;
        HttpSession session = mayBeInASession() ? request.getSession(false) : null;
        LoggedInUser found = LoginSession.find(session, site.flow());
        user = session == null || found == null ? null : refreshed(session, found, true);
      }
      return user;
    }

    /**
     * Not by an address that names a session: a link that somebody sent would put whoever follows
     * it into the sender's login. A browser that logged in keeps cookies.
     */
    private boolean mayBeInASession() {
      return !request.isRequestedSessionIdFromURL() && !site.origin().isAnotherSitesDoing(request);
    }

    /**
     * @param mayFollow whether another login may be taken in its place, which is refreshed as well
     */
    private @Nullable LoggedInUser refreshed(
        HttpSession session, LoggedInUser found, boolean mayFollow) {
      try {
        LoggedInUser now = site.flow().refresh(found);
        return now.equals(found) || LoginSession.replace(session, found, now) ? now : null;
      } catch (LoginException e) {
        if (e.reason() != LoginException.Reason.UNAVAILABLE) {
          LoginSession.expire(session, found);
          return null;
        }
        LoggedInUser successor =
            e.isContested() && mayFollow ? LoginSession.successor(session, found) : null;
        outage = successor == null ? e : null;
        return successor == null ? null : refreshed(session, successor, false);
      }
    }

    /** Whether browsers that keep cookies from other sites would have sent none with it. */
    boolean isForNoSession() {
      return site.flow().isForFrames()
          && (SessionlessRequest.isOne(request) || site.origin().isAnotherSitesDoing(request));
    }

    /** Prepares the answer to a user, who has the session. */
    void welcome(HttpServletResponse response) {
      // so that neither a proxy nor the "back" button shows a user's pages to the next one; an
      // application that knows better sets its own, and keeps it when it dispatches
      if (request.getDispatcherType() == DispatcherType.REQUEST
          || !response.containsHeader("Cache-Control")) {
        response.setHeader("Cache-Control", "no-store");
      }
      site.cookies().forgetRounds(request, response);
    }

    /** Whether this is the callback, or a logout. */
    boolean isForTheLoginItself(RequestPath path) {
      return request.getDispatcherType() == DispatcherType.REQUEST
          && (callback.isFor(path.raw(), request) || isLogout(path));
    }

    /** Also with a session id in it, as {@code encodeURL} gives it to a page. */
    private boolean isLogout(RequestPath path) {
      return BrowserRequest.withoutSessionId(path.raw()).equals(site.logoutPath());
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
        site.answers()
            .page(
                LoginPage.FORBIDDEN,
                refused.status(),
                site.paths().of(site.home(), request),
                response);
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
      site.answers().page(LoginPage.SESSION_ENDED, refused.status(), page(), response);
      return true;
    }

    private boolean isForAPerson() {
      return BrowserRequest.isPageLoad(request) || BrowserRequest.isFormPost(request);
    }

    /** The page that was asked for; for a form the one that it was on, as far as that is known. */
    private String page() {
      if (BrowserRequest.isPageLoad(request)) {
        return site.paths().of(request.getRequestURI(), request);
      }
      String front = site.paths().of(site.home(), request);
      String sender = site.origin().pathOfSender(request);
      if (sender == null || !sender.startsWith(front)) {
        return front;
      }
      int query = sender.indexOf('?');
      String path = query < 0 ? sender : sender.substring(0, query);
      return path.equals(site.flow().redirectUri().getRawPath())
              || path.equals(site.paths().of(site.logoutPath(), request))
          ? front
          : sender;
    }

    private boolean unavailable(LoginException e, HttpServletResponse response) throws IOException {
      Duration retryAfter = e.retryAfter() == null ? Duration.ofSeconds(1) : e.retryAfter();
      if (e.isContested() && BrowserRequest.isPageLoad(request)) {
        // the next request reads the session anew
        site.answers()
            .redirect(
                HttpServletResponse.SC_FOUND,
                site.paths().of(BrowserRequest.address(request.getRequestURI(), request), request),
                response);
      } else if (isForAPerson()) {
        site.answers().failed(e.reason(), retryAfter, page(), response);
      } else {
        Gate.answer(authenticator.loginUnavailable(retryAfter, this), request, response);
      }
      return true;
    }
  }
}
