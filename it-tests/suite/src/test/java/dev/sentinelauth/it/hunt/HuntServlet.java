package dev.sentinelauth.it.hunt;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Objects;

/** A servlet that reports itself; one that hands requests on does so to where the query says. */
final class HuntServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String HANDED_ON = "hunt.handed-on";

  /** How a servlet hands requests on. */
  enum Role {
    ANSWER,
    FORWARD,
    INCLUDE,
    ASYNC
  }

  /** A servlet of a hunt's application. */
  record Mapping(String pattern, Role role) {
    /** A path that leads there. */
    String path() {
      return pattern.startsWith("*")
          ? "/some/page" + pattern.substring(1)
          : pattern.equals("/")
              ? "/elsewhere"
              : pattern.endsWith("/*")
                  ? pattern.substring(0, pattern.length() - 1) + "page"
                  : pattern;
    }
  }

  private final String pattern;
  private final Role role;

  HuntServlet(Mapping mapping) {
    this.pattern = mapping.pattern();
    this.role = mapping.role();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String target = request.getQueryString();
    boolean handOn =
        role != Role.ANSWER
            && target != null
            && target.startsWith("/")
            && request.getAttribute(HANDED_ON) == null;
    Principal caller = request.getUserPrincipal();
    new HuntSighting(
            "servlet " + pattern,
            request.getMethod(),
            "",
            HuntSighting.segments(path(request)),
            false,
            handOn ? role.name() : null,
            caller == null ? null : caller.getName())
        .of(request.getHeader(HuntSighting.REQUEST));
    response.setHeader(HuntSighting.HANDLER, "servlet " + pattern);
    if (!handOn) {
      return;
    }
    request.setAttribute(HANDED_ON, true);
    RequestDispatcher dispatcher = request.getRequestDispatcher(target);
    if (dispatcher == null) {
      response.setStatus(404);
      return;
    }
    switch (role) {
      case FORWARD -> dispatcher.forward(request, response);
      case INCLUDE -> dispatcher.include(request, response);
      default -> request.startAsync(request, response).dispatch(target);
    }
  }

  /** As the container decoded it; an included servlet finds its own path in attributes. */
  private static String path(HttpServletRequest request) {
    if (request.getDispatcherType() == DispatcherType.INCLUDE) {
      return text(request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH))
          + text(request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO));
    }
    return request.getServletPath() + text(request.getPathInfo());
  }

  private static String text(Object value) {
    return Objects.toString(value, "");
  }
}
