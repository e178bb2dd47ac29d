package dev.sentinelauth.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tells what filters are by the names of their classes, since containers hide their own. */
final class FilterTypes {
  private FilterTypes() {}

  /** Whether the class of a filter has such a name, or extends one that has. */
  static boolean isOrExtends(
      FilterRegistration filter, ServletContext context, Predicate<String> name) {
    String declared = filter.getClassName();
    if (declared == null) {
      return false;
    }
    for (Class<?> type = load(declared, context); type != null; type = type.getSuperclass()) {
      if (name.test(type.getName())) {
        return true;
      }
    }
    return name.test(declared); // one that the application can't see
  }

  private static @Nullable Class<?> load(String name, ServletContext context) {
    try {
      return Class.forName(name, false, context.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }
}
