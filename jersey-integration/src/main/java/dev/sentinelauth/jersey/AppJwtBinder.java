package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.RequestAuthenticator;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import org.glassfish.hk2.api.Factory;
import org.glassfish.hk2.api.Injectee;
import org.glassfish.hk2.api.InstanceLifecycleListener;
import org.glassfish.hk2.api.InstantiationService;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.process.internal.RequestScoped;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@code @Context AppJwt} be injected, by HK2's own means, which Jersey 3.1 and 4.0 share.
 * Unscoped and not proxied: it is looked up in the request at hand each time, so that {@code null}
 * can stand for an anonymous caller, and {@link AppJwt} can be final. So whatever outlives a
 * request would keep the token of its first caller: into such an object none is injected.
 */
final class AppJwtBinder extends AbstractBinder {

  @Override
  protected void configure() {
    bindFactory(OfRequest.class).to(AppJwt.class);
    bind(TokenKeeping.class).to(InstanceLifecycleListener.class).in(Singleton.class);
  }

  static final class OfRequest implements Factory<@Nullable AppJwt> {
    private final Provider<ContainerRequestContext> request;
    private final InstantiationService instantiation;

    @Inject
    OfRequest(Provider<ContainerRequestContext> request, InstantiationService instantiation) {
      this.request = request;
      this.instantiation = instantiation;
    }

    @Override
    public @Nullable AppJwt provide() {
      Injectee injectee = instantiation.getInstantiationData().getParentInjectee();
      if (injectee != null && isKept(injectee)) {
        Class<?> type = injectee.getInjecteeClass();
        throw new IllegalStateException(
            (type == null ? "this" : type.getName())
                + " may serve more than one request, so it can't have an AppJwt injected: take it"
                + " as a @Context parameter of the resource method, or inject a Provider<AppJwt>");
      }
      Object token = request.get().getProperty(RequestAuthenticator.TOKEN_ATTRIBUTE);
      return token instanceof AppJwt jwt ? jwt : null;
    }

    @Override
    public void dispose(@Nullable AppJwt token) {}
  }

  /** Whether the token goes into an object that may be there for longer than the request. */
  private static boolean isKept(Injectee injectee) {
    AnnotatedElement point = injectee.getParent();
    Class<?> asked = point == null ? null : typeAt(point, injectee.getPosition());
    if (asked == null || TokenPoints.isAsking(asked)) {
      return false; // a parameter of a resource method, or a Provider that asks at every use
    }
    Class<? extends Annotation> scope =
        injectee.getInjecteeDescriptor() == null
            ? null
            : injectee.getInjecteeDescriptor().getScopeAnnotation();
    Class<?> type = injectee.getInjecteeClass();
    return scope != null ? scope != RequestScoped.class : type != null && WideScope.isOf(type);
  }

  private static @Nullable Class<?> typeAt(AnnotatedElement point, int position) {
    if (point instanceof Field field) {
      return field.getType();
    }
    return point instanceof Executable executable && position >= 0
        ? executable.getParameterTypes()[position]
        : null;
  }
}
