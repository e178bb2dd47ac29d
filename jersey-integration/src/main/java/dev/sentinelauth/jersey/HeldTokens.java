package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out about objects that have kept the token of an earlier caller, because they were injected
 * once and have served more than one request since: resources, and what is injected into them.
 */
final class HeldTokens {
  private static final int DEPTH = 3;

  /** The fields of a class that hold a token, and those that something else is injected into. */
  private record Fields(List<Field> tokens, List<Field> injected) {}

  private static final ClassValue<Fields> FIELDS =
      new ClassValue<>() {
        @Override
        protected Fields computeValue(Class<?> type) {
          List<Field> tokens = new ArrayList<>();
          List<Field> injected = new ArrayList<>();
          for (Class<?> at = type; at != null && isOfApplication(at); at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
              if (Modifier.isStatic(field.getModifiers())) {
                continue;
              }
              if (field.getType() == AppJwt.class) {
                if (field.trySetAccessible()) {
                  tokens.add(field);
                }
              } else if (TokenPoints.isInjected(field)
                  && isOfApplication(field.getType())
                  && field.trySetAccessible()) {
                injected.add(field);
              }
            }
          }
          return new Fields(List.copyOf(tokens), List.copyOf(injected));
        }
      };

  private HeldTokens() {}

  private static boolean isOfApplication(Class<?> type) {
    return !type.isPrimitive() && isOfApplication(type.getName());
  }

  static boolean isOfApplication(String name) {
    return !name.startsWith("java.")
        && !name.startsWith("jakarta.")
        && !name.startsWith("org.glassfish.");
  }

  /**
   * Looks into what was matched.
   *
   * @throws IllegalStateException if the token of somebody else is in there
   */
  static void check(List<Object> matchedResources, @Nullable AppJwt token) {
    for (Object resource : matchedResources) {
      check(resource, token, DEPTH);
    }
  }

  private static void check(Object object, @Nullable AppJwt token, int depth) {
    Fields fields = FIELDS.get(object.getClass());
    for (Field field : fields.tokens) {
      Object held = value(field, object);
      if (held != null && held != token) {
        throw new IllegalStateException(
            object.getClass().getName()
                + " holds the AppJwt of another caller: take it as a @Context parameter of the"
                + " resource method");
      }
    }
    if (depth > 0) {
      for (Field field : fields.injected) {
        Object injected = value(field, object);
        if (injected != null) {
          check(injected, token, depth - 1);
        }
      }
    }
  }

  private static @Nullable Object value(Field field, Object resource) {
    try {
      return field.get(resource);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
