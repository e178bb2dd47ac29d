package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/**
 * The holder of a token. A plain value, so that it can be asked on any thread, after the request
 * too.
 *
 * @param isSecure whether the request came over TLS, as the container said
 */
record Caller(AppJwt token, boolean isSecure) implements SecurityContext {

  @Override
  public Principal getUserPrincipal() {
    return token;
  }

  /**
   * A role is a scope. The names {@code *} and {@code **} mean what the Servlet API says of them.
   */
  @Override
  public boolean isUserInRole(String role) {
    return "**".equals(role) || (!"*".equals(role) && token.scopes().contains(role));
  }

  /** The scheme of RFC 6750, for which Jakarta REST has no constant. */
  @Override
  public String getAuthenticationScheme() {
    return "Bearer";
  }
}
