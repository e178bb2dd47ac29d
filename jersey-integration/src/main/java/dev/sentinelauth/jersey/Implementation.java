package dev.sentinelauth.jersey;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of Jakarta REST at hand. What it keeps to itself is asked for by reflection:
 * this module is compiled against Jersey alone, and runs where there is none.
 */
enum Implementation {
  JERSEY("Jersey", "org.glassfish.jersey."),
  RESTEASY("RESTEasy", "org.jboss.resteasy."),
  CXF("CXF", "org.apache.cxf."),
  OTHER("", "");

  private static final String RESTEASY_CONTEXT = "org.jboss.resteasy.core.ResteasyContext";

  private final String title;
  private final String packages;

  Implementation(String title, String packages) {
    this.title = title;
    this.packages = packages;
  }

  /** The one that made this object, which may be a proxy of its making. */
  static Implementation of(Object object) {
    for (Class<?> type = maker(object); type != null; type = type.getSuperclass()) {
      for (Implementation implementation : values()) {
        if (implementation != OTHER && type.getName().startsWith(implementation.packages)) {
          return implementation;
        }
      }
    }
    return OTHER;
  }

  /**
   * Its name, and its version where the jar tells.
   *
   * @param object one of its own
   */
  String shown(Object object) {
    Class<?> maker = maker(object);
    Package jar = maker.getPackage();
    String version = jar == null ? null : jar.getImplementationVersion();
    String name = title.isEmpty() ? maker.getName() : title;
    return version == null ? name : name + " " + version;
  }

  static Class<?> maker(Object object) {
    if (Proxy.isProxyClass(object.getClass())) {
      InvocationHandler handler = Proxy.getInvocationHandler(object);
      return handler.getClass();
    }
    return object.getClass();
  }

  /**
   * What RESTEasy has at hand of this type, in a request or while it starts an application.
   *
   * @param object one of RESTEasy's
   */
  static @Nullable Object resteasyContext(Object object, Class<?> type)
      throws ReflectiveOperationException {
    return Class.forName(RESTEASY_CONTEXT, true, maker(object).getClassLoader())
        .getMethod("getContextData", Class.class)
        .invoke(null, type);
  }

  /** Lets RESTEasy inject an object into what it calls in this request. */
  static void pushToResteasy(Object object, Class<?> type, Object value) {
    try {
      Class.forName(RESTEASY_CONTEXT, true, maker(object).getClassLoader())
          .getMethod("pushContext", Class.class, Object.class)
          .invoke(null, type, value);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("RESTEasy doesn't take an object to inject", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("RESTEasy doesn't take an object to inject", e);
    }
  }
}
