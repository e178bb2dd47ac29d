package com.example;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.jersey.RequiresScope;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;

/** Anybody with a token reads them; who has the scope sends one. */
@Path("messages")
public class Messages {
  @GET
  public String read(@Context AppJwt caller) {
    return "messages for " + caller.getName();
  }

  @POST
  @RequiresScope("msg.send")
  public String send(@Context AppJwt caller) {
    return "sent by " + caller.getName();
  }
}
