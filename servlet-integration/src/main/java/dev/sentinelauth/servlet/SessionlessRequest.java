package dev.sentinelauth.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * A request of another site, as it would have come without the session's cookie: browsers send that
 * cookie with everything, because the application stands in frames of other sites. A page that
 * looks for its user in the session must not find one for somebody else's form.
 *
 * <p>Whoever asks for a session to be made gets one that ends with the request.
 */
final class SessionlessRequest extends HttpServletRequestWrapper {
  private @Nullable PassingSession session;

  private SessionlessRequest(HttpServletRequest request) {
    super(request);
  }

  /** The request itself where it has none already. */
  static HttpServletRequest wrap(HttpServletRequest request) {
    ServletRequest layer = request;
    while (layer instanceof ServletRequestWrapper wrapper) {
      if (wrapper instanceof SessionlessRequest) {
        return request;
      }
      layer = wrapper.getRequest();
    }
    return new SessionlessRequest(request);
  }

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    PassingSession known = session;
    if (known != null && known.isInvalid()) {
      known = null;
    }
    if (known == null && create) {
      known = new PassingSession(getServletContext());
    }
    session = known;
    return known;
  }

  @Override
  public @Nullable HttpSession getSession() {
    return getSession(true);
  }

  @Override
  public String changeSessionId() {
    HttpSession known = getSession(false);
    if (known == null) {
      throw new IllegalStateException("there is no session");
    }
    return known.getId();
  }

  @Override
  public @Nullable String getRequestedSessionId() {
    return null;
  }

  @Override
  public boolean isRequestedSessionIdValid() {
    return false;
  }

  @Override
  public boolean isRequestedSessionIdFromCookie() {
    return false;
  }

  @Override
  public boolean isRequestedSessionIdFromURL() {
    return false;
  }
}
