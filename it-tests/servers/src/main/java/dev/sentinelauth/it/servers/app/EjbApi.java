package dev.sentinelauth.it.servers.app;

import dev.sentinelauth.jersey.RequiresScope;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** A resource that is an EJB. */
@Path("ejb")
@Stateless
public class EjbApi {
  @EJB private @Nullable Counter counter;

  @GET
  @Path("plain")
  public Response plain(@Context SecurityContext security) {
    return Api.report(security, counter == null ? "-" : counter.count());
  }

  @GET
  @Path("scope")
  @RequiresScope("admin")
  public Response scope(@Context SecurityContext security) {
    return Api.report(security, "ejb-scope");
  }
}
