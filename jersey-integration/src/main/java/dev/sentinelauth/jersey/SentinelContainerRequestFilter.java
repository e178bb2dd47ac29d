package dev.sentinelauth.jersey;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.Verdict;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.container.ResourceContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates requests by the AppJWT in their {@code Authorization} header (RFC 6750), and judges
 * them by the routes of the configuration; nothing more. {@link SentinelAuthenticationFeature},
 * registered instead, enforces annotations too.
 *
 * <p>A request that passes has a {@link jakarta.ws.rs.core.SecurityContext} whose principal is the
 * {@link dev.sentinelauth.AppJwt} and whose roles are its scopes, and the property {@code
 * dev.sentinelauth.AppJwt}. An anonymous one keeps the security context that it came with. One that
 * was already accepted by the servlet filter of the same {@link Sentinel} isn't verified again.
 *
 * <p>No constructor throws because of the configuration, since some servers go on without a
 * provider that does: where anything is wrong with it, all requests are answered 500, and the log
 * says why. It is read when the application starts where the implementation tells of the servlet
 * container by then (Jersey, RESTEasy), else with the first request.
 *
 * <p>A request whose method or path is changed behind it, by a pre-matching filter of the
 * application that heeds {@code X-HTTP-Method-Override} say, is judged once more before its
 * resource method runs. Resource methods that ask for {@link RequiresScope} are answered 500 unless
 * the feature is registered: nobody would enforce it.
 *
 * <p>It is a {@code DynamicFeature}, a {@code MessageBodyWriter} and a {@code
 * ContainerResponseFilter} as well, for its own purposes: what those check, write and tell.
 */
@ConstrainedTo(RuntimeType.SERVER)
@PreMatching
@Priority(Priorities.AUTHENTICATION)
@Produces({"application/problem+json", "application/json"})
public final class SentinelContainerRequestFilter
    implements ContainerRequestFilter,
        ContainerResponseFilter,
        DynamicFeature,
        MessageBodyWriter<Verdict.Answer>,
        AutoCloseable {
  /** The name of this filter's {@link RequestGate}. */
  static final String GATE = "dev.sentinelauth.jersey.Filter";

  private static final Set<Class<?>> CONTRACTS =
      Set.of(ContainerRequestFilter.class, DynamicFeature.class, MessageBodyWriter.class);

  private final RestSentinel sentinel;
  private final RequestGate gate;
  private final RefusalWriter writer = new RefusalWriter();
  private final ToldFilter told = new ToldFilter(GATE);
  private final SeenFilter.Everywhere everywhere = new SeenFilter.Everywhere();
  private volatile boolean complete;

  /** Injected after construction, where an instance was registered; {@code null} until then. */
  @Context private @Nullable ResourceContext resources;

  private volatile @Nullable Configuration configuration;

  /**
   * Takes the configuration from wherever the application that it is registered in has it; see the
   * feature. {@link #close} ends what this starts.
   */
  public SentinelContainerRequestFilter() {
    this(new RestSentinel(null, SentinelContainerRequestFilter.class));
  }

  /**
   * Made by the Jakarta REST implementation when the class is registered: takes the configuration
   * from the properties of the application too, and in a servlet container from context-params and
   * files of the web application.
   */
  public SentinelContainerRequestFilter(
      @Context Configuration configuration, @Context ResourceContext resources) {
    this();
    setConfiguration(configuration);
    this.resources = resources;
    startIfKnown();
  }

  /** Uses this instance, and doesn't close it. */
  public SentinelContainerRequestFilter(Sentinel sentinel) {
    this(new RestSentinel(sentinel, SentinelContainerRequestFilter.class));
  }

  /**
   * Called by the Jakarta REST implementation, where an instance was registered.
   *
   * @throws IllegalStateException if the application registers this filter for some of its
   *     contracts only
   */
  @Context
  public void setConfiguration(Configuration configuration) {
    this.configuration = configuration;
    requireContracts(configuration);
    if (Implementation.of(configuration) == Implementation.RESTEASY) {
      SeenFilter.addToResteasy(configuration); // it will know of contracts when this is done
    }
    sentinel.startAnew(); // the instance may have served an application that has ended
    startIfKnown(); // resources are injected before methods are called
  }

  private SentinelContainerRequestFilter(RestSentinel sentinel) {
    this.sentinel = sentinel;
    this.gate = new RequestGate(sentinel, GATE, request -> Denial.NONE);
  }

  @Override
  public void filter(ContainerRequestContext request) {
    try {
      if (Implementation.of(request) == Implementation.CXF) {
        CxfMessage.complete();
      } else if (!complete) {
        requireContracts(configuration);
        complete = true;
      }
    } catch (RuntimeException | LinkageError e) {
      sentinel.fail(e);
    }
    gate.enter(request, resources, configuration);
  }

  /** Tells decisions about what went to no resource method. */
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    told.filter(request, response);
  }

  /**
   * All that it does takes all that it is: for some of it alone, it would leave requests unjudged.
   *
   * @throws IllegalStateException if the application names others
   */
  private static void requireContracts(@Nullable Configuration configuration) {
    if (configuration == null || Implementation.of(configuration) == Implementation.CXF) {
      return; // CXF tells nothing of contracts
    }
    Map<Class<?>, Integer> named = configuration.getContracts(SentinelContainerRequestFilter.class);
    if (named != null && !named.isEmpty() && !named.keySet().containsAll(CONTRACTS)) {
      throw new IllegalStateException(
          "SentinelContainerRequestFilter is registered for "
              + named.keySet()
              + " only, and would leave requests unjudged: register it without naming contracts");
    }
  }

  /** Sees to it that a resource method runs only for the request that was judged. */
  @Override
  public void configure(ResourceInfo method, FeatureContext context) {
    requireContracts(context.getConfiguration());
    startIfKnown();
    boolean enforced = context.getConfiguration().isRegistered(SentinelAuthenticationFeature.class);
    Class<?> type = method.getResourceClass();
    Method target = method.getResourceMethod();
    context.register(
        new UnchangedFilter(
            !enforced && type != null && target != null
                ? UnchangedFilter.unenforced(type, target)
                : null,
            !enforced));
    if (Implementation.of(context) == Implementation.CXF) {
      context.register(everywhere);
    }
  }

  /** Earlier than with the first request, so that keys are at hand by then. */
  private void startIfKnown() {
    Surroundings.Found found;
    try {
      found = Surroundings.atStart(resources);
    } catch (RuntimeException | LinkageError e) {
      return; // the first request finds out
    }
    if (found != null && configuration != null) {
      sentinel.start(configuration, found.application());
    }
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return writer.isWriteable(type, genericType, annotations, mediaType);
  }

  @Override
  public void writeTo(
      Verdict.Answer answer,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    writer.writeTo(answer, type, genericType, annotations, mediaType, headers, out);
  }

  /** Ends what a constructor without a {@link Sentinel} started. Idempotent. */
  @Override
  @PreDestroy
  public void close() {
    sentinel.end();
  }
}
