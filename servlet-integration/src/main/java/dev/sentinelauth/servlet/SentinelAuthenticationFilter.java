package dev.sentinelauth.servlet;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.Verdict;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests with a valid AppJWT in and answers all others (RFC 6750, RFC 9457).
 *
 * <pre>{@code
 * <filter>
 *   <filter-name>sentinel</filter-name>
 *   <filter-class>dev.sentinelauth.servlet.SentinelAuthenticationFilter</filter-class>
 *   <async-supported>true</async-supported>
 * </filter>
 * <filter-mapping>
 *   <filter-name>sentinel</filter-name>
 *   <url-pattern>/*</url-pattern>
 *   <dispatcher>REQUEST</dispatcher>
 *   <dispatcher>ASYNC</dispatcher>
 *   <dispatcher>ERROR</dispatcher>
 * </filter-mapping>
 * }</pre>
 *
 * <p>It can also be subclassed for {@code @WebFilter}, or registered in a program, then perhaps
 * with a {@link Sentinel} of the program's own. Settings come from {@code init-param}, then {@code
 * context-param}, then the sources that every {@link dev.sentinelauth.SentinelConfig} has. Filters
 * of one application with equal settings share one {@link Sentinel}, which the application finds in
 * the {@code ServletContext} attribute {@code dev.sentinelauth.Sentinel}. A {@link
 * dev.sentinelauth.SentinelListener} that it puts there as {@code
 * dev.sentinelauth.SentinelListener}, before filters are initialized, hears what happens.
 *
 * <p><b>The caller.</b> With a token accepted, the request's {@code getUserPrincipal()} is the
 * {@link AppJwt}, which is also the request attribute {@code dev.sentinelauth.AppJwt}; {@code
 * getAuthType()} is {@code "Bearer"} and {@code isUserInRole} tells whether the token has a scope.
 * {@code logout()} drops this for the rest of the request. A request that a route lets in without a
 * token goes on as it is: this filter says nothing about its caller, and an identity that the
 * container itself established (a form login, a client certificate) stays what it was.
 *
 * <p><b>Dispatches.</b> The first verdict on a request holds for its later dispatches, and it is
 * always the client's request that is judged, not the target of a forward. Map the filter to {@code
 * ASYNC} as well, because the identity is lost otherwise when an application calls {@code
 * startAsync()} and {@code dispatch()}; to {@code ERROR} if error pages ask who the caller is.
 * {@code FORWARD} and {@code INCLUDE} are not needed but do no harm; an include that is refused
 * adds nothing to the page.
 *
 * <p><b>Asynchronous requests.</b> The Servlet API switches them off behind any filter that is not
 * declared {@code <async-supported>true</async-supported>} (in a program: {@code
 * setAsyncSupported(true)}; in {@code @WebFilter}: {@code asyncSupported = true}), and leaves a
 * filter no way to ask for them itself: {@code startAsync()} then fails with an {@code
 * IllegalStateException}.
 *
 * <p>A wrong configuration stops the deployment. Should a container go on nevertheless, the filter
 * answers every request 500.
 */
public class SentinelAuthenticationFilter implements Filter {

  /**
   * {@code jakarta.servlet.error.method}: new in Servlet 6.1, where error dispatches are all GET.
   */
  private static final String ERROR_METHOD = "jakarta.servlet.error.method";

  private final @Nullable Sentinel own;
  private volatile @Nullable SentinelLease lease;

  /** For {@code web.xml} and {@code @WebFilter}: the settings are found around the filter. */
  public SentinelAuthenticationFilter() {
    own = null;
  }

  /**
   * For registration in a program.
   *
   * @param sentinel is not closed with the filter; {@code init-param}s besides it are an error
   */
  public SentinelAuthenticationFilter(Sentinel sentinel) {
    own = sentinel;
  }

  /**
   * Takes the filter into service.
   *
   * @throws ServletException if the configuration is wrong, with one message that lists every
   *     problem; or, with {@code sentinel.startup = required}, if no keys can be had
   */
  @Override
  public final void init(FilterConfig filter) throws ServletException {
    lease = own == null ? SentinelLease.of(filter) : SentinelLease.of(own, filter);
  }

  @Override
  public final void destroy() {
    SentinelLease ended = lease;
    lease = null;
    if (ended != null) {
      ended.release();
    }
  }

  @Override
  public final void doFilter(
      ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
      throws IOException, ServletException {
    if (!(servletRequest instanceof HttpServletRequest request)
        || !(servletResponse instanceof HttpServletResponse response)) {
      throw new ServletException("not an HTTP request");
    }
    SentinelLease current = lease;
    if (current == null) {
      answer(RequestAuthenticator.notConfigured(), request, response);
      return;
    }
    RequestAuthenticator authenticator = current.sentinel().requestAuthenticator();
    HttpServletRequest admitted = request;
    Verdict verdict;
    try {
      Object kept = request.getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE);
      verdict = authenticator.accepted(kept);
      if (verdict == null) {
        verdict = judge(request, authenticator, current.application());
        if (verdict instanceof Verdict.Accepted accepted) {
          // In an attribute, because Jetty and Tomcat drop the wrapper at startAsync().
          request.setAttribute(
              RequestAuthenticator.VERDICT_ATTRIBUTE, authenticator.attribute(kept, accepted));
        }
      }
      if (verdict instanceof Verdict.Accepted accepted) {
        admitted = admit(accepted, request, authenticator);
      }
    } catch (RuntimeException e) {
      verdict = authenticator.fault(e);
    }
    if (verdict instanceof Verdict.Refused refused) {
      answer(refused, request, response);
    } else {
      // Outside of the try block: what the application throws is none of ours.
      chain.doFilter(admitted, response);
    }
  }

  private static Verdict judge(
      HttpServletRequest request, RequestAuthenticator authenticator, ServletContext application) {
    ClientPath path = ClientPath.of(request, application);
    return authenticator.authenticate(
        method(request), path.uri(), path.contextPath(), path.mountPath(), authorization(request));
  }

  /**
   * As the application sees it, so that a filter that overrides the method of a form is heeded: the
   * application goes by it, other than by the path.
   */
  private static String method(HttpServletRequest request) {
    return request.getDispatcherType() == DispatcherType.ERROR
            && request.getAttribute(ERROR_METHOD) instanceof String method
        ? method
        : request.getMethod();
  }

  private static List<String> authorization(HttpServletRequest request) {
    @Nullable Enumeration<String> values = request.getHeaders("Authorization");
    // The Servlet API allows null from a container that doesn't give headers away.
    return values == null ? List.of() : Collections.list(values);
  }

  private static HttpServletRequest admit(
      Verdict.Accepted verdict, HttpServletRequest request, RequestAuthenticator authenticator) {
    AppJwt token = verdict.token();
    if (token == null) {
      request.removeAttribute(RequestAuthenticator.TOKEN_ATTRIBUTE);
      return request;
    }
    request.setAttribute(RequestAuthenticator.TOKEN_ATTRIBUTE, token);
    return AuthenticatedRequest.wrap(request, authenticator);
  }

  /**
   * Copies the answer out: by {@code setStatus}, because {@code sendError} would run the
   * application's error page; as bytes, because a writer adds a charset. Headers that filters
   * before this one set, such as those of CORS, stay.
   */
  private static void answer(
      Verdict.Refused refused, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // An included resource has neither status nor headers: a body would be litter in a page.
    if (response.isCommitted() || request.getDispatcherType() == DispatcherType.INCLUDE) {
      return;
    }
    response.resetBuffer();
    response.setStatus(refused.status());
    refused.headers().forEach(response::setHeader);
    response.setContentLength(refused.body().length);
    response.getOutputStream().write(refused.body());
  }
}
