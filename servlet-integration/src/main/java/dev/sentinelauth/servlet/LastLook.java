package dev.sentinelauth.servlet;

import dev.sentinelauth.RequestAuthenticator;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind all filters and looks whether a request that was judged is still the same: a filter
 * behind ours may have made another method or path of it. Then it is judged again. What was not
 * judged is let through, because no filter of ours is mapped to it.
 */
final class LastLook implements Filter {
  private static final EnumSet<DispatcherType> ALL = EnumSet.allOf(DispatcherType.class);

  private volatile @Nullable WebApplication application;

  /**
   * Adds one to an application, which is yet to be mapped.
   *
   * @return {@code null} where there is one of this name already
   */
  static @Nullable Place add(ServletContext context, String name) {
    // Filters that are mapped by servlet names come behind those that are mapped by paths, and
    // Tomcat puts each into a chain once: so there are two.
    FilterRegistration.@Nullable Dynamic paths = context.addFilter(name, new LastLook());
    FilterRegistration.@Nullable Dynamic servlets =
        context.addFilter(name + ".ofServlets", new LastLook());
    if (paths == null || servlets == null) {
      return null;
    }
    paths.setAsyncSupported(true);
    servlets.setAsyncSupported(true);
    return new Place(paths, servlets);
  }

  /** Where one stands: behind everything that was mapped before. */
  record Place(FilterRegistration.Dynamic paths, FilterRegistration.Dynamic servlets) {
    void takeTheEnd() {
      paths.addMappingForUrlPatterns(ALL, true, "/*");
      servlets.addMappingForServletNames(ALL, true, "*");
    }
  }

  @Override
  public void init(FilterConfig filter) {
    application = WebApplication.of(filter.getServletContext());
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    WebApplication known = application;
    if (known != null
        && request instanceof HttpServletRequest http
        && request.getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE) != null) {
      boolean later = request.getDispatcherType() != DispatcherType.REQUEST;
      HttpServletRequest seen =
          later && SessionlessRequest.isOne(http) ? SessionlessRequest.wrap(http) : http;
      look(known.gates(), 0, seen, response, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static void look(
      List<Gate> gates, int next, ServletRequest request, ServletResponse response, FilterChain end)
      throws IOException, ServletException {
    for (int i = next; i < gates.size(); i++) {
      Gate gate = gates.get(i);
      if (gate.kept(request) != null
          && !(request instanceof HttpServletRequest http && gate.isUnchanged(http))) {
        int after = i + 1;
        gate.pass(request, response, (req, res) -> look(gates, after, req, res, end));
        return;
      }
    }
    end.doFilter(request, response);
  }
}
