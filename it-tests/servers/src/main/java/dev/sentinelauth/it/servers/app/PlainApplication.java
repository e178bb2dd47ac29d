package dev.sentinelauth.it.servers.app;

import dev.sentinelauth.jersey.SentinelContainerRequestFilter;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The filter by its class, as any Jakarta REST implementation takes it. */
@ApplicationPath("/api")
public class PlainApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(SentinelContainerRequestFilter.class, Api.class);
  }
}
