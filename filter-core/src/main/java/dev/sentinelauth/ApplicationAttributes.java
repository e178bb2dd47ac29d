package dev.sentinelauth;

import dev.sentinelauth.SentinelStatus.Health;
import java.net.http.HttpClient;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What stands in the attributes of an application: what it gave us, and what its filters share. */
final class ApplicationAttributes {
  private static final String SHARED_ATTRIBUTE = "dev.sentinelauth.SharedSentinels";

  /**
   * Some filters start with the first request, and two requests may be the first ones. What is done
   * under it is a look at an attribute.
   */
  private static final ReentrantLock SHARING = new ReentrantLock();

  private final ApplicationSentinel.Attributes attributes;

  ApplicationAttributes(ApplicationSentinel.Attributes attributes) {
    this.attributes = attributes;
  }

  @Nullable SentinelListener listener() {
    return given(ApplicationSentinel.LISTENER_ATTRIBUTE, SentinelListener.class);
  }

  @Nullable HttpClient httpClient() {
    return given(ApplicationSentinel.HTTP_CLIENT_ATTRIBUTE, HttpClient.class);
  }

  private <T> @Nullable T given(String name, Class<T> type) {
    Object value = attributes.get(name);
    if (value == null || type.isInstance(value)) {
      return type.cast(value);
    }
    // An audit that silently hears nothing is worse than none; so is a client that isn't used.
    throw new IllegalStateException(
        "the attribute %s is a %s and no %s of this application's class loader"
            .formatted(name, value.getClass().getName(), type.getSimpleName()));
  }

  /** What all filters have in common. */
  SharedSentinels shared() {
    SHARING.lock();
    try {
      if (attributes.get(SHARED_ATTRIBUTE) instanceof SharedSentinels shared) {
        return shared;
      }
      SharedSentinels shared = new SharedSentinels();
      attributes.set(SHARED_ATTRIBUTE, shared);
      return shared;
    } finally {
      SHARING.unlock();
    }
  }

  /** Of all instances the worst; down, where one could not start or there is none at all. */
  Health health() {
    Health worst =
        attributes.get(ApplicationSentinel.SENTINEL_ATTRIBUTE) instanceof Sentinel shown
            ? shown.health()
            : null;
    for (ApplicationSentinel share : shared().shares()) {
      Sentinel sentinel = share.current();
      Health health = sentinel == null ? Health.DOWN : sentinel.health();
      worst = worst == null || health.compareTo(worst) > 0 ? health : worst;
    }
    return worst == null ? Health.DOWN : worst;
  }
}
