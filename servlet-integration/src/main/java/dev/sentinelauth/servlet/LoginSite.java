package dev.sentinelauth.servlet;

import dev.sentinelauth.LoginFlow;

/**
 * What all parts of a login know of the application: its flow, and how browsers see it.
 *
 * @param logoutPath the path that ends logins
 * @param afterLogout the path to go on to then
 * @param home a path to go on to where nothing better is known
 */
record LoginSite(
    LoginFlow flow,
    LoginCookies cookies,
    OwnOrigin origin,
    OutsidePaths paths,
    LoginAnswers answers,
    String logoutPath,
    String afterLogout,
    String home) {

  private static final String ROOT = "/";

  static LoginSite of(LoginFlow flow, String contextPath) {
    LoginCookies cookies = new LoginCookies(flow.redirectUri(), flow.isForFrames());
    return new LoginSite(
        flow,
        cookies,
        new OwnOrigin(flow.redirectUri(), flow.isForFrames()),
        new OutsidePaths(flow.redirectUri().getRawPath(), cookies),
        new LoginAnswers(flow.isForFrames()),
        contextPath + flow.logoutPath(),
        contextPath + flow.afterLogout(),
        contextPath + ROOT);
  }
}
