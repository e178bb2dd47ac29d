package dev.sentinelauth.jersey;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceContext;
import jakarta.ws.rs.core.Configuration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the web application around a Jakarta REST application. Each implementation gives the {@code
 * ServletContext} away in its own way, and some only in a request.
 */
final class Surroundings {

  /**
   * What was found.
   *
   * @param application {@code null} where no servlet container is around
   */
  record Found(@Nullable WebApplication application) {}

  private Surroundings() {}

  /** For the log: the implementation, and the server where there is one of servlets. */
  static String description(
      @Nullable Configuration configuration, @Nullable WebApplication application) {
    String implementation =
        configuration == null ? "" : Implementation.of(configuration).shown(configuration);
    return Stream.of(application == null ? "" : application.server(), implementation)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /**
   * Before there is a request.
   *
   * @return {@code null} where it can't be told yet
   */
  static @Nullable Found atStart(@Nullable ResourceContext resources) {
    if (WebApplication.servletContextType() == null) {
      return new Found(null);
    }
    if (resources == null) {
      return null;
    }
    return switch (Implementation.of(resources)) {
      case JERSEY -> new Found(JerseyParts.webApplication(resources));
      case RESTEASY -> inResteasyAtStart(resources);
      case CXF, OTHER -> null;
    };
  }

  /**
   * While RESTEasy starts an application.
   *
   * @param object one of RESTEasy's
   * @return {@code null} where it can't be told yet
   */
  static @Nullable Found inResteasyAtStart(Object object) {
    try {
      WebApplication application =
          WebApplication.find(type -> resteasyContextUnchecked(object, type));
      return application == null ? null : new Found(application);
    } catch (RuntimeException e) {
      return null;
    }
  }

  /**
   * In a request, at the latest.
   *
   * @throws IllegalStateException if there may be a web application which can't be found: then
   *     nobody knows which part of a path is its context path
   */
  static Found inRequest(ContainerRequestContext request, @Nullable ResourceContext resources) {
    if (WebApplication.servletContextType() == null) {
      return new Found(null);
    }
    return switch (Implementation.of(request)) {
      case CXF -> new Found(WebApplication.find(type -> CxfMessage.servletContext()));
      case RESTEASY ->
          new Found(WebApplication.find(type -> resteasyContextUnchecked(request, type)));
      case JERSEY -> {
        if (resources == null) {
          throw unknown(request);
        }
        yield new Found(JerseyParts.webApplication(resources));
      }
      case OTHER -> {
        WebApplication application = resources == null ? null : byResources(resources);
        if (application == null) {
          throw unknown(request);
        }
        yield new Found(application);
      }
    };
  }

  /**
   * The web application that a request is in, if it is another than this one and the implementation
   * tells; else {@code null}.
   */
  static @Nullable WebApplication another(
      ContainerRequestContext request, WebApplication application) {
    Class<?> type = WebApplication.servletContextType();
    Object context =
        type == null
            ? null
            : switch (Implementation.of(request)) {
              case CXF -> CxfMessage.servletContext();
              case RESTEASY -> resteasyContextUnchecked(request, type);
              case JERSEY, OTHER -> null;
            };
    return context == null || application.isOf(context)
        ? null
        : WebApplication.find(any -> context);
  }

  /** Whether RESTEasy stands in front of servlets, to which it passes on what it doesn't match. */
  static boolean isFilterOfResteasy(ContainerRequestContext request) {
    Class<?> type = WebApplication.filterConfigType();
    return type != null && resteasyContextUnchecked(request, type) != null;
  }

  private static IllegalStateException unknown(ContainerRequestContext request) {
    return new IllegalStateException(
        ("there may be a servlet container, but %s doesn't tell the context path, without which"
                + " no path can be judged")
            .formatted(request.getClass().getName()));
  }

  /** Whatever goes wrong here, the application isn't found, and so nothing is served. */
  private static @Nullable WebApplication byResources(ResourceContext resources) {
    return WebApplication.find(
        type -> {
          try {
            return resources.getResource(type);
          } catch (RuntimeException e) {
            return null;
          }
        });
  }

  private static @Nullable Object resteasyContextUnchecked(Object object, Class<?> type) {
    try {
      return Implementation.resteasyContext(object, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("RESTEasy doesn't tell the servlet context", e);
    }
  }
}
