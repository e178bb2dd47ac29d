package dev.sentinelauth.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * Sees to it that Tomcat judges web socket handshakes. Tomcat opens web sockets in a filter that it
 * puts behind the declared ones, but before those that listeners add; a handshake would not get to
 * one of ours that was added so.
 */
final class TomcatWebSockets {
  private static final String UPGRADE_FILTER = "org.apache.tomcat.websocket.server.WsFilter";

  private TomcatWebSockets() {}

  /**
   * Puts Tomcat's filter behind all others, if it is there. Does nothing in other containers.
   *
   * @throws ServletException where it is there and can't be moved: strangers could open web sockets
   */
  static void judgeFirst(ServletContext context) throws ServletException {
    for (FilterRegistration filter : context.getFilterRegistrations().values()) {
      if (FilterTypes.isOrExtends(filter, context, UPGRADE_FILTER::equals)) {
        try {
          moveToTheEnd(context, filter.getName());
        } catch (ReflectiveOperationException | RuntimeException e) {
          throw new ServletException(
              "Tomcat's web socket filter may stand before this filter and can't be moved, so web"
                  + " sockets could be open to everybody: leave tomcat-websocket out, or let this"
                  + " module's classes look at Tomcat's (--add-opens)",
              e);
        }
      }
    }
  }

  private static void moveToTheEnd(ServletContext servletContext, String name)
      throws ReflectiveOperationException {
    // Applications get a facade of a facade of Tomcat's own context.
    Object context = hidden(hidden(servletContext));
    Object maps = context.getClass().getMethod("findFilterMaps").invoke(context);
    List<Object> upgrades = new ArrayList<>();
    for (int i = 0; i < Array.getLength(maps); i++) {
      Object map = Array.get(maps, i);
      if (name.equals(map.getClass().getMethod("getFilterName").invoke(map))) {
        upgrades.add(map);
      }
    }
    Class<?> type = maps.getClass().getComponentType();
    for (Object map : upgrades) {
      context.getClass().getMethod("removeFilterMap", type).invoke(context, map);
      context.getClass().getMethod("addFilterMap", type).invoke(context, map);
    }
  }

  private static Object hidden(Object facade) throws ReflectiveOperationException {
    Field field = facade.getClass().getDeclaredField("context");
    field.setAccessible(true);
    return field.get(facade);
  }
}
