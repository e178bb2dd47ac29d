package dev.sentinelauth.jersey;

import dev.sentinelauth.RequestPath;
import dev.sentinelauth.Verdict;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;

/**
 * What the client asked for, also where a servlet container has dispatched the request since.
 *
 * @param path encoded, and which part of it is cut off before the rest is matched
 * @param isPassedOn whether no resource may get it, but whatever stands behind the implementation
 */
record ClientRequest(String method, RequestPath path, boolean isPassedOn) {

  /** Attributes of a servlet request, which all implementations show as properties. */
  private record Names(String uri, String contextPath) {}

  /** The first one found is the oldest, as in the servlet filter. */
  private static final List<Names> ORIGINALS =
      List.of(
          new Names("jakarta.servlet.async.request_uri", "jakarta.servlet.async.context_path"),
          // There is no attribute for the context path of an error: it is the application's.
          new Names("jakarta.servlet.error.request_uri", ""),
          new Names("jakarta.servlet.forward.request_uri", "jakarta.servlet.forward.context_path"));

  static ClientRequest of(ContainerRequestContext request, RestSentinel.Running running) {
    String contextPath = running.contextPath();
    for (Names names : ORIGINALS) {
      if (request.getProperty(names.uri) instanceof String original) {
        Object context =
            names.contextPath.isEmpty() ? contextPath : request.getProperty(names.contextPath);
        // The client of another application asked for one of its paths, which says nothing about
        // the routes here.
        return contextPath.equals(context)
            ? new ClientRequest(request.getMethod(), new RequestPath(original, contextPath), false)
            : current(request, running);
      }
    }
    return current(request, running);
  }

  /**
   * By the path that is matched; what matches it cuts the base path off by its length. A filter
   * with several mappings (Jersey's) cuts nothing more than the context path off where it doesn't
   * find its mapping in the path, so what is mapped must stand there plainly as well.
   */
  static ClientRequest current(ContainerRequestContext request, RestSentinel.Running running) {
    String contextPath = running.contextPath();
    String base = request.getUriInfo().getBaseUri().getRawPath();
    String path = currentPath(request);
    // As a filter, RESTEasy gets the paths of servlets behind it, too. It would match such a path
    // as a whole.
    boolean passedOn =
        base != null
            && !beginsWith(path, base)
            && Implementation.of(request) == Implementation.RESTEASY
            && Surroundings.isFilterOfResteasy(request);
    String mount = passedOn || base == null || base.isEmpty() ? contextPath : base;
    return new ClientRequest(
        request.getMethod(),
        new RequestPath(path, contextPath, mount, running.prefixes()),
        passedOn);
  }

  /** Whether the path begins with these very segments, as they are written. */
  static boolean beginsWith(String path, String base) {
    int length = base.endsWith("/") ? base.length() - 1 : base.length();
    return path.regionMatches(0, base, 0, length)
        && (path.length() == length || path.charAt(length) == '/');
  }

  /** One that core answers 400. */
  static ClientRequest ambiguous(ContainerRequestContext request) {
    return new ClientRequest(request.getMethod(), new RequestPath("", ""), false);
  }

  /** Whether a resource is given less of the path than was matched, and judged. */
  static boolean isCutShort(ContainerRequestContext request) {
    return Implementation.of(request) == Implementation.CXF && CxfMessage.isCutShort();
  }

  static String currentPath(ContainerRequestContext request) {
    if (Implementation.of(request) == Implementation.CXF) {
      String sent = CxfMessage.rawPath();
      if (sent != null) {
        return sent;
      }
    }
    try {
      String rawPath = request.getUriInfo().getRequestUri().getRawPath();
      return rawPath == null ? "" : rawPath;
    } catch (IllegalArgumentException unreadable) {
      return ""; // RESTEasy can make no URI of it; for core it is ambiguous
    }
  }

  Verdict authenticate(RestRequest request, List<String> authorization) {
    return request.authenticator().authenticate(method, path, authorization, request);
  }
}
