package dev.sentinelauth.it.servers.app;

import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Resources that the server's beans containers make. */
@ApplicationPath("/api")
public class BeanApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(SentinelAuthenticationFeature.class, CdiApi.class, EjbApi.class);
  }
}
