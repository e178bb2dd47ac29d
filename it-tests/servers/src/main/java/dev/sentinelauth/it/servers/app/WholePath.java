package dev.sentinelauth.it.servers.app;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** What CXF takes where it matches the whole path in place of what is left of it. */
@Path("servlet-rest/{api}/{x}/{y}")
public class WholePath {
  @GET
  public Response get(@Context SecurityContext security) {
    return Api.report(security, "whole");
  }
}
