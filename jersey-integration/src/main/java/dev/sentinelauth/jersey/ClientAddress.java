package dev.sentinelauth.jersey;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a request comes from. Jakarta REST doesn't say; servlet containers and Grizzly do, and each
 * implementation gives their requests away in its own way. Through reflection, because none of them
 * may be there.
 */
final class ClientAddress {
  private static final Logger log = LoggerFactory.getLogger(ClientAddress.class);

  private static final String SERVLET = "jakarta.servlet.http.HttpServletRequest";
  private static final String GRIZZLY = "org.glassfish.grizzly.http.server.Request";

  private ClientAddress() {}

  /** {@code null} where it can't be told. */
  static @Nullable String of(ContainerRequestContext request, @Nullable ResourceContext resources) {
    try {
      return switch (Implementation.of(request)) {
        case JERSEY -> inJersey(request, resources);
        case RESTEASY -> {
          Class<?> type = type(SERVLET, request);
          yield type == null ? null : of(type, Implementation.resteasyContext(request, type));
        }
        case CXF -> {
          Class<?> type = type(SERVLET, request);
          yield type == null ? null : of(type, CxfMessage.servletRequest());
        }
        case OTHER -> null;
      };
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      log.debug("the address of a client can't be told", e);
      return null;
    }
  }

  private static @Nullable String inJersey(
      ContainerRequestContext request, @Nullable ResourceContext resources)
      throws ReflectiveOperationException {
    for (String name : new String[] {SERVLET, GRIZZLY}) {
      Class<?> type = resources == null ? null : type(name, request);
      String address =
          type == null || resources == null
              ? null
              : of(type, JerseyParts.instance(resources, type));
      if (address != null) {
        return address;
      }
    }
    return null;
  }

  private static @Nullable Class<?> type(String name, ContainerRequestContext request) {
    try {
      return Class.forName(name, false, Implementation.maker(request).getClassLoader());
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  private static @Nullable String of(Class<?> type, @Nullable Object request)
      throws ReflectiveOperationException {
    return request != null && type.getMethod("getRemoteAddr").invoke(request) instanceof String text
        ? text
        : null;
  }
}
