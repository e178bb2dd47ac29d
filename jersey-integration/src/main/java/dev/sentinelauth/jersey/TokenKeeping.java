package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import jakarta.inject.Inject;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.glassfish.hk2.api.Filter;
import org.glassfish.hk2.api.Injectee;
import org.glassfish.hk2.api.InstanceLifecycleEvent;
import org.glassfish.hk2.api.InstanceLifecycleEventType;
import org.glassfish.hk2.api.InstanceLifecycleListener;
import org.glassfish.jersey.process.internal.RequestScoped;

/**
 * Watches what HK2 makes, for the way round that {@link AppJwtBinder} can't see: an object of the
 * request may have the token injected, and something that is there for longer may have that object
 * injected, and would keep the caller of its first request. Such a thing isn't made. Where HK2 puts
 * a proxy in the object's place, nothing is kept.
 */
final class TokenKeeping implements InstanceLifecycleListener {

  /** The classes of the request's objects that hold a token, as far as some have been made. */
  private final Set<Class<?>> holders = ConcurrentHashMap.newKeySet();

  @Inject
  TokenKeeping() {}

  @Override
  public Filter getFilter() {
    return descriptor -> HeldTokens.isOfApplication(String.valueOf(descriptor.getImplementation()));
  }

  @Override
  public void lifecycleEvent(InstanceLifecycleEvent event) {
    Object made = event.getLifecycleObject();
    if (event.getEventType() != InstanceLifecycleEventType.POST_PRODUCTION || made == null) {
      return;
    }
    Map<Injectee, Object> injected = event.getKnownInjectees();
    if (injected == null) { // made by a factory
      injected = Map.of();
    }
    boolean keeps = event.getActiveDescriptor().getScopeAnnotation() != RequestScoped.class;
    if (!keeps && hasToken(made.getClass())) {
      holders.add(made.getClass());
    }
    for (Map.Entry<Injectee, Object> entry : injected.entrySet()) {
      Object value = entry.getValue();
      boolean holder = value != null && holders.contains(value.getClass());
      if (keeps && holder) {
        throw new IllegalStateException(
            "%s may serve more than one request, so it can't have a %s injected, which holds an AppJwt: inject a Provider of it"
                .formatted(made.getClass().getName(), value.getClass().getName()));
      } else if (holder || TokenPoints.isHolder(entry.getKey().getRequiredType())) {
        holders.add(made.getClass());
      }
    }
  }

  /** However it came there. */
  private static boolean hasToken(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        if (field.getType() == AppJwt.class) {
          return true;
        }
      }
    }
    return false;
  }
}
