package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.Verdict;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/**
 * The holder of a token. A plain value, so that it can be asked on any thread, after the request
 * too.
 *
 * @param token that of the verdict
 * @param isSecure whether the request came over TLS, as the container said
 */
record Caller(Verdict.Accepted verdict, AppJwt token, boolean isSecure) implements SecurityContext {

  @Override
  public Principal getUserPrincipal() {
    return token;
  }

  /** A role is a scope. */
  @Override
  public boolean isUserInRole(String role) {
    return verdict.isInRole(role);
  }

  /** The scheme of RFC 6750, for which Jakarta REST has no constant. */
  @Override
  public String getAuthenticationScheme() {
    return "Bearer";
  }
}
