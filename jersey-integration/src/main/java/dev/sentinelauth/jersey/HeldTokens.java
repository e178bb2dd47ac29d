package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out about objects that have kept the token of an earlier caller, because they were injected
 * once and have served more than one request since.
 */
final class HeldTokens {

  private static final ClassValue<List<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          List<Field> fields = new ArrayList<>();
          for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
              if (field.getType() == AppJwt.class
                  && !Modifier.isStatic(field.getModifiers())
                  && field.trySetAccessible()) {
                fields.add(field);
              }
            }
          }
          return List.copyOf(fields);
        }
      };

  private HeldTokens() {}

  /**
   * Looks into what was matched.
   *
   * @throws IllegalStateException if the token of somebody else is in there
   */
  static void check(List<Object> matchedResources, @Nullable AppJwt token) {
    for (Object resource : matchedResources) {
      for (Field field : FIELDS.get(resource.getClass())) {
        Object held = value(field, resource);
        if (held != null && held != token) {
          throw new IllegalStateException(
              resource.getClass().getName()
                  + " holds the AppJwt of another caller: take it as a @Context parameter of the"
                  + " resource method");
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
