package dev.sentinelauth.servlet;

import dev.sentinelauth.RequestPath;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import java.util.List;

/**
 * The path that the client asked for, whatever the dispatch in which the filter sees the request.
 *
 * <p>It is the raw one. The container maps servlets by a path that it decoded and normalized itself
 * (servletPath + pathInfo), and every container does so a little differently; but they can only
 * differ where the raw path is ambiguous: dot segments, empty segments, encoded slashes and the
 * like, and path parameters in what is cut off before a servlet (Jersey's, say) looks at the rest,
 * all of which {@code RequestAuthenticator} answers 400 first. Of what is left, each difference was
 * looked at, and none lets anybody in who should stay out:
 *
 * <ul>
 *   <li>Welcome files: {@code /docs/} is served by {@code /docs/index.html}, and servletPath says
 *       so. A comparison would refuse every welcome file.
 *   <li>Case: servlet mappings distinguish it everywhere, so {@code /ADMIN} is not {@code /admin};
 *       a path that no route names needs a token.
 *   <li>Bytes that are no UTF-8: refused by Jetty and Tomcat themselves in their default settings,
 *       and by {@code RequestAuthenticator}. A container told to decode paths as ISO-8859-1 reads
 *       other letters than the routes do, beyond ASCII only; such a path can't become one of the
 *       ASCII routes.
 * </ul>
 *
 * So nothing here is compared with servletPath and pathInfo; Jetty would even throw for some.
 *
 * @param uri encoded, with path parameters, without the query
 * @param contextPath the leading part of it that belongs to the application's context, encoded
 * @param mountPath the leading part that is cut off before the servlet looks at the rest, encoded
 *     or not
 */
record ClientPath(String uri, String contextPath, String mountPath) {

  /** Nothing but the context path is cut off. */
  ClientPath(String uri, String contextPath) {
    this(uri, contextPath, contextPath);
  }

  /** For core. */
  RequestPath requestPath(ServletContext application) {
    return new RequestPath(uri, contextPath, mountPath, List.of());
  }

  private record Names(String uri, String contextPath) {}

  /**
   * Where containers that change the request itself in a dispatch (Undertow) keep what it was. The
   * first one found is the oldest: a dispatch of the kinds further up is never followed by a new
   * value of its own name, but may be followed by the others.
   */
  private static final List<Names> ORIGINALS =
      List.of(
          new Names(AsyncContext.ASYNC_REQUEST_URI, AsyncContext.ASYNC_CONTEXT_PATH),
          // There is no attribute for the context path of an error: it is the application's.
          new Names(RequestDispatcher.ERROR_REQUEST_URI, ""),
          new Names(RequestDispatcher.FORWARD_REQUEST_URI, RequestDispatcher.FORWARD_CONTEXT_PATH));

  private static final Names INCLUDED =
      new Names(RequestDispatcher.INCLUDE_REQUEST_URI, RequestDispatcher.INCLUDE_CONTEXT_PATH);

  /**
   * Finds it.
   *
   * @param application the application that the filter belongs to
   */
  static ClientPath of(HttpServletRequest request, ServletContext application) {
    // Below all wrappers is the container's own request. On Jetty and Tomcat a dispatch is a
    // wrapper
    // too, and what it says of async.request_uri or forward.request_uri depends on how dispatches
    // are nested: a forward out of an async dispatch, or an async one out of a forward, would
    // show an inner target as the original. Underneath, nothing changes. Nor does a path that a
    // filter before this one made up count, because the container doesn't map by it.
    HttpServletRequest own = unwrap(request);
    if (request.getDispatcherType() == DispatcherType.REQUEST) {
      String context = own.getContextPath();
      String prefix = prefix(own);
      return new ClientPath(
          own.getRequestURI(), context, prefix.isEmpty() ? context : context.concat(prefix));
    }
    if (!own.getServletContext().getContextPath().equals(application.getContextPath())) {
      // The client asked another application, which dispatched into this one. Its paths say nothing
      // about the routes here, so the path in here is judged.
      return request.getDispatcherType() == DispatcherType.INCLUDE
          ? named(INCLUDED, request, request)
          : new ClientPath(request.getRequestURI(), request.getContextPath());
    }
    for (Names names : ORIGINALS) {
      if (own.getAttribute(names.uri) instanceof String) {
        return named(names, own, own);
      }
    }
    return new ClientPath(own.getRequestURI(), own.getContextPath());
  }

  /**
   * The servlet path of a servlet that is mapped to everything below a prefix. For Jetty a look at
   * an ambiguous one is a failure; such a path is refused without it.
   */
  private static String prefix(HttpServletRequest request) {
    try {
      String path = request.getServletPath();
      return !path.isEmpty()
              && request.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH
          ? path
          : "";
    } catch (IllegalArgumentException ambiguous) {
      return "";
    }
  }

  private static ClientPath named(Names names, HttpServletRequest from, HttpServletRequest or) {
    return new ClientPath(
        from.getAttribute(names.uri) instanceof String uri ? uri : or.getRequestURI(),
        from.getAttribute(names.contextPath) instanceof String path ? path : or.getContextPath());
  }

  private static HttpServletRequest unwrap(HttpServletRequest request) {
    HttpServletRequest innermost = request;
    ServletRequest next = request;
    while (next instanceof ServletRequestWrapper wrapper) {
      next = wrapper.getRequest();
      if (next instanceof HttpServletRequest http) {
        innermost = http;
      }
    }
    return innermost;
  }
}
