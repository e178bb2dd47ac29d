package dev.sentinelauth.it.servers.app;

import static java.util.Objects.requireNonNull;

import jakarta.ejb.EJB;
import jakarta.ejb.EJBAccessException;
import jakarta.inject.Inject;
import jakarta.security.enterprise.SecurityContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Says who called, by one of the many ways to ask the container: the path names it. */
public class Known extends HttpServlet {
  @Inject private transient @Nullable SecurityContext security;
  @Inject private transient @Nullable Principal injected;
  @EJB private transient @Nullable Teller teller;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String way = String.valueOf(request.getPathInfo());
    Report.write(
        response,
        "known",
        switch (way) {
          case "/ejb" -> requireNonNull(teller).caller();
          case "/ejb-role" -> role();
          case "/security" ->
              Report.of(
                  requireNonNull(security).getCallerPrincipal(), security.isCallerInRole("admin"));
          case "/injected" -> Report.of(injected, request.isUserInRole("admin"));
          case "/attribute" ->
              Report.of(
                  (Principal) request.getAttribute("dev.sentinelauth.AppJwt"),
                  request.getUserPrincipal() == request.getAttribute("dev.sentinelauth.AppJwt")
                      && request.isUserInRole("admin"));
          default -> Report.of(request.getUserPrincipal(), request.isUserInRole("admin"));
        });
  }

  private String role() {
    try {
      return requireNonNull(teller).forAdministrators();
    } catch (EJBAccessException refused) {
      return "refused by the EJB container";
    }
  }
}
