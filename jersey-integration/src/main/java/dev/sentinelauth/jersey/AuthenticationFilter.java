package dev.sentinelauth.jersey;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;

/**
 * The feature's way into {@link RequestGate}: apart from the public filter, in case both are
 * registered.
 */
@PreMatching
@Priority(Priorities.AUTHENTICATION)
final class AuthenticationFilter implements ContainerRequestFilter {
  private final RequestGate gate;

  AuthenticationFilter(RequestGate gate) {
    this.gate = gate;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    gate.enter(request);
  }
}
