package dev.sentinelauth.servlet;

import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.RequestAuthenticator;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** A request as core asks about it. Nobody is logged in: {@link LoginGate} knows who is. */
class Incoming implements RequestAuthenticator.Request {
  final HttpServletRequest request;

  Incoming(HttpServletRequest request) {
    this.request = request;
  }

  @Override
  public final String method() {
    return request.getMethod();
  }

  @Override
  public final String rawPath() {
    return request.getRequestURI();
  }

  @Override
  public final @Nullable String clientAddress() {
    return request.getRemoteAddr();
  }

  @Override
  public @Nullable LoggedInUser user() {
    return null;
  }

  @Override
  public final @Nullable Object attribute(String name) {
    return request.getAttribute(name);
  }

  @Override
  public final void attribute(String name, Object value) {
    request.setAttribute(name, value);
  }
}
