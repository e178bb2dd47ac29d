package dev.sentinelauth.it.servers.app;

import dev.sentinelauth.jersey.RequiresScope;
import jakarta.annotation.security.DenyAll;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** A resource that is a CDI bean: what is called is a proxy of it, without its annotations. */
@Path("cdi")
@RequestScoped
public class CdiApi {
  @Inject private @Nullable Greeter greeter;

  @GET
  @Path("plain")
  public Response plain(@Context SecurityContext security) {
    return Api.report(security, greeter == null ? "-" : greeter.greet());
  }

  @GET
  @Path("scope")
  @RequiresScope("admin")
  public Response scope(@Context SecurityContext security) {
    return Api.report(security, "cdi-scope");
  }

  @GET
  @Path("deny")
  @DenyAll
  public Response deny(@Context SecurityContext security) {
    return Api.report(security, "cdi-deny");
  }
}
