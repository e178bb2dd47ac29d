package dev.sentinelauth.jersey;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads {@code @Path}, and tells whether a path fits. Templates are without slashes around. */
final class PathTemplate {
  private static final Pattern PATH_PARAMETERS = Pattern.compile(";[^/]*");

  /** As many as an application has templates. */
  private static final ConcurrentMap<String, Pattern> COMPILED = new ConcurrentHashMap<>();

  private static final Pattern ANYTHING = Pattern.compile(".*", Pattern.DOTALL);

  private PathTemplate() {}

  static String of(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (AnnotatedElement element : withInterfaces(at)) {
        Path path = element.getAnnotation(Path.class);
        if (path != null) {
          return trimmed(path.value());
        }
      }
    }
    return "";
  }

  static String of(Method method) {
    Path path = annotation(method, Path.class);
    return path == null ? "" : trimmed(path.value());
  }

  /** Whether a method has a path and no request method. */
  static boolean isLocator(Method method) {
    for (Method declaration : declarations(method)) {
      for (Annotation annotation : declaration.getAnnotations()) {
        if (annotation.annotationType().isAnnotationPresent(HttpMethod.class)) {
          return false;
        }
      }
    }
    return annotation(method, Path.class) != null;
  }

  static String join(String template, String next) {
    return template.isEmpty() || next.isEmpty() ? template + next : template + "/" + next;
  }

  /** A path without path parameters, and without slashes around it. */
  static String trimmed(String path) {
    String bare = path.indexOf('{') >= 0 ? path : PATH_PARAMETERS.matcher(path).replaceAll("");
    int start = bare.startsWith("/") ? 1 : 0;
    int end = bare.length() > start && bare.endsWith("/") ? bare.length() - 1 : bare.length();
    return bare.substring(start, end);
  }

  /**
   * Whether a path fits.
   *
   * @param open whether the path may go on
   */
  static boolean matches(String template, String path, boolean open) {
    Pattern pattern = COMPILED.get(template);
    if (pattern == null) {
      pattern = compile(template);
      COMPILED.put(template, pattern);
    }
    if (!open) {
      return pattern.matcher(path).matches();
    }
    if (template.isEmpty() || pattern.matcher(path).matches()) {
      return true;
    }
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (pattern.matcher(path.substring(0, slash)).matches()) {
        return true;
      }
    }
    return false;
  }

  private static Pattern compile(String template) {
    StringBuilder regex = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      int open = template.indexOf('{', at);
      if (open < 0) {
        open = template.length();
      }
      if (open > at) {
        regex.append(Pattern.quote(template.substring(at, open)));
      }
      if (open == template.length()) {
        break;
      }
      int depth = 1;
      int close = open + 1;
      while (close < template.length() && depth > 0) {
        char c = template.charAt(close++);
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      }
      String variable = template.substring(open + 1, Math.max(open + 1, close - 1));
      int colon = variable.indexOf(':');
      regex
          .append("(?:")
          .append(colon < 0 ? "[^/]+" : variable.substring(colon + 1).trim())
          .append(')');
      at = close;
    }
    try {
      return Pattern.compile(regex.toString());
    } catch (PatternSyntaxException e) {
      return ANYTHING; // then it counts
    }
  }

  private static <A extends Annotation> @Nullable A annotation(Method method, Class<A> type) {
    for (Method declaration : declarations(method)) {
      A annotation = declaration.getAnnotation(type);
      if (annotation != null) {
        return annotation;
      }
    }
    return null;
  }

  /** The method itself, and those that it overrides. */
  private static List<Method> declarations(Method method) {
    List<Method> declarations = new ArrayList<>();
    declarations.add(method);
    for (Class<?> at = method.getDeclaringClass(); at != null; at = at.getSuperclass()) {
      for (Class<?> type : withInterfaces(at)) {
        try {
          declarations.add(type.getDeclaredMethod(method.getName(), method.getParameterTypes()));
        } catch (NoSuchMethodException e) {
          // declared elsewhere, then
        }
      }
    }
    return declarations;
  }

  private static List<Class<?>> withInterfaces(Class<?> type) {
    List<Class<?>> types = new ArrayList<>();
    types.add(type);
    for (int i = 0; i < types.size(); i++) {
      types.addAll(List.of(types.get(i).getInterfaces()));
    }
    return types;
  }
}
