package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
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
    for (Class<?> type : shared) {
      if (asksForToken(type)) {
        throw new IllegalStateException(
            type.getName()
                + " serves all requests, so it can't have an AppJwt injected:"
                + " take it as a @Context parameter of the resource method");
      }
    }
  }

  private static boolean asksForToken(Class<?> type) {
    for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
      for (Field field : declaring.getDeclaredFields()) {
        if (field.getType() == AppJwt.class && injected(field)) {
          return true;
        }
      }
      for (Method method : declaring.getDeclaredMethods()) {
        if (injected(method) && takesToken(method.getParameterTypes())) {
          return true;
        }
      }
    }
    return Arrays.stream(type.getDeclaredConstructors())
        .map(Constructor::getParameterTypes)
        .anyMatch(AppJwtInjection::takesToken);
  }

  private static boolean injected(AnnotatedElement member) {
    return member.isAnnotationPresent(Context.class) || member.isAnnotationPresent(Inject.class);
  }

  private static boolean takesToken(Class<?>[] parameterTypes) {
    return Arrays.asList(parameterTypes).contains(AppJwt.class);
  }
}
