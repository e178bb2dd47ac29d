package dev.sentinelauth.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that Jetty judges web socket handshakes. Jetty opens web sockets in a filter that it
 * puts before all others, so none of them would see a handshake; other containers put theirs behind
 * the declared ones, and so does this. Jetty has no setting for it and hides its classes from
 * applications, but not the methods of its objects.
 */
final class JettyWebSockets {
  private static final String UPGRADE_FILTER = "WebSocketUpgradeFilter";

  private JettyWebSockets() {}

  /**
   * Puts Jetty's filter behind all others, if it is there. Does nothing in other containers.
   *
   * @throws ServletException where it is there and can't be moved: strangers could open web sockets
   */
  static void judgeFirst(ServletContext context) throws ServletException {
    Set<String> upgrades = upgradeFilters(context);
    if (!upgrades.isEmpty()) {
      try {
        moveToTheEnd(context, upgrades);
      } catch (ReflectiveOperationException | RuntimeException e) {
        throw new ServletException(
            "Jetty's WebSocketUpgradeFilter stands before this filter and can't be moved, so web"
                + " sockets would be open to everybody: declare it in web.xml behind this filter",
            e);
      }
    }
  }

  /**
   * Lets Jetty make its filter now if it may make one later, when it would stand in front again.
   */
  static void ensureUpgradeFilter(ServletContext context) {
    Class<?> handler = handlerType(context);
    if (handler == null) {
      return;
    }
    String packages = handler.getPackageName(); // org.eclipse.jetty.ee10.servlet
    String ee = packages.substring(0, packages.lastIndexOf('.'));
    try {
      Class.forName(ee + ".websocket.servlet." + UPGRADE_FILTER, false, handler.getClassLoader())
          .getMethod("ensureFilter", ServletContext.class)
          .invoke(null, context);
    } catch (ReflectiveOperationException | LinkageError none) {
      // There are no web sockets here.
    }
  }

  /**
   * The names under which there are some: Jetty's own, and one that an application declares or
   * makes of it.
   */
  private static Set<String> upgradeFilters(ServletContext context) {
    if (!String.valueOf(context.getServerInfo()).startsWith("jetty/")
        && handlerType(context) == null) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    for (FilterRegistration filter : context.getFilterRegistrations().values()) {
      if (FilterTypes.isOrExtends(filter, context, name -> name.endsWith("." + UPGRADE_FILTER))
          || String.valueOf(filter.getName()).endsWith("." + UPGRADE_FILTER)) {
        names.add(filter.getName());
      }
    }
    return names;
  }

  private static void moveToTheEnd(ServletContext context, Set<String> names)
      throws ReflectiveOperationException {
    Class<?> type = handlerType(context);
    if (type == null) {
      throw new ClassNotFoundException("this Jetty is another one");
    }
    Object handler =
        type.getMethod("getServletContextHandler", ServletContext.class).invoke(null, context);
    Object servlets = type.getMethod("getServletHandler").invoke(handler);
    Class<?> servletsType = type.getMethod("getServletHandler").getReturnType();
    Object mappings = servletsType.getMethod("getFilterMappings").invoke(servlets);
    List<Object> ordered = new ArrayList<>();
    List<Object> moved = new ArrayList<>();
    for (int i = 0; i < Array.getLength(mappings); i++) {
      Object mapping = Array.get(mappings, i);
      Object name = mapping.getClass().getMethod("getFilterName").invoke(mapping);
      (names.contains(String.valueOf(name)) ? moved : ordered).add(mapping);
    }
    ordered.addAll(moved);
    Object array = Array.newInstance(mappings.getClass().getComponentType(), ordered.size());
    for (int i = 0; i < ordered.size(); i++) {
      Array.set(array, i, ordered.get(i));
    }
    servletsType.getMethod("setFilterMappings", mappings.getClass()).invoke(servlets, array);
  }

  /** Jetty's {@code ServletContextHandler}, of whichever EE; {@code null} in other containers. */
  private static @Nullable Class<?> handlerType(ServletContext context) {
    for (Class<?> type = context.getClass(); type != null; type = type.getSuperclass()) {
      Class<?> outer = type.getEnclosingClass();
      if (outer != null
          && outer.getName().startsWith("org.eclipse.jetty.")
          && outer.getSimpleName().equals("ServletContextHandler")) {
        return outer;
      }
    }
    return null;
  }
}
