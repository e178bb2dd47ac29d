package dev.sentinelauth.servlet;

import dev.sentinelauth.LoginFlow;
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
 * Lets users in who logged in with LivePerson, and sends those who didn't to log in (RFC 6749
 * section 4.1, RFC 9700).
 *
 * <pre>{@code
 * <filter>
 *   <filter-name>login</filter-name>
 *   <filter-class>dev.sentinelauth.servlet.SentinelLoginFilter</filter-class>
 *   <async-supported>true</async-supported>
 * </filter>
 * <filter-mapping>
 *   <filter-name>login</filter-name>
 *   <url-pattern>/*</url-pattern>
 *   <dispatcher>REQUEST</dispatcher>
 *   <dispatcher>ASYNC</dispatcher>
 * </filter-mapping>
 * }</pre>
 *
 * <p>Settings come from the same places as those of {@link SentinelAuthenticationFilter}, and with
 * equal settings both share one {@link Sentinel}. Map it to {@code /*}, or at least to the pages,
 * the callback (the path of {@code sentinel.login.redirect-uri}) and {@code
 * sentinel.login.logout-path}.
 *
 * <p><b>Which pages.</b> Routes with {@code access = login} need a user who logged in; the others
 * are judged as by {@link SentinelAuthenticationFilter}, so this filter alone is enough for an
 * application that has both pages and APIs. Where no route says {@code login}, everything that this
 * filter is mapped to and no route names needs a login.
 *
 * <p><b>The user.</b> {@code getUserPrincipal()} is the {@link dev.sentinelauth.LoggedInUser},
 * which is also the request attribute {@code dev.sentinelauth.LoggedInUser}; its name is the {@code
 * sub} of the {@code id_token}; roles are {@code admin} and {@code lpa}. It is kept in the {@code
 * HttpSession}, whose id changes at login. Its tokens are refreshed every {@code
 * sentinel.login.refresh-interval}, by the next request.
 *
 * <p><b>What is no page load</b> (a POST, a request of a script) is answered 401 and not
 * redirected.
 *
 * <p>A wrong configuration stops the deployment. Where the server would go on without the filter
 * (GlassFish, Payara, and every one that isn't known to stop), it answers every request 500 and
 * says why in the log.
 */
public class SentinelLoginFilter implements Filter {
  private final @Nullable Sentinel own;
  private volatile @Nullable Gate gate;
  private volatile @Nullable LoginGate login;

  /** For {@code web.xml} and {@code @WebFilter}: the settings are found around the filter. */
  public SentinelLoginFilter() {
    own = null;
  }

  /**
   * For registration in a program.
   *
   * @param sentinel is not closed with the filter; {@code init-param}s besides it are an error
   */
  public SentinelLoginFilter(Sentinel sentinel) {
    own = sentinel;
  }

  /**
   * Takes the filter into service.
   *
   * @throws ServletException if the configuration is wrong, with one message that lists every
   *     problem; if it has no login in it, or the callback lies outside of the application; or,
   *     with {@code sentinel.startup = required}, if no keys can be had. Only in servers that stop
   *     then; in others the log has the message, and everything is answered 500
   */
  @Override
  public final void init(FilterConfig filter) throws ServletException {
    gate =
        FilterStart.gate(
            own,
            filter,
            (application, shared, sentinel) -> {
              LoginGate offered = login(filter, sentinel);
              application.logins().put(sentinel, offered);
              login = offered;
              return new Gate(application, shared, sentinel, sentinel.loginAuthenticator());
            });
  }

  private static LoginGate login(FilterConfig filter, Sentinel sentinel) throws ServletException {
    LoginFlow flow;
    try {
      flow = sentinel.loginFlow();
    } catch (IllegalStateException e) {
      throw new ServletException("filter '" + filter.getFilterName() + "': " + e.getMessage(), e);
    }
    String contextPath = filter.getServletContext().getContextPath();
    if (!flow.redirectUri().getRawPath().startsWith(contextPath + "/")) {
      throw new ServletException(
          "sentinel.login.redirect-uri: expected a path inside this application, which begins with "
              + contextPath
              + "/: Sentinel sends the browser there, and this filter has to see it");
    }
    SessionCookie.checkPath(filter.getServletContext(), flow.redirectUri().getRawPath());
    SessionCookie.prepare(filter.getServletContext(), flow.isForFrames());
    return new LoginGate(flow, sentinel.loginAuthenticator(), contextPath);
  }

  @Override
  public final void destroy() {
    Gate ended = gate;
    LoginGate offered = login;
    gate = null;
    if (ended != null && offered != null) {
      // unless another filter has put its own in its place
      ended.application().logins().remove(ended.sentinel(), offered);
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
