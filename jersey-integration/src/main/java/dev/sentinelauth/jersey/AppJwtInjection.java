package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.Set;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.monitoring.ApplicationEvent;

/**
 * Refuses an application that asks for an {@link AppJwt} where there is one object for all
 * requests: it would keep the token of whoever came first, and show it to everybody after.
 */
final class AppJwtInjection {
  private AppJwtInjection() {}

  /**
   * Looks at all that Jersey makes once.
   *
   * @throws IllegalStateException naming the first class that asks for a token
   */
  static void check(ApplicationEvent event) {
    Set<Class<?>> shared = new LinkedHashSet<>(event.getProviders());
    for (Resource resource : event.getResourceModel().getResources()) {
      // Jersey counts resource classes among the providers too, but makes one for each request.
      for (Class<?> type : resource.getHandlerClasses()) {
        if (!type.isAnnotationPresent(Singleton.class)) {
          shared.remove(type);
        }
      }
    }
    event.getRegisteredInstances().forEach(instance -> shared.add(instance.getClass()));
    shared.forEach(TokenPoints::requireNoneIn);
  }
}
