package dev.sentinelauth.servlet;

import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.LoginFlow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where a login stands in the {@link HttpSession}: one attribute for each account and client, which
 * is set anew at every change, because that is when session stores write it.
 *
 * <p>A session may end at any moment, on another node too. What is done to one that has ended is
 * done.
 */
final class LoginSession {
  private static final int LOOKS = 5;
  private static final int LOOK_MILLIS = 50;

  private LoginSession() {}

  private static String attribute(String account, String client) {
    return "dev.sentinelauth.LoggedInUser." + account + "." + client;
  }

  private static String attribute(LoggedInUser user) {
    return attribute(user.accountId(), user.clientId());
  }

  /** Who was logged in here before: what the session holds besides may be theirs. */
  private static String formerSubject(LoggedInUser user) {
    return attribute(user) + ".former";
  }

  static @Nullable LoggedInUser find(@Nullable HttpSession session, LoginFlow flow) {
    return session != null
            && value(session, attribute(flow.accountId(), flow.clientId()))
                instanceof LoggedInUser user
        ? user
        : null;
  }

  /**
   * Takes a login up: under a new session id (RFC 9700 has no word for it, every session guide
   * does: an id that was known before the login must be worth nothing after it), and in a new
   * session where the old one was another user's.
   */
  static void begin(HttpServletRequest request, LoggedInUser user) {
    HttpSession session = request.getSession(false);
    Object before = session == null ? null : value(session, attribute(user));
    Object former =
        before instanceof LoggedInUser known
            ? known.getName()
            : session == null ? null : value(session, formerSubject(user));
    if (session != null && former != null && !former.equals(user.getName())) {
      invalidate(session);
    }
    try {
      keep(renewed(request), user);
    } catch (IllegalStateException ended) {
      // by a request at the same time; nothing may be kept under an id that didn't change
      HttpSession left = request.getSession(false);
      if (left != null) {
        invalidate(left);
      }
      HttpSession fresh = request.getSession(true);
      if (isRequested(fresh, request)) {
        request.changeSessionId();
      }
      keep(fresh, user);
    }
  }

  /**
   * The session under an id that nobody knew before. A new one has such an id, unless it was given
   * the one that the browser sent, where a session of another application of the server has it
   * (Jetty, Undertow). (Jetty may not find a new session under a changed id until the request has
   * ended, which is a moment after the browser has its answer; so none is changed without need.)
   */
  private static HttpSession renewed(HttpServletRequest request) {
    boolean old = request.getSession(false) != null;
    HttpSession session = request.getSession(true);
    if (old || isRequested(session, request)) {
      request.changeSessionId();
    }
    return session;
  }

  /** Whether its id is what the browser sent, whatever node's name is appended to either. */
  private static boolean isRequested(HttpSession session, HttpServletRequest request) {
    String requested = request.getRequestedSessionId();
    return requested != null && withoutNode(requested).equals(withoutNode(session.getId()));
  }

  private static String withoutNode(String sessionId) {
    int dot = sessionId.indexOf('.');
    return dot < 0 ? sessionId : sessionId.substring(0, dot);
  }

  private static void keep(HttpSession session, LoggedInUser user) {
    session.removeAttribute(formerSubject(user));
    session.setAttribute(attribute(user), user);
  }

  /**
   * Puts a refreshed login into the place of the one it came from.
   *
   * @return false if that login is no longer there, because it was ended meanwhile
   */
  static boolean replace(HttpSession session, LoggedInUser before, LoggedInUser refreshed) {
    try {
      Object now = session.getAttribute(attribute(before));
      if (before.equals(now)) {
        session.setAttribute(attribute(before), refreshed);
        if (session.getAttribute(formerSubject(before)) != null) {
          // ended between the two lines above, see end()
          session.removeAttribute(attribute(before));
          return false;
        }
      }
      // anything else is what a request at the same time put there
      return now instanceof LoggedInUser;
    } catch (IllegalStateException ended) {
      return false;
    }
  }

  /**
   * The login that a request at the same time, on another node perhaps, puts into the place of this
   * one; waits for it a moment. Some stores show it to a request that is under way, others to the
   * next one only.
   *
   * @return {@code null} if there is none by then
   */
  static @Nullable LoggedInUser successor(HttpSession session, LoggedInUser user) {
    for (int i = 0; i < LOOKS; i++) {
      if (value(session, attribute(user)) instanceof LoggedInUser now && !now.equals(user)) {
        return now;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return null;
  }

  /** Ends a login, unless a request at the same time put another into its place. */
  static void expire(HttpSession session, LoggedInUser user) {
    if (user.equals(value(session, attribute(user)))) {
      end(session, user);
    }
  }

  /** Ends a login, and leaves the session to the application. */
  static void end(@Nullable HttpSession session, LoggedInUser user) {
    if (session == null) {
      return;
    }
    try {
      // in this order, so that a refresh at the same time sees one or the other
      session.setAttribute(formerSubject(user), user.getName());
      session.removeAttribute(attribute(user));
    } catch (IllegalStateException ended) {
      // then there is nothing left to do
    }
  }

  static void invalidate(HttpSession session) {
    try {
      session.invalidate();
    } catch (IllegalStateException ended) {
      // by a request at the same time
    }
  }

  private static @Nullable Object value(HttpSession session, String attribute) {
    try {
      return session.getAttribute(attribute);
    } catch (IllegalStateException ended) {
      return null;
    }
  }
}
