package dev.sentinelauth.jersey;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceContext;
import jakarta.ws.rs.core.FeatureContext;
import java.util.function.Function;
import org.glassfish.jersey.InjectionManagerProvider;
import org.glassfish.jersey.internal.inject.InjectionManager;
import org.glassfish.jersey.server.spi.AbstractContainerLifecycleListener;
import org.glassfish.jersey.server.spi.Container;
import org.jspecify.annotations.Nullable;

/** What the feature registers in Jersey only. Not to be touched where there is no Jersey. */
final class JerseyParts {
  private JerseyParts() {}

  static @Nullable WebApplication webApplication(FeatureContext context) {
    InjectionManager injection = InjectionManagerProvider.getInjectionManager(context);
    return WebApplication.findWithInitParameters(type -> injection.getInstance(type));
  }

  /**
   * That of an application which has started.
   *
   * @throws RuntimeException if Jersey knows a servlet context and can't give it: that is not the
   *     same as none
   */
  static @Nullable WebApplication webApplication(ResourceContext resources) {
    InjectionManager injection = resources.getResource(InjectionManager.class);
    if (injection == null) {
      throw new IllegalStateException("Jersey doesn't tell whether there is a servlet container");
    }
    return WebApplication.find(type -> injection.getInstance(type));
  }

  /** What Jersey would inject of this type; {@code null} for nothing. */
  static @Nullable Object instance(ResourceContext resources, Class<?> type) {
    InjectionManager injection = resources.getResource(InjectionManager.class);
    return injection == null ? null : injection.getInstance(type);
  }

  /** Gives the way to find out about {@code @DenyAll} before a request is matched. */
  static Function<ContainerRequestContext, Denial> register(
      FeatureContext context, RestSentinel sentinel) {
    AnnotationGuard guard = new AnnotationGuard(sentinel);
    context.register(guard);
    context.register(new AppJwtBinder());
    context.register(new Lifecycle(sentinel));
    context.register(new JerseyLogging(sentinel));
    return guard::denial;
  }

  /** Jersey reloads an application with the same providers, after it has shut it down. */
  private static final class Lifecycle extends AbstractContainerLifecycleListener {
    private final RestSentinel sentinel;

    Lifecycle(RestSentinel sentinel) {
      this.sentinel = sentinel;
    }

    @Override
    public void onReload(Container container) {
      sentinel.reopen();
    }

    @Override
    public void onShutdown(Container container) {
      sentinel.end();
    }
  }
}
