package dev.sentinelauth.servlet;

import dev.sentinelauth.Sentinel;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
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
 * {@link dev.sentinelauth.AppJwt}, which is also the request attribute {@code
 * dev.sentinelauth.AppJwt}; {@code getAuthType()} is {@code "Bearer"} and {@code isUserInRole}
 * tells whether the token has a scope. {@code logout()} drops this for the rest of the request. A
 * request that a route lets in without a token goes on as it is: this filter says nothing about its
 * caller, and an identity that the container itself established (a form login, a client
 * certificate) stays what it was.
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
 * <p>A wrong configuration stops the deployment. Where the server would go on without the filter
 * (GlassFish, Payara, and every one that isn't known to stop), it answers every request 500 and
 * says why in the log.
 */
public class SentinelAuthenticationFilter implements Filter {

  private final @Nullable Sentinel own;
  private volatile @Nullable Gate gate;

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
   *     problem; or, with {@code sentinel.startup = required}, if no keys can be had. Only in
   *     servers that stop then; in others the log has the message, and everything is answered 500
   */
  @Override
  public final void init(FilterConfig filter) throws ServletException {
    gate =
        FilterStart.gate(
            own,
            filter,
            (application, shared, sentinel) ->
                new Gate(application, shared, sentinel, sentinel.requestAuthenticator()));
  }

  @Override
  public final void destroy() {
    Gate ended = gate;
    gate = null;
    if (ended != null) {
      FilterStart.end(ended);
    }
  }

  @Override
  public final void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Gate current = gate;
    if (current == null) {
      Gate.refuseAll(request, response);
    } else {
      current.pass(request, response, chain);
    }
  }
}
