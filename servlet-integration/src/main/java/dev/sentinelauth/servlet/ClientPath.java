package dev.sentinelauth.servlet;

import dev.sentinelauth.RequestPath;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The path that the client asked for, whatever the dispatch in which the filter sees the request.
 *
 * <p>It is the raw one. The container maps servlets by a path that it decoded and normalized itself
 * (servletPath + pathInfo), and every container does so a little differently; but they can only
 * differ where the raw path is ambiguous: dot segments, empty segments, encoded slashes and the
 * like, and path parameters in what is cut off before a servlet or filter (Jersey, say) looks at
 * the rest, all of which {@code RequestAuthenticator} answers 400 first. Of what is left, each
 * difference was looked at, and none lets anybody in who should stay out:
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
 * So the container's own servletPath and pathInfo are not compared with anything; Jetty would even
 * throw for some.
 */
final class ClientPath {
  private ClientPath() {}

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

  /** Ambiguous for core, in every application. */
  private static final RequestPath UNREADABLE = new RequestPath("", "");

  /**
   * Finds it. A path that the container itself can't make anything of is one that core refuses.
   *
   * @param contextPath of the application that the filter belongs to
   * @param prefixes what else may be cut off there
   */
  static RequestPath of(HttpServletRequest request, String contextPath, List<String> prefixes) {
    try {
      return find(request, contextPath, prefixes);
    } catch (RuntimeException unreadable) {
      // Tomcat throws where it can't find the context path in a path with a backslash, Jetty where
      // it finds a path ambiguous.
      return UNREADABLE;
    }
  }

  private static RequestPath find(
      HttpServletRequest request, String contextPath, List<String> prefixes) {
    // Below all wrappers is the container's own request. On Jetty and Tomcat a dispatch is a
    // wrapper too, and what it says of async.request_uri or forward.request_uri depends on how
    // dispatches are nested: a forward out of an async dispatch, or an async one out of a forward,
    // would show an inner target as the original. Underneath, nothing changes.
    HttpServletRequest own = unwrap(request);
    if (request.getDispatcherType() == DispatcherType.REQUEST) {
      String context = own.getContextPath();
      String prefix = prefix(own);
      return new RequestPath(
          own.getRequestURI(),
          context,
          prefix.isEmpty() ? context : context.concat(prefix),
          prefixes);
    }
    if (isFromElsewhere(request, own, contextPath)) {
      // The client asked another application, which dispatched into this one. Its paths say nothing
      // about the routes here, so the path in here is judged.
      RequestPath inside =
          request.getDispatcherType() == DispatcherType.INCLUDE
              ? named(INCLUDED, request, request, prefixes)
              : path(request.getRequestURI(), request.getContextPath(), prefixes);
      // Jetty says nothing of an include out of another application: there is no telling what it is
      return isAnother(inside.context(), contextPath) ? UNREADABLE : inside;
    }
    for (Names names : ORIGINALS) {
      if (own.getAttribute(names.uri) instanceof String) {
        return named(names, own, own, prefixes);
      }
    }
    return path(own.getRequestURI(), own.getContextPath(), prefixes);
  }

  /**
   * Whether the client asked another application. Undertow makes the request one of the application
   * that it is dispatched to, and only the attributes tell where it came from; Jetty, including,
   * changes its {@code ServletContext} alone.
   */
  private static boolean isFromElsewhere(
      HttpServletRequest request, HttpServletRequest own, String contextPath) {
    if (!own.getServletContext().getContextPath().equals(contextPath)
        || isAnother(own.getContextPath(), contextPath)) {
      return true;
    }
    for (Names names : ORIGINALS) {
      if (!names.contextPath.isEmpty()
          && (isAnother(own.getAttribute(names.contextPath), contextPath)
              || isAnother(request.getAttribute(names.contextPath), contextPath))) {
        return true;
      }
    }
    return false;
  }

  /** The attributes hold the path as the client wrote it, the other one is decoded. */
  static boolean isAnother(@Nullable Object named, String contextPath) {
    return named instanceof String other
        && !other.equals(contextPath)
        && !(other.indexOf('%') >= 0 && decoded(other).equals(contextPath));
  }

  private static String decoded(String path) {
    byte[] octets = new byte[path.length()];
    int length = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%' && i + 2 < path.length()) {
        octets[length++] = (byte) HexFormat.fromHexDigits(path, i + 1, i + 3);
        i += 2;
      } else {
        octets[length++] = (byte) c;
      }
    }
    return new String(octets, 0, length, StandardCharsets.UTF_8);
  }

  /**
   * The paths that wrappers show to a servlet, where they made others of it: one by {@code
   * getRequestURI}, one by {@code getServletPath} and {@code getPathInfo}. A servlet may go by
   * either, and they need not agree.
   *
   * @return empty where they are the container's, as they nearly always are
   */
  static List<RequestPath> shown(HttpServletRequest request, List<String> prefixes) {
    if (!isChangeable(request)) {
      return List.of();
    }
    try {
      HttpServletRequest own = unwrap(request);
      List<RequestPath> shown = new ArrayList<>(2);
      String uri = Objects.requireNonNullElse(request.getRequestURI(), "");
      if (!uri.equals(own.getRequestURI())) {
        shown.add(path(uri, Objects.requireNonNullElse(request.getContextPath(), ""), prefixes));
      }
      if (isMadeUp(own)
          || !Objects.equals(request.getPathInfo(), own.getPathInfo())
          || !Objects.equals(request.getServletPath(), own.getServletPath())) {
        String inside =
            Objects.requireNonNullElse(request.getServletPath(), "")
                + Objects.requireNonNullElse(request.getPathInfo(), "");
        shown.add(path(inside.isEmpty() ? "/" : encoded(inside), "", prefixes));
      }
      return shown;
    } catch (RuntimeException unreadable) {
      return List.of(UNREADABLE);
    }
  }

  /** Whether there is a wrapper that is not ours, or something that looks like a request. */
  static boolean isChangeable(HttpServletRequest request) {
    ServletRequest layer = request;
    while (layer instanceof AuthenticatedRequest ours) {
      layer = ours.getRequest();
    }
    return layer instanceof ServletRequestWrapper || isMadeUp(layer);
  }

  /** No container's own request is a proxy, and there is no looking through one. */
  private static boolean isMadeUp(ServletRequest request) {
    return Proxy.isProxyClass(request.getClass());
  }

  /** What may stand in a path as it is stays; core looks at the rest. */
  private static String encoded(String path) {
    StringBuilder out = new StringBuilder();
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean letterOrDigit = c < 0x80 && Character.isLetterOrDigit(c);
      if (letterOrDigit || "/-._~!$&'()*+,=:@".indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(HexFormat.of().toHexDigits(octet));
      }
    }
    return out.toString();
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

  private static RequestPath named(
      Names names, HttpServletRequest from, HttpServletRequest or, List<String> prefixes) {
    return path(
        from.getAttribute(names.uri) instanceof String uri ? uri : or.getRequestURI(),
        from.getAttribute(names.contextPath) instanceof String path ? path : or.getContextPath(),
        prefixes);
  }

  /** Nothing but the context path is known to be cut off. */
  private static RequestPath path(String uri, String contextPath, List<String> prefixes) {
    return new RequestPath(uri, contextPath, contextPath, prefixes);
  }

  /** The container's own request, below all wrappers. */
  static HttpServletRequest unwrap(HttpServletRequest request) {
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
