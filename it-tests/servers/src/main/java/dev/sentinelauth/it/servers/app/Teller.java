package dev.sentinelauth.it.servers.app;

import jakarta.annotation.Resource;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import org.jspecify.annotations.Nullable;

/** An EJB that says whom the container knows. */
@Stateless
@DeclareRoles({"admin", "read"})
@PermitAll
public class Teller {
  @Resource private @Nullable SessionContext context;

  public String caller() {
    return context == null
        ? "-"
        : Report.of(context.getCallerPrincipal(), context.isCallerInRole("admin"));
  }

  @RolesAllowed("admin")
  public String forAdministrators() {
    return caller();
  }
}
