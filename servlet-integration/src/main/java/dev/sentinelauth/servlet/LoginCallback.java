package dev.sentinelauth.servlet;

import dev.sentinelauth.LoginException;
import dev.sentinelauth.LoginFlow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Answers the callback: the address that Sentinel sends browsers back to. */
final class LoginCallback {
  private final LoginFlow flow;
  private final LoginCookies cookies;
  private final String home;

  /**
   * @param home a path to go on to where nothing better is known
   */
  LoginCallback(LoginFlow flow, LoginCookies cookies, String home) {
    this.flow = flow;
    this.cookies = cookies;
    this.home = home;
  }

  void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!request.getMethod().equals("GET")) {
      response.setHeader("Allow", "GET");
      LoginAnswers.page(
          LoginPage.NOT_HERE, HttpServletResponse.SC_METHOD_NOT_ALLOWED, home, response);
      return;
    }
    String state = BrowserRequest.parameter(request, "state");
    String attempt = cookies.attempt(request, state);
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
      LoginAnswers.redirect(HttpServletResponse.SC_FOUND, completed.returnTo(), response);
    } catch (LoginException e) {
      if (e.isAttemptKept()) {
        LoginAnswers.retryAfter(e.retryAfter(), response);
        LoginAnswers.page(LoginPage.BUSY, e.reason().status(), LoginPage.THIS_ADDRESS, response);
        return;
      }
      drop(attempt, state, response);
      String returnTo = e.returnTo();
      LoginAnswers.failed(e.reason(), e.retryAfter(), returnTo == null ? home : returnTo, response);
    }
  }

  private void drop(
      @Nullable String attempt, @Nullable String state, HttpServletResponse response) {
    if (attempt != null) {
      cookies.drop(response, state);
    }
  }
}
