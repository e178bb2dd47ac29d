package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A resource method and what it asks for, read once. A proxy, as CDI makes them, stands for the
 * class that it extends: its methods lack the annotations of those that they override.
 *
 * @param isKept whether the object that has the method outlives requests, as far as annotations
 *     tell
 * @param takesToken whether it wants an {@link AppJwt} otherwise than as a parameter of the method
 */
record MatchedMethod(
    Class<?> type, Method method, Requirement requirement, boolean isKept, boolean takesToken) {

  private static final ClassValue<ConcurrentMap<Method, MatchedMethod>> KNOWN =
      new ClassValue<>() {
        @Override
        protected ConcurrentMap<Method, MatchedMethod> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  static MatchedMethod of(Class<?> type, Method method) {
    ConcurrentMap<Method, MatchedMethod> known = KNOWN.get(type);
    MatchedMethod found = known.get(method);
    if (found == null) {
      Class<?> real = withoutProxy(type);
      Method declared = declared(real, method);
      found =
          new MatchedMethod(
              real,
              declared,
              Requirement.of(real, declared, method),
              WideScope.isOf(type),
              asksForToken(real));
      known.put(method, found);
    }
    return found;
  }

  /** The class behind a proxy that extends it. */
  static Class<?> withoutProxy(Class<?> type) {
    Class<?> real = type;
    while (isProxy(real) && real.getSuperclass() != null && real.getSuperclass() != Object.class) {
      real = real.getSuperclass();
    }
    return real;
  }

  private static boolean isProxy(Class<?> type) {
    String name = type.getSimpleName();
    if (Requirement.isDeclaredOn(type)) {
      return false; // whatever its name is: a proxy has no annotations of its own
    }
    return type.isSynthetic()
        || name.contains("$$")
        || name.contains("$Proxy$")
        || name.endsWith("_ClientProxy")
        || name.endsWith("_Subclass");
  }

  private static Method declared(Class<?> type, Method method) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      try {
        return at.getDeclaredMethod(method.getName(), method.getParameterTypes());
      } catch (NoSuchMethodException e) {
        // further up, then
      }
    }
    return method;
  }

  /** Whether a class wants a token otherwise than as a parameter of a resource method. */
  private static boolean asksForToken(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        if (field.getType() == AppJwt.class && isInjected(field)) {
          return true;
        }
      }
      for (Method method : at.getDeclaredMethods()) {
        if (isInjected(method) && hasToken(method.getParameterTypes())) {
          return true;
        }
      }
    }
    return Arrays.stream(type.getDeclaredConstructors())
        .map(Constructor::getParameterTypes)
        .anyMatch(MatchedMethod::hasToken);
  }

  private static boolean isInjected(AnnotatedElement member) {
    if (member.isAnnotationPresent(Context.class)) {
      return true;
    }
    for (var annotation : member.getDeclaredAnnotations()) {
      if (annotation.annotationType().getName().equals("jakarta.inject.Inject")) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasToken(Class<?>[] parameterTypes) {
    return Arrays.asList(parameterTypes).contains(AppJwt.class);
  }
}
