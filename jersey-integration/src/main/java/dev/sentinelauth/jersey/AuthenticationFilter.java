package dev.sentinelauth.jersey;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.container.ResourceContext;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Context;
import org.jspecify.annotations.Nullable;

/**
 * The feature's way into {@link RequestGate}: apart from the public filter, in case both are
 * registered.
 */
@PreMatching
@Priority(Priorities.AUTHENTICATION)
final class AuthenticationFilter implements ContainerRequestFilter {
  private final RequestGate gate;
  private final Configuration configuration;

  /** Injected after construction; {@code null} until then. */
  @Context private @Nullable ResourceContext resources;

  AuthenticationFilter(RequestGate gate, Configuration configuration) {
    this.gate = gate;
    this.configuration = configuration;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    gate.enter(request, resources, configuration);
  }
}
