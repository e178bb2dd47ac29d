package dev.sentinelauth.it.servers.app;

import dev.sentinelauth.jersey.RequiresScope;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** Resources whose annotations ask for more than their routes do. */
@Path("annotated")
public class AnnotatedApi {

  @GET
  @Path("scope")
  @RequiresScope("admin")
  public Response scope(@Context SecurityContext security) {
    return Api.report(security, "scope");
  }

  @GET
  @Path("role")
  @RolesAllowed("admin")
  public Response role(@Context SecurityContext security) {
    return Api.report(security, "role");
  }

  @GET
  @Path("deny")
  @DenyAll
  public Response deny(@Context SecurityContext security) {
    return Api.report(security, "deny");
  }

  @GET
  @Path("permit")
  @PermitAll
  public Response permit(@Context SecurityContext security) {
    return Api.report(security, "permit");
  }

  @Path("locator")
  @RequiresScope("admin")
  public Below locator() {
    return new Below();
  }

  @Path("open-locator")
  public Below openLocator() {
    return new Below();
  }

  /** Found by way of a locator. */
  public static class Below {
    @GET
    @Path("plain")
    public Response plain(@Context SecurityContext security) {
      return Api.report(security, "below");
    }

    @GET
    @Path("scope")
    @RequiresScope("admin")
    public Response scope(@Context SecurityContext security) {
      return Api.report(security, "below-scope");
    }
  }
}
