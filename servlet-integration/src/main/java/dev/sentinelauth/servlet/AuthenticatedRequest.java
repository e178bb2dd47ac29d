package dev.sentinelauth.servlet;

import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Verdict;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A request whose caller is the holder of an AppJWT, or a user who logged in. It shows the identity
 * that is kept in the request's attributes and has none of its own, so all wrappers of one request
 * agree, also after a {@link #logout()}.
 *
 * <p>While there is one, nothing is seen of an identity that the container may have established
 * besides. After {@link #logout()}, which ends that one too, the container is asked again.
 */
final class AuthenticatedRequest extends HttpServletRequestWrapper {

  /** RFC 6750; the Servlet API has no constant for it. */
  private static final String BEARER_AUTH = "Bearer";

  private static final String LOGIN_AUTH = "Login";

  private final RequestAuthenticator authenticator;

  private AuthenticatedRequest(HttpServletRequest request, RequestAuthenticator authenticator) {
    super(request);
    this.authenticator = authenticator;
  }

  /**
   * The request itself where the identity shows already: a second mapping, a forward, an include.
   */
  static HttpServletRequest wrap(HttpServletRequest request, RequestAuthenticator authenticator) {
    ServletRequest layer = request;
    while (layer instanceof ServletRequestWrapper wrapper) {
      if (wrapper instanceof AuthenticatedRequest known && known.authenticator == authenticator) {
        return request;
      }
      layer = wrapper.getRequest();
    }
    return new AuthenticatedRequest(request, authenticator);
  }

  /** The caller, or {@code null} for an anonymous one. */
  private Verdict.@Nullable Accepted caller() {
    Verdict.Accepted kept =
        authenticator.accepted(getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE));
    return kept == null || kept.roles() == null ? null : kept;
  }

  private static @Nullable Principal principal(Verdict.Accepted caller) {
    return caller.token() == null ? caller.user() : caller.token();
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    Verdict.Accepted caller = caller();
    return caller == null ? super.getUserPrincipal() : principal(caller);
  }

  @Override
  public @Nullable String getRemoteUser() {
    Verdict.Accepted caller = caller();
    Principal principal = caller == null ? null : principal(caller);
    return principal == null ? super.getRemoteUser() : principal.getName();
  }

  @Override
  public @Nullable String getAuthType() {
    Verdict.Accepted caller = caller();
    if (caller == null) {
      return super.getAuthType();
    }
    return caller.token() == null ? LOGIN_AUTH : BEARER_AUTH;
  }

  /** A role is a scope. */
  @Override
  public boolean isUserInRole(@Nullable String role) {
    Verdict.Accepted caller = caller();
    return caller == null ? super.isUserInRole(role) : caller.isInRole(role);
  }

  /**
   * Drops the caller's identity for the rest of this request, its later dispatches included. A
   * user's login ends for the session as well.
   */
  @Override
  public void logout() throws ServletException {
    Verdict.Accepted caller = caller();
    if (caller != null && caller.user() != null) {
      LoginSession.end(getSession(false), caller.user());
    }
    removeAttribute(RequestAuthenticator.TOKEN_ATTRIBUTE);
    removeAttribute(RequestAuthenticator.USER_ATTRIBUTE);
    Object kept = getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE);
    setAttribute(
        RequestAuthenticator.VERDICT_ATTRIBUTE,
        authenticator.replaced(kept, new Verdict.Accepted(null)));
    // Jetty fails where the container itself knows nobody.
    if (super.getUserPrincipal() != null) {
      super.logout();
    }
  }

  @Override
  public boolean authenticate(HttpServletResponse response) throws IOException, ServletException {
    return caller() != null || super.authenticate(response);
  }

  @Override
  public void login(String username, String password) throws ServletException {
    if (caller() != null) {
      throw new ServletException("the caller is already authenticated");
    }
    super.login(username, password);
  }
}
