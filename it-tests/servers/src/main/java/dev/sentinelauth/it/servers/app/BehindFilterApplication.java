package dev.sentinelauth.it.servers.app;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Resources that a servlet filter has to guard, where the server maps them by itself. */
@ApplicationPath("/api")
public class BehindFilterApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(Api.class, WholePath.class);
  }
}
