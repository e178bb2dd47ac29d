package dev.sentinelauth.jersey;

import dev.sentinelauth.ApplicationSentinel;
import dev.sentinelauth.LoggingContext;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceContext;
import jakarta.ws.rs.core.Configuration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link Sentinel} of a Jakarta REST application: started as soon as it is known where the
 * settings may stand, at the latest with the first request, and once. Nothing here throws because a
 * start failed, since some servers go on without a provider that does. Thread-safe.
 */
final class RestSentinel {
  private static final Logger log = LoggerFactory.getLogger(RestSentinel.class);

  /**
   * What a request is asked about.
   *
   * @param contextPath that of the web application; empty where there is no servlet container
   * @param application that web application, which knows what is mapped in it
   */
  record Running(
      ApplicationSentinel shared, String contextPath, @Nullable WebApplication application) {

    /** Paths inside the web application below which something is mapped. */
    List<String> prefixes() {
      return application == null ? List.of() : application.prefixes();
    }

    /** Who decides; {@code null} where nothing may be served. */
    @Nullable RequestAuthenticator authenticator() {
      Sentinel sentinel = shared.current();
      return sentinel == null ? null : sentinel.requestAuthenticator();
    }
  }

  /** The application's own, if it has one. */
  private final @Nullable Sentinel given;

  /** For the log. */
  private final String owner;

  private final AtomicBoolean unlogged = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Running running;
  private boolean ended;

  /**
   * @param given an instance of the application's own, which is never closed from here; {@code
   *     null} to start one for the settings that are found
   */
  RestSentinel(@Nullable Sentinel given, Class<?> owner) {
    this.given = given;
    this.owner = owner.getSimpleName();
  }

  /** Starts, unless that has been done; serves nothing if that was for other paths. */
  void start(@Nullable Configuration configuration, @Nullable WebApplication application) {
    lock.lock();
    try {
      Running known = running;
      if (known == null && !ended) {
        begin(configuration, application);
      } else if (known != null) {
        requireSame(known, application);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Why nothing is served; {@code null} if there is no reason, or nothing was started yet. */
  @Nullable Throwable failure() {
    Running known = running;
    return known == null ? null : known.shared.failure();
  }

  /** The instance in use; {@code null} while nothing is served. */
  @Nullable Sentinel current() {
    Running known = running;
    return known == null ? null : known.shared.current();
  }

  /** Whether claims of callers are to stand in the logging context. */
  boolean isLogging() {
    Sentinel sentinel = current();
    return sentinel != null && !LoggingContext.isOff(sentinel.config());
  }

  /** Says once that they don't, for want of somebody who would take them away again. */
  void tellUnlogged() {
    if (unlogged.compareAndSet(false, true)) {
      log.warn(
          "{}: the claims of sentinel.log.mdc stay out of the log, because here nothing would take"
              + " them away when a request leaves its thread. In a servlet container have it run"
              + " SentinelRestInitializer, as a listener where it looks for no initializers; in"
              + " Jersey on another server register SentinelAuthenticationFeature",
          owner);
    }
  }

  /** Serves nothing from now on. */
  void fail(Throwable failure) {
    lock.lock();
    try {
      Running before = running;
      if (before != null) {
        before.shared.close();
      }
      refuse(failure, before == null ? null : before.application);
    } finally {
      lock.unlock();
    }
  }

  /** What to ask about this request; starts with the first one if that could not be done before. */
  @Nullable Running in(
      ContainerRequestContext request,
      @Nullable ResourceContext resources,
      @Nullable Configuration configuration) {
    Running known = running;
    if (known != null) {
      WebApplication first = known.application();
      if (first != null) {
        requireSame(known, Surroundings.another(request, first));
      }
      return running;
    }
    lock.lock();
    try {
      if (running == null && !ended) {
        try {
          begin(configuration, Surroundings.inRequest(request, resources).application());
        } catch (RuntimeException | LinkageError e) {
          refuse(e, null);
        }
      }
      return running;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Two web applications that share a filter have two context paths, and the routes are for paths
   * without them: one of the two would be judged by what isn't its path. Jersey doesn't tell in a
   * request which of them it is in.
   */
  private void requireSame(Running known, @Nullable WebApplication application) {
    if (known.application() != null && application != null) {
      String path = application.contextPath();
      if (!path.equals(known.contextPath())) {
        fail(
            new IllegalStateException(
                "one instance is registered in two web applications, '%s' and '%s': register one in each"
                    .formatted(known.contextPath(), path)));
      }
    }
  }

  private void begin(@Nullable Configuration configuration, @Nullable WebApplication application) {
    ApplicationSentinel shared;
    String contextPath = "";
    try {
      contextPath = application == null ? "" : application.contextPath();
      shared =
          given != null
              ? ApplicationSentinel.of(given, application)
              : ApplicationSentinel.start(
                  loader(configuration, application),
                  application,
                  Surroundings.description(configuration, application));
    } catch (RuntimeException | LinkageError e) {
      shared = ApplicationSentinel.failed(e, application);
    }
    shared.announceFailure(owner);
    running = new Running(shared, contextPath, application);
    if (application != null) {
      Endings.add(application, this);
    }
  }

  private void refuse(Throwable failure, @Nullable WebApplication application) {
    ApplicationSentinel none = ApplicationSentinel.failed(failure, application);
    none.announceFailure(owner);
    running = new Running(none, "", null);
  }

  private static SentinelConfig.Loader loader(
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
      return loader;
    }
    loader.parameters("context-param", application.contextParameters());
    loader.webResources(application::resource);
    ClassLoader classLoader = application.classLoader();
    if (classLoader != null) {
      loader.classLoader(classLoader);
    }
    return loader;
  }

  private static Map<String, String> settings(Configuration configuration) {
    Map<String, String> settings = new TreeMap<>();
    configuration
        .getProperties()
        .forEach(
            (name, value) -> {
              if (ApplicationSentinel.isSetting(name) && value != null) {
                settings.put(name, value.toString());
              }
            });
    return settings;
  }

  /** Gives the instance back; once, however often it is called. */
  void end() {
    lock.lock();
    try {
      ended = true;
      Running held = running;
      if (held != null) {
        held.shared.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets after {@link #end} what it was started for: the next application begins anew. */
  void startAnew() {
    lock.lock();
    try {
      if (ended) {
        ended = false;
        running = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes an instance again after {@link #end}, because Jersey reloads an application with the
   * providers it had, which it had told to shut down; does nothing while one is held.
   */
  void reopen() {
    lock.lock();
    try {
      ended = false;
      Running held = running;
      if (held != null) {
        held.shared.reopen();
      }
    } finally {
      lock.unlock();
    }
  }
}
