package dev.sentinelauth.demo;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.jersey.AppJwtClientRequestFilter;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** Does in Jersey what {@link CallOutServlet} does, by a Jakarta REST client; one for all calls. */
@Singleton
@Path("callout")
@Produces(MediaType.TEXT_PLAIN)
public class CallOut {
  private final Client client;
  private final String target;

  /** Made by Jersey. */
  public CallOut(@Context ServletContext application) {
    Sentinel sentinel = (Sentinel) application.getAttribute("dev.sentinelauth.Sentinel");
    client =
        ClientBuilder.newClient()
            .register(new AppJwtClientRequestFilter(sentinel, DemoServers.ACCOUNT));
    target = application.getInitParameter(DemoServers.CALLED);
  }

  /** The token of the caller stays here; the partner gets that of this application. */
  @GET
  public String call(@Context AppJwt caller) {
    return caller.getName() + " called; " + client.target(target).request().get(String.class);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
