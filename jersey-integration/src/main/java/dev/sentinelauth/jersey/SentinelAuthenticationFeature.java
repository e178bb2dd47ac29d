package dev.sentinelauth.jersey;

import dev.sentinelauth.ConfigurationException;
import dev.sentinelauth.Sentinel;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import org.glassfish.jersey.InjectionManagerProvider;
import org.glassfish.jersey.internal.inject.InjectionManager;
import org.glassfish.jersey.server.spi.AbstractContainerLifecycleListener;
import org.glassfish.jersey.server.spi.Container;
import org.jspecify.annotations.Nullable;

/**
 * All that a Jersey application needs to let only valid AppJWTs in. Register the class or an
 * instance; it is never found by itself, because a security filter is registered on purpose.
 *
 * <ul>
 *   <li>Requests are authenticated before they are matched, as by {@link
 *       SentinelContainerRequestFilter}: without a valid token, an address that doesn't exist looks
 *       like one that does.
 *   <li>{@link RequiresScope}, {@code @RolesAllowed} (a role is a scope), {@code @PermitAll} and
 *       {@code @DenyAll} are enforced after matching, those of sub-resource locators before they
 *       run.
 *   <li>{@code @Context AppJwt} injects the token, {@code null} for an anonymous caller, into
 *       parameters of resource methods, and into fields and setters of classes that are made for
 *       each request.
 * </ul>
 *
 * <p>Settings come, highest first, from the init-params of Jersey's servlet or filter, the
 * properties of the Jakarta REST configuration, context-params, system properties, the environment
 * and the properties file.
 *
 * <p>An {@code AppJwt}, and the principal, may be handed to other threads. An injected {@code
 * SecurityContext} may not: Jersey makes it ask for the request of the thread it is on.
 *
 * <p>In a servlet container, one {@link Sentinel} is shared with the servlet filters of the web
 * application, and a request that a servlet filter accepted isn't verified again. The servlet
 * filter knows no annotations: a resource with {@code @DenyAll} behind it is 403 for callers with a
 * token only.
 */
@ConstrainedTo(RuntimeType.SERVER)
public final class SentinelAuthenticationFeature implements Feature {
  private final @Nullable Sentinel sentinel;

  /**
   * Finds its configuration when the application starts, and ends what it started when the
   * application ends.
   */
  public SentinelAuthenticationFeature() {
    this.sentinel = null;
  }

  /** Uses this instance, and doesn't close it. */
  public SentinelAuthenticationFeature(Sentinel sentinel) {
    this.sentinel = sentinel;
  }

  /**
   * Registers everything.
   *
   * @throws ConfigurationException if anything is wrong with the configuration; the application
   *     doesn't start
   */
  @Override
  public boolean configure(FeatureContext context) {
    InjectionManager injection = InjectionManagerProvider.getInjectionManager(context);
    WebApplication application =
        WebApplication.findWithInitParameters(type -> injection.getInstance(type));
    SentinelLease lease =
        sentinel == null
            ? SentinelLease.configured(context.getConfiguration(), application)
            : SentinelLease.of(sentinel);
    String contextPath = application == null ? "" : application.contextPath();
    AnnotationGuard guard = new AnnotationGuard(lease, contextPath);
    context.register(new AuthenticationFilter(guard.gate()));
    context.register(guard);
    context.register(new AppJwtBinder());
    context.register(new Lifecycle(lease));
    return true;
  }

  /** Jersey reloads an application with the same providers, after it has shut it down. */
  private static final class Lifecycle extends AbstractContainerLifecycleListener {
    private final SentinelLease lease;

    Lifecycle(SentinelLease lease) {
      this.lease = lease;
    }

    @Override
    public void onReload(Container container) {
      lease.renew();
    }

    @Override
    public void onShutdown(Container container) {
      lease.end();
    }
  }
}
