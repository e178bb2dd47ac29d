package dev.sentinelauth.servlet;

import dev.sentinelauth.LoginException;
import dev.sentinelauth.LoginFlow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Sends page loads to log in. */
final class LoginStart {
  /** With the callback's path: a login is to begin there that leads to this path inside. */
  private static final String RETURN_TO = "sentinel-return-to";

  /** Longer ones lose their query, as they do in the login itself. */
  private static final int LONGEST_TARGET = 1_500;

  private final LoginFlow flow;
  private final LoginCookies cookies;
  private final OwnOrigin origin;
  private final OutsidePaths paths;
  private final LoginAnswers answers;
  private final RareWarning elsewhere = new RareWarning();
  private final RareWarning otherName = new RareWarning();

  LoginStart(LoginSite site) {
    this.answers = site.answers();
    this.flow = site.flow();
    this.cookies = site.cookies();
    this.origin = site.origin();
    this.paths = site.paths();
  }

  /**
   * Answers a page load.
   *
   * @param path raw
   */
  void begin(String path, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (returnTo(request) != null
        || cookies.attempt(request, BrowserRequest.parameter(request, "state")) != null) {
      elsewhere.warn(
          "Login to account {}: a callback arrived at {}, and not at {}, the path of"
              + " sentinel.login.redirect-uri: a proxy changes paths",
          flow.accountId(),
          BrowserRequest.printable(path),
          flow.redirectUri().getRawPath());
      answers.page(
          LoginPage.CALLBACK_ELSEWHERE,
          HttpServletResponse.SC_BAD_REQUEST,
          paths.of(path, request),
          response);
      return;
    }
    // a session id in the path would be kept by the browser's history, and it changes anyway
    String target = BrowserRequest.address(path, request);
    if (origin.isAskedFor(request) && !origin.isAskedInTheClear(request)) {
      beginAt(target, request, response);
    } else {
      // Cookies that are set under another name of this server don't come along with the callback,
      // nor do those that are set by http where the callback is https. It goes by way of the
      // callback's path, which is right outside whatever a proxy cuts off, and where neither leads
      // away from: there is no loop where a proxy changes the Host header, or ends https silently.
      String kept = target.length() <= LONGEST_TARGET ? target : path;
      answers.redirect(
          HttpServletResponse.SC_FOUND,
          flow.redirectUri()
              + "?"
              + RETURN_TO
              + "="
              + URLEncoder.encode(kept, StandardCharsets.UTF_8),
          response);
    }
  }

  /** Where a login is to lead that begins at the callback's path; {@code null} for none. */
  static @Nullable String returnTo(HttpServletRequest request) {
    String query = request.getQueryString();
    if (query == null || !query.startsWith(RETURN_TO + "=")) {
      return null; // and a form's body isn't read
    }
    String target = BrowserRequest.parameter(request, RETURN_TO);
    return target != null && OwnOrigin.isPath(target) ? target : null;
  }

  /**
   * Begins a login, unless the last ones came to nothing.
   *
   * @param target a path inside, with its query
   */
  void beginAt(String target, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (cookies.goesInCircles(request)) {
      cookies.forgetRounds(request, response);
      lost(target, request, response);
      return;
    }
    try {
      LoginFlow.Begun begun = flow.begin(target);
      cookies.keep(request, response, begun);
      answers.redirect(HttpServletResponse.SC_FOUND, begun.authorizationUri().toString(), response);
    } catch (LoginException e) {
      answers.failed(e.reason(), e.retryAfter(), paths.of(target, request), response);
    }
  }

  private void lost(String target, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (origin.isAskedFor(request)) {
      answers.page(
          LoginPage.NO_SESSION,
          HttpServletResponse.SC_BAD_REQUEST,
          paths.of(target, request),
          response);
      return;
    }
    otherName.warn(
        "Login to account {}: sessions get lost; requests come in for the host {}, and"
            + " sentinel.login.redirect-uri names {}: the application was opened under another"
            + " name, or a proxy changes the Host header and cookies",
        flow.accountId(),
        BrowserRequest.printable(String.valueOf(request.getServerName())),
        flow.redirectUri().getHost());
    answers.page(
        LoginPage.OTHER_NAME,
        HttpServletResponse.SC_BAD_REQUEST,
        origin + paths.of(target, request),
        response);
  }
}
