package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import java.lang.reflect.Method;
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
              TokenPoints.areIn(real));
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
}
