package dev.sentinelauth.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A request of another site, as it would have come without the session's cookie: browsers send that
 * cookie with everything, because the application stands in frames of other sites. A page that
 * looks for its user in the session must not find one for somebody else's form.
 *
 * <p>Whoever asks for a session to be made gets one that ends with the request. It is kept in an
 * attribute, because later dispatches may come without the wrapper, and some without the method
 * that the browser sent.
 */
final class SessionlessRequest extends HttpServletRequestWrapper {
  private static final String ATTRIBUTE = "dev.sentinelauth.servlet.PassingSession";

  /** What is in the attribute. */
  private record Kept(AtomicReference<@Nullable PassingSession> session) {}

  private final Kept kept;

  private SessionlessRequest(HttpServletRequest request) {
    super(request);
    if (request.getAttribute(ATTRIBUTE) instanceof Kept before) {
      kept = before;
    } else {
      kept = new Kept(new AtomicReference<>());
      request.setAttribute(ATTRIBUTE, kept);
    }
  }

  /** Whether it was wrapped, in this dispatch or in one before it. */
  static boolean isOne(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Kept;
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
    PassingSession known = kept.session().get();
    if (known != null && known.isInvalid()) {
      known = null;
    }
    if (known == null && create) {
      known = new PassingSession(getServletContext());
    }
    kept.session().set(known);
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
