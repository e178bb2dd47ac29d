package dev.sentinelauth.it.servers.app;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** A resource for each route. */
@Path("")
public class Api {

  static Response report(SecurityContext security, String by) {
    return Response.ok(report(security)).type("text/plain").header(Report.SERVED, by).build();
  }

  private static String report(SecurityContext security) {
    return Report.of(security.getUserPrincipal(), security.isUserInRole("admin"));
  }

  @GET
  @Path("open/{x}")
  public Response open(@Context SecurityContext security) {
    return report(security, "open");
  }

  @GET
  @Path("maybe/{x}")
  public Response maybe(@Context SecurityContext security) {
    return report(security, "maybe");
  }

  @GET
  @Path("plain/{x}")
  public Response plain(@Context SecurityContext security) {
    return report(security, "plain");
  }

  @GET
  @Path("admin/{x}")
  public Response admin(@Context SecurityContext security) {
    return report(security, "admin");
  }

  @GET
  @Path("any/{x}")
  public Response any(@Context SecurityContext security) {
    return report(security, "any");
  }

  @GET
  @Path("closed/{x}")
  public Response closed(@Context SecurityContext security) {
    return report(security, "closed");
  }

  @GET
  @Path("account/{account}/{x}")
  public Response account(@Context SecurityContext security) {
    return report(security, "account");
  }

  @GET
  @Path("partner/{x}")
  public Response partner(@Context SecurityContext security) {
    return report(security, "partner");
  }

  @GET
  @Path("write/{x}")
  public Response read(@Context SecurityContext security) {
    return report(security, "read");
  }

  @POST
  @Path("write/{x}")
  public Response write(@Context SecurityContext security) {
    return report(security, "write");
  }

  /**
   * The caller is asked for at once: an injected context belongs to the request's thread. The
   * answer comes from a thread that knows the application by its class loader, as a container's
   * executors do: in the common pool, from JDK 25 on, nothing does, and Jersey's own bean for the
   * scope of a request is then not always found in GlassFish.
   */
  @GET
  @Path("async/{x}")
  public void async(@Suspended AsyncResponse response, @Context SecurityContext security) {
    String report = report(security);
    new Thread(
            () ->
                response.resume(
                    Response.ok(report).type("text/plain").header(Report.SERVED, "async").build()))
        .start();
  }
}
