package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.RequestAuthenticator;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.function.Supplier;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@code @Context AppJwt} be injected. Unscoped and not proxied: it is looked up in the
 * request at hand each time, so that {@code null} can stand for an anonymous caller, and {@link
 * AppJwt} can be final.
 */
final class AppJwtBinder extends AbstractBinder {

  @Override
  protected void configure() {
    bindFactory(OfRequest.class).to(AppJwt.class);
  }

  static final class OfRequest implements Supplier<@Nullable AppJwt> {
    private final Provider<ContainerRequestContext> request;

    @Inject
    OfRequest(Provider<ContainerRequestContext> request) {
      this.request = request;
    }

    @Override
    public @Nullable AppJwt get() {
      Object token = request.get().getProperty(RequestAuthenticator.TOKEN_ATTRIBUTE);
      return token instanceof AppJwt jwt ? jwt : null;
    }
  }
}
