package dev.sentinelauth.it.servers.app;

import dev.sentinelauth.jersey.SentinelContainerRequestFilter;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** A mistake: the filter alone enforces no annotation. */
@ApplicationPath("/api")
public class PlainAnnotatedApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(SentinelContainerRequestFilter.class, Api.class, AnnotatedApi.class);
  }
}
