package dev.sentinelauth.demo;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.jersey.RequiresScope;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;

/**
 * The Jersey part of the demo. The servlet filter in front of it has verified the token already;
 * the feature enforces the annotations and injects the token.
 */
public class Api extends ResourceConfig {

  /** Made by Jersey's servlet, which names it in web.xml. */
  public Api() {
    register(SentinelAuthenticationFeature.class);
    register(Messages.class);
    register(Greeting.class);
    register(Audit.class);
    register(CallOut.class);
  }

  /** The messages of one account. That the token is for this account, the route has checked. */
  @Path("account/{account}/messages")
  @Produces(MediaType.TEXT_PLAIN)
  public static class Messages {

    /** The route asks for {@code msg.read}. */
    @GET
    public String list(@PathParam("account") String account) {
      return "the messages of " + account;
    }

    /** The route asks for {@code msg.consumer}. */
    @POST
    public String send(@PathParam("account") String account, @Context AppJwt caller) {
      return "sent for " + account + " by " + caller.getName();
    }
  }

  /** For everybody: the route says {@code optional}. */
  @Path("greeting")
  @Produces(MediaType.TEXT_PLAIN)
  public static class Greeting {

    /** Without a token there is no caller. */
    @GET
    public String greet(@Context @Nullable AppJwt caller) {
      return "hello, " + (caller == null ? "stranger" : caller.getName());
    }
  }

  /** Protected by an annotation in place of a route. */
  @Path("audit")
  @Produces(MediaType.TEXT_PLAIN)
  @RequiresScope("audit.read")
  public static class Audit {

    /** No client of the demo has the scope. */
    @GET
    public String read() {
      return "the audit log";
    }
  }
}
