package dev.sentinelauth.servlet;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.security.enterprise.AuthenticationException;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * Lets requests with a valid AppJWT in, as {@link SentinelAuthenticationFilter} does, and tells the
 * container who calls: for applications in a full server (Jakarta Security 3.0, Jakarta EE 10 or
 * newer).
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Gate extends SentinelAuthenticationMechanism {}
 * }</pre>
 *
 * <p>That one class turns it on. Enterprise beans, {@code @RolesAllowed}, {@code
 * jakarta.security.enterprise.SecurityContext}, an injected {@link java.security.Principal} and
 * {@code <security-constraint>} then know the caller by the name {@code azp}, else {@code sub}, and
 * the token's scopes as the caller's groups. In servlets everything is as behind the filter: the
 * same answers byte for byte, {@code getUserPrincipal()} is the {@link AppJwt}, and so is the
 * request attribute {@code dev.sentinelauth.AppJwt}. A user who logged in by {@link
 * SentinelLoginFilter} is told to the container in the same way.
 *
 * <p>Settings come from {@code context-param}s, then the sources that every {@link
 * dev.sentinelauth.SentinelConfig} has. The {@link dev.sentinelauth.Sentinel} is shared with the
 * filters of the application whose settings are equal, and a request that they and this see is
 * judged once.
 *
 * <p><b>Nothing is served without it.</b> Some servers never call such a mechanism (those without
 * Jakarta Security, TomEE), and none does if the subclass is no bean. So in an application that has
 * a subclass in it, a filter of this module stands before all others, which answers 500 what no
 * mechanism has seen, and the log says why. It needs no declaration. A wrong configuration is
 * logged, and everything is answered 500.
 */
public abstract class SentinelAuthenticationMechanism implements HttpAuthenticationMechanism {

  /** For subclasses, of which the container makes one. */
  protected SentinelAuthenticationMechanism() {}

  /**
   * Judges a request. What is refused is answered here and now, and the container is told to leave
   * it at that ({@link AuthenticationStatus#SEND_CONTINUE}): after {@code SEND_FAILURE} some put a
   * page of their own in place of the answer, or go on to the servlet.
   */
  @Override
  public AuthenticationStatus validateRequest(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context)
      throws AuthenticationException {
    try {
      // A constraint of the container, or request.authenticate(), asks for somebody.
      boolean needsCaller = context.isProtected() || context.isAuthenticationRequest();
      Verdict.Accepted accepted =
          MechanismGuard.judge(request, response, needsCaller, request.getServletContext());
      if (accepted == null) {
        response.flushBuffer(); // else some servers reset it
        return AuthenticationStatus.SEND_CONTINUE;
      }
      AppJwt token = accepted.token();
      LoggedInUser user = accepted.user();
      Set<String> groups = accepted.roles();
      if (groups == null) {
        return context.doNothing();
      }
      try {
        return context.notifyContainerAboutLogin(token != null ? token : user, groups);
      } catch (RuntimeException e) {
        // WildFly, say, told to take only callers that it knows itself.
        MechanismGuard.fail(e, request, response);
        response.flushBuffer();
        return AuthenticationStatus.SEND_CONTINUE;
      }
    } catch (IOException | ServletException e) {
      throw new AuthenticationException("the answer could not be written", e);
    }
  }

  /**
   * Puts the filter in place where the server doesn't ask this module's {@link
   * MechanismInitializer} to: a web application whose {@code web.xml} leaves the module out of its
   * ordering, say. An observer, because subclasses inherit it.
   *
   * @param application a {@link ServletContext} in a web application
   */
  void guard(@Observes @Initialized(ApplicationScoped.class) Object application) {
    if (application instanceof ServletContext context) {
      MechanismGuard.register(context, getClass().getName());
    }
  }
}
