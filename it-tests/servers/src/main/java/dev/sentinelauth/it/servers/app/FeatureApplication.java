package dev.sentinelauth.it.servers.app;

import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** All that a Jakarta REST application can have of it. */
@ApplicationPath("/api")
public class FeatureApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        SentinelAuthenticationFeature.class,
        Api.class,
        AnnotatedApi.class,
        AnnotatedClassApi.class);
  }
}
