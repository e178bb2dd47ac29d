package dev.sentinelauth.jersey;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.container.ResourceContext;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Context;
import java.util.LinkedHashSet;
import java.util.Set;
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

  /** As {@link #resources}: all that was registered, where the one at start knows only a part. */
  @Context private @Nullable Configuration complete;

  private volatile boolean checked;

  AuthenticationFilter(RequestGate gate, Configuration configuration) {
    this.gate = gate;
    this.configuration = configuration;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!checked) {
      try {
        checkProviders(request);
      } catch (RuntimeException | LinkageError e) {
        gate.sentinel().fail(e);
      }
      checked = true;
    }
    gate.enter(request, resources, configuration);
  }

  /** Providers are there once for all requests; in Jersey that is found out at start. */
  private void checkProviders(ContainerRequestContext request) {
    Configuration known = complete;
    if (known == null || Implementation.of(request) == Implementation.JERSEY) {
      return;
    }
    Set<Class<?>> providers = new LinkedHashSet<>(known.getClasses());
    known.getInstances().forEach(provider -> providers.add(provider.getClass()));
    providers.forEach(
        provider -> {
          if (!provider.isAnnotationPresent(Path.class)) {
            TokenPoints.requireNoneIn(provider);
          }
        });
  }
}
