package dev.sentinelauth.jersey;

import dev.sentinelauth.ConfigurationException;
import dev.sentinelauth.Sentinel;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that a Jakarta REST application needs to let only valid AppJWTs in: in Jersey, RESTEasy and
 * CXF. Register the class or an instance; it is never found by itself, because a security filter is
 * registered on purpose.
 *
 * <ul>
 *   <li>Requests are authenticated before they are matched, as by {@link
 *       SentinelContainerRequestFilter}: without a valid token, an address that doesn't exist looks
 *       like one that does.
 *   <li>{@link RequiresScope}, {@code @RolesAllowed} (a role is a scope), {@code @PermitAll} and
 *       {@code @DenyAll} are enforced after matching. Those of sub-resource locators are enforced
 *       before they run in Jersey, and before the resource method runs elsewhere.
 *   <li>{@code @Context AppJwt} injects the token, {@code null} for an anonymous caller, into
 *       parameters of resource methods, in Jersey and RESTEasy; in Jersey also into fields and
 *       setters of classes that are made for each request, and {@code @Inject Provider<AppJwt>}
 *       gives the caller's at every use.
 * </ul>
 *
 * <p>Settings come, highest first, from the init-params of Jersey's servlet or filter, the
 * properties of the Jakarta REST configuration, context-params, system properties, the environment
 * and the properties file. Where an implementation tells of the servlet container only in a request
 * (CXF), they are read with the first one.
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
  /** The name of the feature's {@link RequestGate}. */
  static final String GATE = "dev.sentinelauth.jersey.Feature";

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
   * @throws ConfigurationException if anything is wrong with the configuration: the application
   *     doesn't start, and where a server goes on all the same, everything is answered 500
   */
  @Override
  public boolean configure(FeatureContext context) {
    RestSentinel shared = new RestSentinel(sentinel, getClass());
    LateDenial denial = new LateDenial();
    RequestGate gate = new RequestGate(shared, GATE, denial);
    Configuration configuration = context.getConfiguration();
    // First of all, because it refuses everything while anything is amiss.
    context.register(new AuthenticationFilter(gate, configuration));
    context.register(new RefusalWriter());
    context.register(new ToldFilter(GATE));
    try {
      switch (Implementation.of(context)) {
        case JERSEY -> {
          shared.start(configuration, JerseyParts.webApplication(context));
          denial.finder = JerseyParts.register(context, shared);
        }
        case RESTEASY -> {
          Surroundings.Found found = Surroundings.inResteasyAtStart(context);
          if (found != null) {
            shared.start(configuration, found.application());
          }
          context.register(new AnnotationFilter());
        }
        case CXF -> {
          context.register(new AnnotationFilter());
          context.register(CxfMessage.tokenProvider());
        }
        case OTHER -> context.register(new AnnotationFilter());
      }
    } catch (RuntimeException | LinkageError e) {
      shared.fail(e);
      throw e;
    }
    Throwable failure = shared.failure();
    if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
    return true;
  }

  /** The gate is registered before anything that might fail, so before this is known. */
  private static final class LateDenial implements Function<ContainerRequestContext, Denial> {
    volatile @Nullable Function<ContainerRequestContext, Denial> finder;

    @Override
    public Denial apply(ContainerRequestContext request) {
      Function<ContainerRequestContext, Denial> known = finder;
      return known == null ? Denial.NONE : known.apply(request);
    }
  }
}
