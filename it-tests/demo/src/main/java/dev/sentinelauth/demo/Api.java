package dev.sentinelauth.demo;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.jersey.RequiresScope;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Jersey part of the demo. The servlet filter in front of it has verified the token already;
 * the feature enforces the annotations and injects the token. Jersey's servlet makes it; its name
 * is in {@code web.xml}.
 */
public class Api extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        SentinelAuthenticationFeature.class,
        Messages.class,
        Greeting.class,
        Audit.class,
        CallOut.class);
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
