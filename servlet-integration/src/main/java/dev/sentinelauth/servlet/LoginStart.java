package dev.sentinelauth.servlet;

import dev.sentinelauth.LoginException;
import dev.sentinelauth.LoginFlow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends page loads to log in. */
final class LoginStart {
  private final LoginFlow flow;
  private final LoginCookies cookies;

  LoginStart(LoginFlow flow, LoginCookies cookies) {
    this.flow = flow;
    this.cookies = cookies;
  }

  /**
   * Answers a page load.
   *
   * @param path raw
   */
  void begin(String path, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (cookies.goesInCircles(request)) {
      cookies.forgetRounds(request, response);
      LoginAnswers.page(LoginPage.NO_SESSION, HttpServletResponse.SC_BAD_REQUEST, path, response);
      return;
    }
    if (cookies.attempt(request, BrowserRequest.parameter(request, "state")) != null) {
      // something on the way, say a proxy, turned the callback into another path
      cookies.countRound(request, response);
    }
    try {
      LoginFlow.Begun begun = beginAt(path, request);
      cookies.keep(request, response, begun);
      LoginAnswers.redirect(
          HttpServletResponse.SC_FOUND, begun.authorizationUri().toString(), response);
    } catch (LoginException e) {
      LoginAnswers.failed(e.reason(), e.retryAfter(), path, response);
    }
  }

  private LoginFlow.Begun beginAt(String uri, HttpServletRequest request) throws LoginException {
    // a session id in the path would be kept by the browser's history, and it changes anyway
    String path = BrowserRequest.withoutSessionId(uri);
    String query = request.getQueryString();
    try {
      return flow.begin(query == null ? path : path + "?" + query);
    } catch (IllegalArgumentException oddQuery) {
      return flow.begin(path);
    }
  }
}
