package dev.sentinelauth;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The entry point, for applications and adapters alike: everything that one configuration brings to
 * life. Thread-safe; one per application is enough, and {@link #close()} ends its thread and its
 * connections.
 *
 * <p>With {@code sentinel.config.reload}, the settings are read again where they were found, and a
 * changed configuration takes over. This instance and what it gave out stay the same, and go by the
 * configuration in force.
 */
public final class Sentinel implements AutoCloseable {
  private final Listeners listeners;
  private final Engine engine;

  /** {@code null} where nothing is watched. */
  private final @Nullable SettingsWatch watch;

  private final Management management;

  private Sentinel(Builder builder) {
    SentinelConfig config = builder.config;
    listeners = new Listeners(builder.listeners);
    engine = Engine.open(config, listeners, builder.clock, builder.executor, builder.httpClient);
    management = new Management(builder.contextPath, config, engine.background(), builder.clock);
    StartLine.write(config, engine.signatures(), builder.surroundings);
    Duration reload = config.reload();
    watch = reload == null ? null : new SettingsWatch(config, reload, engine, builder.clock);
  }

  /**
   * Starts with the defaults of {@link #builder}.
   *
   * @throws IllegalStateException with {@code sentinel.startup = required}, if no keys can be had
   */
  public static Sentinel create(SentinelConfig config) {
    return builder(config).build();
  }

  /** Puts together what {@link #create} doesn't: listeners, a clock, an executor. */
  public static Builder builder(SentinelConfig config) {
    return new Builder(config);
  }

  /** Puts a {@link Sentinel} together where the defaults of {@link Sentinel#create} don't do. */
  public static final class Builder {
    private final SentinelConfig config;
    private final List<SentinelListener> listeners = new ArrayList<>();
    private InstantSource clock = InstantSource.system();
    private @Nullable ScheduledExecutorService executor;
    private @Nullable HttpClient httpClient;
    private @Nullable String contextPath;
    private String surroundings = "";

    private Builder(SentinelConfig config) {
      this.config = config;
    }

    /** Who hears what happens; may be called several times. */
    public Builder listener(SentinelListener listener) {
      listeners.add(listener);
      return this;
    }

    /** The time; the system's UTC clock unless told otherwise. */
    public Builder clock(InstantSource clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Runs the background work, say a container's managed executor; it is not shut down by {@link
     * Sentinel#close}.
     */
    public Builder executor(ScheduledExecutorService executor) {
      this.executor = executor;
      return this;
    }

    /**
     * Sends all calls to Sentinel, the Domain API and the IDP; with it come a client certificate, a
     * proxy, and whom to trust, so the settings for those must not be there as well. It is not
     * closed by {@link Sentinel#close}.
     *
     * @throws IllegalArgumentException if the client follows redirects
     */
    public Builder httpClient(HttpClient httpClient) {
      if (httpClient.followRedirects() != HttpClient.Redirect.NEVER) {
        throw new IllegalArgumentException(
            "an HttpClient that follows redirects would send secrets to other hosts;"
                + " build it with followRedirects(Redirect.NEVER)");
      }
      this.httpClient = httpClient;
      return this;
    }

    /** Where it runs: its name in JMX, and what the log says of its surroundings. */
    Builder in(@Nullable String contextPath, String surroundings) {
      this.contextPath = contextPath;
      this.surroundings = surroundings;
      return this;
    }

    /**
     * Starts as {@code sentinel.startup} says.
     *
     * @throws ConfigurationException if there are settings for a proxy or trusted certificates
     *     beside a client of the application's own
     * @throws IllegalStateException with {@code sentinel.startup = required}, if no keys can be had
     */
    public Sentinel build() {
      NetworkReader.requireNoneBeside(httpClient, config.remote().network());
      Sentinel sentinel = new Sentinel(this);
      sentinel.start();
      return sentinel;
    }
  }

  private void start() {
    List<String> missing = engine.start();
    if (missing.isEmpty()) {
      if (watch != null) {
        watch.begin();
      }
    } else {
      close();
      throw new IllegalStateException(
          KeysReader.STARTUP
              + " = required, but there are no keys for "
              + String.join("; ", missing));
    }
    listeners.started(this);
    management.show(this);
  }

  /**
   * The configuration in force: the one that this instance was made from, or with {@code
   * sentinel.config.reload} the last one that took over.
   */
  public SentinelConfig config() {
    return engine.config();
  }

  /** Whether it is the one for these settings, now and after any change of them. */
  boolean isFor(SentinelConfig wanted) {
    return watch == null ? engine.config().isAs(wanted) : watch.isOf(wanted.reading().source());
  }

  /** {@code null} where nothing is watched. */
  @Nullable SettingsWatch watch() {
    return watch;
  }

  /** Verifies tokens by what the configuration asks of every token; routes are no part of that. */
  public TokenVerifier tokenVerifier() {
    return engine.inbound()::verify;
  }

  /** Decides about whole requests; what the servlet filter and the Jersey feature ask. */
  public RequestAuthenticator requestAuthenticator() {
    return engine.inbound().authenticator();
  }

  /**
   * Decides about whole requests where a login filter stands. It is {@link #requestAuthenticator()}
   * where a route says {@code access = login} at the start; where none does, it differs in one
   * thing: what no route matches needs a login and no token.
   */
  public RequestAuthenticator loginAuthenticator() {
    return engine.inbound().loginAuthenticator();
  }

  /**
   * Logs users in to the account of {@code sentinel.login.account-id}, by default the one served
   * here.
   *
   * @throws IllegalStateException if no login is configured, or several accounts are served and
   *     none of them was chosen
   */
  public LoginFlow loginFlow() {
    LoginFlow loginFlow = engine.loginFlow();
    if (loginFlow == null) {
      throw new IllegalStateException(
          engine.config().login() == null
              ? "login needs sentinel.login.redirect-uri"
              : "several accounts are served; sentinel.login.account-id must say which one users"
                  + " log in to");
    }
    return loginFlow;
  }

  /**
   * The outbound AppJWT of the account served here. Nothing is fetched before it is first asked
   * for.
   *
   * @throws IllegalStateException if several accounts are served, or no client id and secret are
   *     configured
   */
  public AppJwtSupplier appJwtSupplier() {
    return engine.outbound().supplier(engine.outbound().onlyAccount());
  }

  /**
   * The outbound AppJWT of one of the accounts served here.
   *
   * @throws IllegalArgumentException if the account is not one of them
   * @throws IllegalStateException if no client id and secret are configured
   */
  public AppJwtSupplier appJwtSupplier(String accountId) {
    return engine.outbound().supplier(accountId);
  }

  /** Decides which calls carry the token of {@link #appJwtSupplier()}; throws as it does. */
  public ClientAuthenticator clientAuthenticator() {
    return clientAuthenticator(engine.outbound().onlyAccount());
  }

  /** The same for the token of {@link #appJwtSupplier(String)}; throws as it does. */
  public ClientAuthenticator clientAuthenticator(String accountId) {
    return engine.outbound().authenticator(accountId);
  }

  /**
   * Decides which outgoing requests carry a token that is handed on, say that of an incoming
   * request, by the same rules for hosts. Such a token can't be renewed, so a 401 stays one.
   *
   * @param token gives the token of the request at hand, on the thread that sends, with {@code
   *     Bearer} in front or without; {@code null} for none, and anything that is no bearer token
   *     counts as none
   */
  public ClientAuthenticator relayingClientAuthenticator(Supplier<@Nullable String> token) {
    return engine.outbound().relaying(token);
  }

  /** ConsumerJWS tokens for the account served here; throws as {@link #appJwtSupplier()} does. */
  public ConsumerJwsClient consumerJwsClient() {
    return engine.outbound().consumers(engine.outbound().onlyAccount());
  }

  /** The same for one of the accounts; throws as {@link #appJwtSupplier(String)} does. */
  public ConsumerJwsClient consumerJwsClient(String accountId) {
    return engine.outbound().consumers(accountId);
  }

  /** What tokens are checked with; {@code null} where that is the v1 key alone. */
  @Nullable AccountKeys accountKeys() {
    return engine.inbound().accountKeys();
  }

  /** How things are right now; cheap, causes no fetch. */
  public SentinelStatus status() {
    return engine
        .inbound()
        .status(engine.outbound().status(), watch == null ? null : watch.status());
  }

  /** What {@link #status} comes to, for probes; cheap, causes no fetch. */
  public SentinelStatus.Health health() {
    return status().health(config().keys().startup() == SentinelConfig.Startup.LAZY);
  }

  /** Begins to fetch all key sets anew; does not wait. */
  void refreshKeys() {
    engine.inbound().refreshKeys();
  }

  /** Has all tokens verified anew. */
  void forgetTokens() {
    engine.inbound().forgetTokens();
  }

  /**
   * Ends the thread, the connections and the background work. Afterwards tokens that need a key set
   * are answered as {@link KeysUnavailableException}. Idempotent.
   */
  @Override
  public void close() {
    listeners.ended(this);
    management.close();
    if (watch != null) {
      watch.close();
    }
    engine.close();
  }
}
