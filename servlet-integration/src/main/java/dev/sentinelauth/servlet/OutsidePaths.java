package dev.sentinelauth.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Paths as browsers know them, where a proxy cuts a prefix off before the application sees them:
 * {@code /shop/orders} outside, {@code /orders} inside. The redirect URI is an address outside, so
 * a callback that arrives tells what was cut off. That is kept by the browser that it is true of,
 * and not here: nobody can spoil it for others.
 */
final class OutsidePaths {
  private final String callbackPath;
  private final LoginCookies cookies;

  /**
   * @param callbackPath the path of the redirect URI
   */
  OutsidePaths(String callbackPath, LoginCookies cookies) {
    this.callbackPath = callbackPath;
    this.cookies = cookies;
  }

  /**
   * What was cut off if this is the callback's path: empty for nothing, {@code null} if it can't be
   * that path.
   */
  @Nullable String cutOff(String path) {
    return path.length() > 1 && callbackPath.endsWith(path)
        ? callbackPath.substring(0, callbackPath.length() - path.length())
        : null;
  }

  /** Keeps what was cut off. */
  void keep(String cutOff, HttpServletResponse response) {
    if (!cutOff.isEmpty()) {
      cookies.keepCutOff(response, cutOff.length());
    }
  }

  /** The path outside for one inside. */
  String of(String path, HttpServletRequest request) {
    int length = cookies.cutOff(request);
    // a beginning of our own address, whatever the cookie says
    return length > 0 && length < callbackPath.length() && callbackPath.charAt(length) == '/'
        ? callbackPath.substring(0, length) + path
        : path;
  }
}
