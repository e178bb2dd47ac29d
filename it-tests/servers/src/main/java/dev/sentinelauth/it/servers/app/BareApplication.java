package dev.sentinelauth.it.servers.app;

import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Resources that something in front of them has to guard. */
public class BareApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(Api.class);
  }
}
