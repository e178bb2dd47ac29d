package dev.sentinelauth.it.hunt;

import jakarta.annotation.Priority;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.io.IOException;

/** What applications have to change a request's method or path. */
final class HuntOverride {
  static final String METHOD = "X-HTTP-Method-Override";

  /** Only the filters of Jakarta REST heed it; a path below the base URI. */
  static final String PATH = "X-Path-Override";

  private HuntOverride() {}

  /** A servlet filter. */
  static final class OfServlet extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      String method = request.getHeader(METHOD);
      ServletRequest passed =
          method == null
              ? request
              : new HttpServletRequestWrapper(request) {
                @Override
                public String getMethod() {
                  return method;
                }
              };
      chain.doFilter(passed, (ServletResponse) response);
    }
  }

  private static void override(ContainerRequestContext request) {
    String method = request.getHeaderString(METHOD);
    if (method != null) {
      request.setMethod(method);
    }
    String path = request.getHeaderString(PATH);
    if (path != null) {
      request.setRequestUri(request.getUriInfo().getBaseUriBuilder().path(path).build());
    }
  }

  /** Ahead of authentication. */
  @PreMatching
  @Priority(500)
  public static final class Early implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      override(request);
    }
  }

  /** Behind authentication. */
  @PreMatching
  @Priority(1500)
  public static final class Late implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      override(request);
    }
  }
}
