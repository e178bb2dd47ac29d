package dev.sentinelauth.jersey;

import dev.sentinelauth.ConfigurationException;
import dev.sentinelauth.Sentinel;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.container.ResourceContext;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Context;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates requests by the AppJWT in their {@code Authorization} header (RFC 6750), and judges
 * them by the routes of the configuration; nothing more. It needs Jakarta REST alone, whatever the
 * implementation. In Jersey, register {@link SentinelAuthenticationFeature} instead, which enforces
 * annotations too.
 *
 * <p>A request that passes has a {@link jakarta.ws.rs.core.SecurityContext} whose principal is the
 * {@link dev.sentinelauth.AppJwt} and whose roles are its scopes, and the property {@code
 * dev.sentinelauth.AppJwt}. An anonymous one keeps the security context that it came with. One that
 * was already accepted by the servlet filter of the same {@link Sentinel} isn't verified again.
 *
 * <p>It judges the path and the method that the pre-matching filters before it left in the request.
 * A filter that changes them afterwards, such as one that heeds {@code X-HTTP-Method-Override},
 * walks around the routes: register it with a lower priority number. {@link
 * SentinelAuthenticationFeature} judges such a request once more.
 */
@ConstrainedTo(RuntimeType.SERVER)
@PreMatching
@Priority(Priorities.AUTHENTICATION)
public final class SentinelContainerRequestFilter implements ContainerRequestFilter, AutoCloseable {
  private final SentinelLease lease;
  private final RequestGate gate;

  /** Injected after construction, where an instance was registered; {@code null} until then. */
  @Context private @Nullable ResourceContext resources;

  /** Found on the first request, when everything is injected; {@code null} until then. */
  private volatile @Nullable String contextPath;

  /**
   * Takes the configuration from system properties, the environment and the properties file. {@link
   * #close} ends what this starts.
   *
   * @throws ConfigurationException if anything is wrong with it
   */
  public SentinelContainerRequestFilter() {
    this(SentinelLease.configured(null, null));
  }

  /**
   * Made by the Jakarta REST implementation when the class is registered: takes the configuration
   * from the properties of the application too, and in a servlet container from context-params and
   * files of the web application.
   *
   * @throws ConfigurationException if anything is wrong with it
   */
  public SentinelContainerRequestFilter(
      @Context Configuration configuration, @Context ResourceContext resources) {
    this(SentinelLease.configured(configuration, webApplication(resources)));
    this.resources = resources;
  }

  /** Uses this instance, and doesn't close it. */
  public SentinelContainerRequestFilter(Sentinel sentinel) {
    this(SentinelLease.of(sentinel));
  }

  private SentinelContainerRequestFilter(SentinelLease lease) {
    this.lease = lease;
    this.gate = new RequestGate(lease, this::contextPath, request -> Denial.NONE);
  }

  @Override
  public void filter(ContainerRequestContext request) {
    gate.enter(request);
  }

  /** Ends what a constructor without a {@link Sentinel} started. Idempotent. */
  @Override
  @PreDestroy
  public void close() {
    lease.end();
  }

  private String contextPath() {
    String path = contextPath;
    if (path == null) {
      WebApplication application = resources == null ? null : webApplication(resources);
      path = application == null ? "" : application.contextPath();
      contextPath = path;
    }
    return path;
  }

  /**
   * The web application, as far as Jakarta REST alone can tell: Jersey's {@code ResourceContext}
   * gives whatever can be injected, so a {@code ServletContext} too. Other implementations may
   * refuse, and then there is none.
   */
  private static @Nullable WebApplication webApplication(ResourceContext resources) {
    return WebApplication.find(
        type -> {
          try {
            return resources.getResource(type);
          } catch (RuntimeException e) {
            return null;
          }
        });
  }
}
