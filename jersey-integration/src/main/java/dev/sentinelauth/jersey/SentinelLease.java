package dev.sentinelauth.jersey;

import dev.sentinelauth.ApplicationSentinel;
import dev.sentinelauth.ConfigurationException;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import jakarta.ws.rs.core.Configuration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Sentinel} while somebody uses it, and how to give it back. It can be taken up again
 * afterwards, because Jersey reloads an application with the providers it had, which it had told to
 * shut down. Thread-safe.
 */
final class SentinelLease {
  private static final String PREFIX = "sentinel.";

  private final ApplicationSentinel shared;

  private SentinelLease(ApplicationSentinel shared) {
    this.shared = shared;
    Throwable failure = shared.failure();
    if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
  }

  /** Somebody else's instance, which is never closed from here. */
  static SentinelLease of(Sentinel sentinel) {
    return new SentinelLease(ApplicationSentinel.of(sentinel, null));
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
      return new SentinelLease(ApplicationSentinel.start(loader, null));
    }
    loader.parameters("context-param", application.contextParameters());
    loader.webResources(application::resource);
    ClassLoader classLoader = application.classLoader();
    if (classLoader != null) {
      loader.classLoader(classLoader);
    }
    return new SentinelLease(ApplicationSentinel.start(loader, application));
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
    Sentinel sentinel = shared.current();
    if (sentinel == null) {
      throw new IllegalStateException("the application has ended");
    }
    return sentinel.requestAuthenticator();
  }

  /** Gives the instance back; once, however often it is called. */
  void end() {
    shared.close();
  }

  /** Takes an instance again after {@link #end}; does nothing while one is held. */
  void renew() {
    shared.renew();
  }
}
