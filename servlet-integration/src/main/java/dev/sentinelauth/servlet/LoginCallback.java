package dev.sentinelauth.servlet;

import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.LoginException;
import dev.sentinelauth.LoginFlow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers the callback: the address that Sentinel sends browsers back to. */
final class LoginCallback {
  private final LoginFlow flow;
  private final LoginCookies cookies;
  private final OutsidePaths paths;
  private final LoginStart start;
  private final LoginAnswers answers;
  private final String home;

  LoginCallback(LoginSite site, LoginStart start) {
    this.flow = site.flow();
    this.cookies = site.cookies();
    this.paths = site.paths();
    this.start = start;
    this.answers = site.answers();
    this.home = site.home();
  }

  /**
   * Whether a request is for the callback. Where something was cut off its path, it has to belong
   * to this browser too: the application may have a page of its own at that path.
   */
  boolean isFor(String path, HttpServletRequest request) {
    String cutOff = paths.cutOff(path);
    if (cutOff == null || cutOff.isEmpty()) {
      return cutOff != null;
    }
    if (!request.getMethod().equals("GET") || request.getQueryString() == null) {
      return false;
    }
    String state = BrowserRequest.parameter(request, "state");
    return LoginStart.returnTo(request) != null
        || cookies.attempt(request, state) != null
        || cookies.completedTarget(request, state) != null;
  }

  /**
   * Answers it.
   *
   * @param path under which it arrived
   * @param user whom the session of this browser belongs to, if to anybody
   */
  void serve(
      String path,
      HttpServletRequest request,
      Supplier<@Nullable LoggedInUser> user,
      HttpServletResponse response)
      throws IOException {
    if (!request.getMethod().equals("GET")) {
      response.setHeader("Allow", "GET");
      answers.page(LoginPage.NOT_HERE, HttpServletResponse.SC_METHOD_NOT_ALLOWED, home, response);
      return;
    }
    String cutOff = String.valueOf(paths.cutOff(path));
    String returnTo = LoginStart.returnTo(request);
    if (returnTo != null) {
      if (!goOn(returnTo, cutOff, user, response)) {
        start.beginAt(returnTo, request, response);
      }
      return;
    }
    String state = BrowserRequest.parameter(request, "state");
    String attempt = cookies.attempt(request, state);
    if (attempt == null && goOn(cookies.completedTarget(request, state), cutOff, user, response)) {
      return;
    }
    try {
      LoginFlow.Completed completed =
          flow.complete(
              attempt,
              state,
              BrowserRequest.parameter(request, "code"),
              BrowserRequest.parameter(request, "error"));
      drop(attempt, state, response);
      LoginSession.begin(request, completed.user());
      cookies.countRound(request, response);
      cookies.keepCompleted(request, response, String.valueOf(state), completed.returnTo());
      paths.keep(cutOff, response);
      answers.redirect(HttpServletResponse.SC_FOUND, cutOff + completed.returnTo(), response);
    } catch (LoginException e) {
      if (e.isAttemptKept()) {
        answers.busy(e.reason().status(), e.retryAfter(), response);
        return;
      }
      drop(attempt, state, response);
      String target = e.returnTo();
      if (e.reason() == LoginException.Reason.UNKNOWN_STATE
          && goOn(target, cutOff, user, response)) {
        return;
      }
      answers.failed(
          e.reason(), e.retryAfter(), cutOff + (target == null ? home : target), response);
    }
  }

  /**
   * Goes on to the application with a callback that isn't needed, because it comes once more: by a
   * reload, the "back" button, a service worker. Who is logged in stays logged in as who they are;
   * nothing is redeemed.
   *
   * @param target where the login of this browser led to; {@code null} for a login of another
   *     browser, which gets the page that warns of it
   */
  private boolean goOn(
      @Nullable String target,
      String cutOff,
      Supplier<@Nullable LoggedInUser> user,
      HttpServletResponse response) {
    if (target == null || user.get() == null) {
      return false;
    }
    answers.redirect(
        HttpServletResponse.SC_FOUND,
        cutOff + (OwnOrigin.isPath(target) ? target : home),
        response);
    return true;
  }

  private void drop(
      @Nullable String attempt, @Nullable String state, HttpServletResponse response) {
    if (attempt != null) {
      cookies.drop(response, state);
    }
  }
}
