package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Set;

/**
 * The places in a class where an {@link AppJwt} would be injected, or something that holds one, as
 * an {@code Optional} does. Annotations and other types are known by their names: CXF brings no
 * {@code jakarta.inject} along.
 */
final class TokenPoints {
  private static final Set<String> INJECTING =
      Set.of("jakarta.ws.rs.core.Context", "jakarta.inject.Inject");

  /** What asks for the token at every use, so it may be kept. */
  private static final Set<String> ASKING =
      Set.of(
          "jakarta.inject.Provider",
          "jakarta.enterprise.inject.Instance",
          "org.glassfish.hk2.api.IterableProvider");

  private TokenPoints() {}

  /** Whether a class wants a token otherwise than as a parameter of a resource method. */
  static boolean areIn(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        if (isInjected(field) && isHolder(field.getGenericType())) {
          return true;
        }
      }
      for (Method method : at.getDeclaredMethods()) {
        if (isInjected(method) && hasHolder(method.getGenericParameterTypes())) {
          return true;
        }
      }
    }
    return Arrays.stream(type.getDeclaredConstructors())
        .map(Constructor::getGenericParameterTypes)
        .anyMatch(TokenPoints::hasHolder);
  }

  /**
   * Sees to it that an object which serves all requests has no token injected.
   *
   * @throws IllegalStateException naming the class if it asks for one
   */
  static void requireNoneIn(Class<?> shared) {
    if (areIn(shared)) {
      throw new IllegalStateException(
          shared.getName()
              + " serves all requests, so it can't have an AppJwt injected:"
              + " take it as a @Context parameter of the resource method");
    }
  }

  /** Whether something is put into this field, or into this method's parameters. */
  static boolean isInjected(AnnotatedElement member) {
    for (Annotation annotation : member.getDeclaredAnnotations()) {
      if (INJECTING.contains(annotation.annotationType().getName())) {
        return true;
      }
    }
    return false;
  }

  /** Whether objects of this type ask anew at every use. */
  static boolean isAsking(Class<?> type) {
    return ASKING.contains(type.getName());
  }

  /** Whether whoever keeps an object of this type keeps a token. */
  static boolean isHolder(Type type) {
    if (type instanceof ParameterizedType generic) {
      return !(generic.getRawType() instanceof Class<?> raw && isAsking(raw))
          && hasHolder(generic.getActualTypeArguments());
    }
    return type == AppJwt.class
        || (type instanceof WildcardType wildcard && hasHolder(wildcard.getUpperBounds()));
  }

  private static boolean hasHolder(Type[] types) {
    return Arrays.stream(types).anyMatch(TokenPoints::isHolder);
  }
}
