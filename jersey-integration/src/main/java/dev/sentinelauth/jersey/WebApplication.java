package dev.sentinelauth.jersey;

import dev.sentinelauth.ApplicationSentinel;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Collection;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The web application around a Jakarta REST application, where there is a servlet container.
 * Everything goes through reflection on the interfaces of the Servlet API, because there may be
 * none, as on Grizzly.
 */
final class WebApplication implements ApplicationSentinel.Attributes {
  private final ServletObject context;

  /** By origin, for messages. */
  private final Map<String, Map<String, String>> initParameters = new LinkedHashMap<>();

  private volatile @Nullable List<String> prefixes;

  private WebApplication(ServletObject context) {
    this.context = context;
  }

  /** {@code ServletContext}; {@code null} where there is no Servlet API, so no container of it. */
  static @Nullable Class<?> servletContextType() {
    return ServletObject.type("jakarta.servlet.ServletContext");
  }

  /** {@code FilterConfig}; as {@link #servletContextType}. */
  static @Nullable Class<?> filterConfigType() {
    return ServletObject.type("jakarta.servlet.FilterConfig");
  }

  /**
   * The web application, or {@code null} where there is none.
   *
   * @param lookup gives the object of the servlet container that has this type, or {@code null}
   */
  static @Nullable WebApplication find(Function<Class<?>, @Nullable Object> lookup) {
    ServletObject context = ServletObject.find("jakarta.servlet.ServletContext", lookup);
    return context == null ? null : new WebApplication(context);
  }

  /** As {@link #find}, with the parameters of the servlet or filter that Jersey runs in. */
  static @Nullable WebApplication findWithInitParameters(
      Function<Class<?>, @Nullable Object> lookup) {
    WebApplication application = find(lookup);
    if (application != null) {
      ServletObject servlet = ServletObject.find("jakarta.servlet.ServletConfig", lookup);
      if (servlet != null) {
        application.initParameters.put(
            "init-param of servlet '" + servlet.get("getServletName") + "'", servlet.parameters());
      }
      ServletObject filter = ServletObject.find("jakarta.servlet.FilterConfig", lookup);
      if (filter != null) {
        application.initParameters.put(
            "init-param of filter '" + filter.get("getFilterName") + "'", filter.parameters());
      }
    }
    return application;
  }

  /** Whether this is known to be its {@code ServletContext}; there may be several for one. */
  boolean isOf(Object servletContext) {
    return context.object == servletContext;
  }

  @Override
  public String contextPath() {
    return context.get("getContextPath") instanceof String path ? path : "";
  }

  /**
   * Decoded paths below which a servlet or filter is mapped, which may cut them off by their length
   * or not at all. Asked for with the first request, when everything has been registered.
   */
  List<String> prefixes() {
    List<String> known = prefixes;
    if (known == null) {
      Set<String> found = new LinkedHashSet<>();
      addPrefixes(found, "getServletRegistrations", "ServletRegistration", "getMappings");
      addPrefixes(found, "getFilterRegistrations", "FilterRegistration", "getUrlPatternMappings");
      known = List.copyOf(found);
      prefixes = known;
    }
    return known;
  }

  private void addPrefixes(Set<String> found, String all, String type, String patterns) {
    if (context.get(all) instanceof Map<?, ?> registrations) {
      for (Object registration : registrations.values()) {
        ServletObject one = ServletObject.find("jakarta.servlet." + type, any -> registration);
        // Liberty has null for none
        if (one != null && one.get(patterns) instanceof Collection<?> mapped) {
          for (Object pattern : mapped) {
            String text = String.valueOf(pattern);
            if (text.length() > 2 && text.endsWith("/*")) {
              found.add(text.substring(0, text.length() - 2));
            }
          }
        }
      }
    }
  }

  /** How the server names itself. */
  String server() {
    return context.get("getServerInfo") instanceof String info ? info : "";
  }

  Map<String, Map<String, String>> initParameters() {
    return initParameters;
  }

  Map<String, String> contextParameters() {
    return context.parameters();
  }

  /** A file inside the web application, or {@code null} if it isn't there. */
  @Nullable InputStream resource(String path) {
    return (InputStream) context.get("getResourceAsStream", path);
  }

  @Override
  public @Nullable Object get(String name) {
    return context.get("getAttribute", name);
  }

  @Override
  public void set(String name, @Nullable Object value) {
    context.setAttribute(name, value); // null removes it
  }

  @Nullable ClassLoader classLoader() {
    return (ClassLoader) context.get("getClassLoader");
  }

  /**
   * An object of the servlet container, seen through one of the interfaces of the Servlet API.
   *
   * @param type the interface: the object's own class need not be accessible
   */
  private record ServletObject(Class<?> type, Object object) {

    static @Nullable ServletObject find(
        String typeName, Function<Class<?>, @Nullable Object> lookup) {
      Class<?> type = type(typeName);
      Object object = type == null ? null : lookup.apply(type);
      return type == null || object == null ? null : new ServletObject(type, object);
    }

    static @Nullable Class<?> type(String name) {
      try {
        return Class.forName(name, false, WebApplication.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        return null;
      }
    }

    Map<String, String> parameters() {
      return get("getInitParameterNames") instanceof Enumeration<?> names
          ? ApplicationSentinel.parameters(names, name -> (String) get("getInitParameter", name))
          : Map.of();
    }

    @Nullable Object get(String method) {
      return call(method, new Class<?>[0]);
    }

    @Nullable Object get(String method, String argument) {
      return call(method, new Class<?>[] {String.class}, argument);
    }

    void setAttribute(String name, @Nullable Object value) {
      call("setAttribute", new Class<?>[] {String.class, Object.class}, name, value);
    }

    private @Nullable Object call(
        String method, Class<?>[] parameterTypes, @Nullable Object... arguments) {
      try {
        return type.getMethod(method, parameterTypes).invoke(object, arguments);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException(type.getName() + "." + method, e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(type.getName() + "." + method, e);
      }
    }
  }
}
