package dev.sentinelauth.jersey;

import java.lang.annotation.Annotation;
import java.util.HashSet;
import java.util.Set;

/**
 * Knows by the annotations of a class whether its objects outlive requests: those of Jakarta
 * Inject, CDI and EJB. By their names, since most of them may not be there.
 */
final class WideScope {
  private static final Set<String> NARROW =
      Set.of(
          "org.glassfish.jersey.process.internal.RequestScoped",
          "org.glassfish.jersey.internal.inject.PerLookup",
          "org.glassfish.hk2.api.PerLookup",
          "jakarta.enterprise.context.RequestScoped",
          "jakarta.enterprise.context.Dependent");
  private static final Set<String> SCOPE_TYPES =
      Set.of("jakarta.inject.Scope", "jakarta.enterprise.context.NormalScope");
  private static final Set<String> BEANS =
      Set.of("jakarta.ejb.Singleton", "jakarta.ejb.Stateless", "jakarta.ejb.Stateful");

  private static final ClassValue<Boolean> KNOWN =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          for (Class<?> at = type; at != null; at = at.getSuperclass()) { // a proxy's class, say
            for (Annotation annotation : at.getDeclaredAnnotations()) {
              if (isWide(annotation.annotationType(), new HashSet<>())) {
                return true;
              }
            }
          }
          return false;
        }
      };

  private WideScope() {}

  static boolean isOf(Class<?> type) {
    return KNOWN.get(type);
  }

  private static boolean isWide(Class<? extends Annotation> annotation, Set<Class<?>> seen) {
    if (!seen.add(annotation) || NARROW.contains(annotation.getName())) {
      return false;
    }
    if (BEANS.contains(annotation.getName())) {
      return true;
    }
    for (Annotation meta : annotation.getDeclaredAnnotations()) {
      Class<? extends Annotation> type = meta.annotationType();
      // A stereotype may bring a scope along.
      if (SCOPE_TYPES.contains(type.getName()) || isWide(type, seen)) {
        return true;
      }
    }
    return false;
  }
}
