package dev.sentinelauth;

import dev.sentinelauth.internal.settings.SettingNames;
import java.net.http.HttpClient;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The share of a filter, feature or mechanism in the {@link Sentinel} of its application, for
 * adapters: how they come by one, show it to the application, and give it back. They ask it with
 * every request. Thread-safe.
 *
 * <p>Starting never throws. Servers differ in what they do when a filter or provider fails: some
 * stop, and some go on without it, which would leave the application open. So an adapter has this
 * in place first, which serves nothing while {@link #current()} is {@code null}, and only then
 * makes the failure known.
 */
public final class ApplicationSentinel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ApplicationSentinel.class);

  /** Where applications find the instance; with different ones in use, the first. */
  public static final String SENTINEL_ATTRIBUTE = "dev.sentinelauth.Sentinel";

  /** Where applications put a {@link SentinelListener} before their filters start. */
  public static final String LISTENER_ATTRIBUTE = "dev.sentinelauth.SentinelListener";

  /**
   * Where applications put an {@link HttpClient} for all calls of the module, before their filters
   * start.
   */
  public static final String HTTP_CLIENT_ATTRIBUTE = "dev.sentinelauth.HttpClient";

  /** Where an application keeps what its filters share: a {@code ServletContext}, say. */
  public interface Attributes {

    /** The value, or {@code null} if there is none. */
    @Nullable Object get(String name);

    /** Puts a value there; {@code null} removes it. */
    void set(String name, @Nullable Object value);

    /** Tells the application apart in JMX: empty for the root; {@code null} where it has none. */
    default @Nullable String contextPath() {
      return null;
    }
  }

  /** Makes or takes an instance, and gives it back. */
  private interface Source {
    Sentinel take();

    void giveBack(Sentinel sentinel);
  }

  private final Source source;
  private final @Nullable Attributes attributes;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Sentinel current;
  private volatile @Nullable Throwable failure;

  /** Where it counts when the application's health is asked for. */
  private @Nullable SharedSentinels counted;

  private ApplicationSentinel(Source source, @Nullable Attributes attributes) {
    this.source = source;
    this.attributes = attributes;
    reopen();
  }

  /**
   * Shows an instance of the application's own, which is never closed from here.
   *
   * @param attributes of the application; {@code null} where it has none
   */
  public static ApplicationSentinel of(Sentinel sentinel, @Nullable Attributes attributes) {
    return new ApplicationSentinel(
        new Source() {
          @Override
          public Sentinel take() {
            return sentinel;
          }

          @Override
          public void giveBack(Sentinel borrowed) {}
        },
        attributes);
  }

  /**
   * Starts an instance for these settings, or takes the one that the application's other filters
   * with equal settings have. Never throws: see {@link #failure()}.
   *
   * @param settings are loaded at once
   * @param attributes of the application; {@code null} where it has none, and nothing is shared
   */
  public static ApplicationSentinel start(
      SentinelConfig.Loader settings, @Nullable Attributes attributes) {
    return start(settings, attributes, "");
  }

  /**
   * The same, and says in the log what it runs in.
   *
   * @param surroundings server and implementation of Jakarta REST, say
   */
  public static ApplicationSentinel start(
      SentinelConfig.Loader settings, @Nullable Attributes attributes, String surroundings) {
    return new ApplicationSentinel(
        new Source() {
          @Override
          public Sentinel take() {
            if (attributes == null) {
              return Sentinel.builder(settings.load()).in(null, surroundings).build();
            }
            ApplicationAttributes application = new ApplicationAttributes(attributes);
            // before the settings: what is wrong with an attribute is no configuration error
            SentinelListener listener = application.listener();
            HttpClient client = application.httpClient();
            return application
                .shared()
                .acquire(
                    settings.load(),
                    config -> {
                      Sentinel.Builder builder =
                          Sentinel.builder(config).in(attributes.contextPath(), surroundings);
                      if (listener != null) {
                        builder.listener(listener);
                      }
                      if (client != null) {
                        builder.httpClient(client);
                      }
                      return builder.build();
                    });
          }

          @Override
          public void giveBack(Sentinel sentinel) {
            if (attributes == null) {
              sentinel.close();
            } else {
              new ApplicationAttributes(attributes).shared().release(sentinel);
            }
          }
        },
        attributes);
  }

  /** One that failed before there were settings to load: it serves nothing. */
  public static ApplicationSentinel failed(Throwable failure) {
    return failed(failure, null);
  }

  /**
   * The same, which counts where the application's health is asked for.
   *
   * @param attributes of the application; {@code null} where it has none
   */
  public static ApplicationSentinel failed(Throwable failure, @Nullable Attributes attributes) {
    return new ApplicationSentinel(
        new Source() {
          @Override
          public Sentinel take() {
            throw new IllegalStateException(failure.getMessage(), failure);
          }

          @Override
          public void giveBack(Sentinel none) {}
        },
        attributes);
  }

  /**
   * How an application is, for probes: of all its instances the worst. It is down where one could
   * not start, and where there is none.
   */
  public static SentinelStatus.Health health(Attributes application) {
    return new ApplicationAttributes(application).health();
  }

  /**
   * The instance to ask about the request at hand; {@code null} while there is none, because the
   * start failed or everything has ended, and then nothing may be served: {@link
   * RequestAuthenticator#notConfigured()} is the answer.
   */
  public @Nullable Sentinel current() {
    return current;
  }

  /**
   * Why there is no instance; {@code null} if there is one, or if it was given back. A {@link
   * ConfigurationException} has one message that lists every problem.
   */
  public @Nullable Throwable failure() {
    return failure;
  }

  /**
   * Says in the log that nothing is served, and why: for adapters whose server would go on without
   * them if they threw. A wrong configuration says it all, whatever it is wrapped in.
   *
   * @param who what serves nothing, for the line: {@code filter 'sentinel'}
   */
  public void announceFailure(String who) {
    Throwable reason = failure;
    for (Throwable cause = reason; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigurationException) {
        log.error("{} answers everything 500. {}", who, cause.getMessage());
        return;
      }
    }
    if (reason != null) {
      log.error(
          "{} answers everything 500, because it could not start: {}",
          who,
          reason.getMessage(),
          reason);
    }
  }

  /**
   * Takes an instance again after {@link #close}, for frameworks that reload an application with
   * the filters it had; does nothing while one is held.
   */
  public void reopen() {
    lock.lock();
    try {
      if (current != null) {
        return;
      }
      failure = null;
      if (attributes != null) {
        counted = new ApplicationAttributes(attributes).shared();
        counted.add(this);
      }
      Sentinel taken = source.take();
      if (attributes != null && attributes.get(SENTINEL_ATTRIBUTE) == null) {
        attributes.set(SENTINEL_ATTRIBUTE, taken);
      }
      current = taken;
    } catch (RuntimeException | Error e) {
      // An Error too: a class that is missing, say, is no reason to leave an application open.
      failure = e;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the instance back; the last filter to do so ends it. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      Sentinel held = current;
      current = null;
      if (counted != null) {
        counted.remove(this);
      }
      if (held == null) {
        return;
      }
      if (attributes != null && attributes.get(SENTINEL_ATTRIBUTE) == held) {
        attributes.set(SENTINEL_ATTRIBUTE, counted == null ? null : counted.anyInUse());
      }
      source.giveBack(held);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Initialization parameters as {@link SentinelConfig.Loader#parameters} takes them.
   *
   * @param names strings, all of them
   */
  public static Map<String, String> parameters(
      Enumeration<?> names, Function<String, @Nullable String> values) {
    Map<String, String> parameters = new TreeMap<>();
    for (Object each : Collections.list(names)) {
      String name = (String) each;
      String value = values.apply(name);
      if (value != null) {
        parameters.put(name, value);
      }
    }
    return parameters;
  }

  /** Whether a parameter or property of this name is one of our settings, or meant to be one. */
  public static boolean isSetting(String name) {
    return name.startsWith(SettingNames.PREFIX);
  }
}
