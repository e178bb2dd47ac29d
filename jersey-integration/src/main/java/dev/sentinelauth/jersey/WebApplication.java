package dev.sentinelauth.jersey;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelListener;
import dev.sentinelauth.SharedSentinels;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The web application around a Jakarta REST application, where there is a servlet container.
 * Everything goes through reflection on the interfaces of the Servlet API, because there may be
 * none: neither on Grizzly, nor when this module was compiled.
 */
final class WebApplication {
  /** Where applications find the instance that their filters share. */
  private static final String SENTINEL_ATTRIBUTE = "dev.sentinelauth.Sentinel";

  /** Where applications put a listener before their filters start. */
  private static final String LISTENER_ATTRIBUTE = "dev.sentinelauth.SentinelListener";

  private final ServletObject context;

  /** By origin, for messages. */
  private final Map<String, Map<String, String>> initParameters = new LinkedHashMap<>();

  private WebApplication(ServletObject context) {
    this.context = context;
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

  String contextPath() {
    return context.get("getContextPath") instanceof String path ? path : "";
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

  /** What the filters of this application share, made on the first call. */
  SharedSentinels sharedSentinels() {
    if (context.get("getAttribute", SharedSentinels.ATTRIBUTE) instanceof SharedSentinels shared) {
      return shared;
    }
    SharedSentinels shared = new SharedSentinels();
    context.setAttribute(SharedSentinels.ATTRIBUTE, shared);
    return shared;
  }

  @Nullable SentinelListener listener() {
    Object listener = context.get("getAttribute", LISTENER_ATTRIBUTE);
    if (listener == null || listener instanceof SentinelListener) {
      return (SentinelListener) listener;
    }
    // An audit that silently hears nothing is worse than none.
    throw new IllegalStateException(
        "the attribute "
            + LISTENER_ATTRIBUTE
            + " is a "
            + listener.getClass().getName()
            + " and no SentinelListener of this application's class loader");
  }

  @Nullable ClassLoader classLoader() {
    return (ClassLoader) context.get("getClassLoader");
  }

  /** Shows an instance to the application; with several in use, the first. */
  void publish(Sentinel sentinel) {
    if (context.get("getAttribute", SENTINEL_ATTRIBUTE) == null) {
      context.setAttribute(SENTINEL_ATTRIBUTE, sentinel);
    }
  }

  void withdraw(Sentinel sentinel) {
    if (context.get("getAttribute", SENTINEL_ATTRIBUTE) == sentinel) {
      context.setAttribute(SENTINEL_ATTRIBUTE, null); // which removes it
    }
  }

  /**
   * An object of the servlet container, seen through one of the interfaces of the Servlet API.
   *
   * @param type the interface: the object's own class need not be accessible
   */
  private record ServletObject(Class<?> type, Object object) {

    static @Nullable ServletObject find(
        String typeName, Function<Class<?>, @Nullable Object> lookup) {
      Class<?> type;
      try {
        type = Class.forName(typeName, false, WebApplication.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        return null; // no servlet container
      }
      Object object = lookup.apply(type);
      return object == null ? null : new ServletObject(type, object);
    }

    Map<String, String> parameters() {
      Map<String, String> parameters = new TreeMap<>();
      if (get("getInitParameterNames") instanceof Enumeration<?> names) {
        for (Object name : Collections.list(names)) {
          if (get("getInitParameter", (String) name) instanceof String value) {
            parameters.put((String) name, value);
          }
        }
      }
      return parameters;
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
