package dev.sentinelauth.jersey;

import dev.sentinelauth.ConfigurationException;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.SharedSentinels;
import jakarta.ws.rs.core.Configuration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Sentinel} while somebody uses it, and how to give it back. It can be taken up again
 * afterwards, because Jersey reloads an application with the providers it had, which it had told to
 * shut down. Thread-safe.
 */
final class SentinelLease {
  private static final String PREFIX = "sentinel.";

  private final Supplier<Sentinel> source;
  private final Consumer<Sentinel> release;
  private final AtomicBoolean held = new AtomicBoolean(true);
  private volatile Sentinel sentinel;

  private SentinelLease(Supplier<Sentinel> source, Consumer<Sentinel> release) {
    this.source = source;
    this.release = release;
    this.sentinel = source.get();
  }

  /** Somebody else's instance, which is never closed from here. */
  static SentinelLease of(Sentinel sentinel) {
    return new SentinelLease(() -> sentinel, borrowed -> {});
  }

  /**
   * An instance for the settings found in the places where they may stand; the one of the web
   * application where there is one.
   *
   * @throws ConfigurationException if anything is wrong with them
   */
  static SentinelLease configured(
      @Nullable Configuration configuration, @Nullable WebApplication application) {
    SentinelConfig.Loader loader = SentinelConfig.loader();
    if (application != null) {
      application
          .initParameters()
          .forEach((origin, parameters) -> loader.parameters(origin, parameters));
    }
    if (configuration != null) {
      loader.parameters("Jakarta REST configuration property", settings(configuration));
    }
    if (application == null) {
      SentinelConfig config = loader.load();
      return new SentinelLease(() -> Sentinel.create(config), Sentinel::close);
    }
    loader.parameters("context-param", application.contextParameters());
    loader.webResources(application::resource);
    ClassLoader classLoader = application.classLoader();
    if (classLoader != null) {
      loader.classLoader(classLoader);
    }
    SentinelConfig config = loader.load();
    SharedSentinels shared = application.sharedSentinels();
    return new SentinelLease(
        () -> {
          Sentinel sentinel = shared.acquire(config, application.listener());
          application.publish(sentinel);
          return sentinel;
        },
        sentinel -> {
          application.withdraw(sentinel);
          shared.release(sentinel);
        });
  }

  private static Map<String, String> settings(Configuration configuration) {
    Map<String, String> settings = new TreeMap<>();
    configuration
        .getProperties()
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX) && value != null) {
                settings.put(name, value.toString());
              }
            });
    return settings;
  }

  RequestAuthenticator authenticator() {
    return sentinel.requestAuthenticator();
  }

  /** Gives the instance back; once, however often it is called. */
  void end() {
    if (held.compareAndSet(true, false)) {
      release.accept(sentinel);
    }
  }

  /** Takes an instance again after {@link #end}; does nothing while one is held. */
  void renew() {
    if (held.compareAndSet(false, true)) {
      sentinel = source.get();
    }
  }
}
