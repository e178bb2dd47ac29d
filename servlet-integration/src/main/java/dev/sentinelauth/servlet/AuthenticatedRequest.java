package dev.sentinelauth.servlet;

import dev.sentinelauth.AppJwt;
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
 * A request whose caller is the holder of an AppJWT. It shows the identity that is kept in the
 * request's attributes and has none of its own, so all wrappers of one request agree, also after a
 * {@link #logout()}.
 *
 * <p>While there is a token, nothing is seen of an identity that the container may have established
 * besides. After {@link #logout()}, which ends that one too, the container is asked again.
 */
final class AuthenticatedRequest extends HttpServletRequestWrapper {

  /** RFC 6750; the Servlet API has no constant for it. */
  private static final String BEARER_AUTH = "Bearer";

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

  private @Nullable AppJwt token() {
    Verdict.Accepted kept =
        authenticator.accepted(getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE));
    return kept == null ? null : kept.token();
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    AppJwt token = token();
    return token == null ? super.getUserPrincipal() : token;
  }

  @Override
  public @Nullable String getRemoteUser() {
    AppJwt token = token();
    return token == null ? super.getRemoteUser() : token.getName();
  }

  @Override
  public @Nullable String getAuthType() {
    return token() == null ? super.getAuthType() : BEARER_AUTH;
  }

  /**
   * A role is a scope. The names {@code *} and {@code **} mean what the Servlet API says of them.
   */
  @Override
  public boolean isUserInRole(@Nullable String role) {
    AppJwt token = token();
    if (token == null) {
      return super.isUserInRole(role);
    }
    return "**".equals(role)
        || (role != null && !role.equals("*") && token.scopes().contains(role));
  }

  /** Drops the caller's identity for the rest of this request, its later dispatches included. */
  @Override
  public void logout() throws ServletException {
    removeAttribute(RequestAuthenticator.TOKEN_ATTRIBUTE);
    Object kept = getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE);
    setAttribute(
        RequestAuthenticator.VERDICT_ATTRIBUTE,
        authenticator.attribute(kept, new Verdict.Accepted(null)));
    // Jetty fails where the container itself knows nobody.
    if (super.getUserPrincipal() != null) {
      super.logout();
    }
  }

  @Override
  public boolean authenticate(HttpServletResponse response) throws IOException, ServletException {
    return token() != null || super.authenticate(response);
  }

  @Override
  public void login(String username, String password) throws ServletException {
    if (token() != null) {
      throw new ServletException("the caller is already authenticated, by a bearer token");
    }
    super.login(username, password);
  }
}
