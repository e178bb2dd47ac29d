package dev.sentinelauth.jersey;

import dev.sentinelauth.RequestAuthenticator;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/**
 * Tells that a request was let in where it went to no resource method, before which it would have
 * been told: an address that doesn't exist, say.
 */
final class ToldFilter implements ContainerResponseFilter {
  private final String gate;

  /**
   * @param gate the name of the gate that requests come through
   */
  ToldFilter(String gate) {
    this.gate = gate;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    RequestAuthenticator authenticator = RequestGate.authenticator(request, gate);
    if (authenticator != null) {
      new RestRequest(request, authenticator).tellLetIn();
    }
  }
}
