package dev.sentinelauth.it.servers.app;

import dev.sentinelauth.jersey.RequiresScope;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** The annotation stands on the class. */
@Path("annotated-class")
@RequiresScope("admin")
public class AnnotatedClassApi {

  @GET
  @Path("plain")
  public Response plain(@Context SecurityContext security) {
    return Api.report(security, "class");
  }

  @GET
  @Path("other")
  @RequiresScope("read")
  public Response other(@Context SecurityContext security) {
    return Api.report(security, "class-method");
  }
}
