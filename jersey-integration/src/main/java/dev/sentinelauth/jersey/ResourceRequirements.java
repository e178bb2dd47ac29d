package dev.sentinelauth.jersey;

import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.glassfish.jersey.server.model.Invocable;
import org.glassfish.jersey.server.model.ResourceMethod;

/** The requirements of Jersey's resource methods, read once for each method. Thread-safe. */
final class ResourceRequirements {

  private record Key(Class<?> type, Method method, Method definition) {}

  private final ConcurrentMap<Key, Requirement> known = new ConcurrentHashMap<>();

  /** What a resource method, a sub-resource method or a locator asks for, its class included. */
  Requirement of(ResourceMethod method) {
    if (method.isExtended()) {
      // Jersey's own answers, to OPTIONS say: they are nobody's method, and the route alone
      // speaks about them.
      return Requirement.NONE;
    }
    Invocable invocable = method.getInvocable();
    Key key =
        new Key(
            invocable.getHandler().getHandlerClass(),
            invocable.getHandlingMethod(),
            invocable.getDefinitionMethod());
    Requirement requirement = known.get(key);
    if (requirement == null) {
      requirement = Requirement.of(key.type, key.method, key.definition);
      known.put(key, requirement);
    }
    return requirement;
  }
}
