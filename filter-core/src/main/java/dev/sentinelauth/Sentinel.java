package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.Login;
import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.Connections;
import dev.sentinelauth.internal.remote.SentinelHttp;
import java.net.http.HttpClient;
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
 */
public final class Sentinel implements AutoCloseable {
  private final SentinelConfig config;
  private final Background background;
  private final SentinelHttp http;
  private final Domains domains;
  private final Inbound inbound;
  private final Outbound outbound;
  private final @Nullable LoginFlow loginFlow;
  private final SentinelListener listener;

  private Sentinel(Builder builder) {
    config = builder.config;
    listener = new Listeners(builder.listeners);
    // before anything is opened: it may throw
    SignatureProvider provider =
        SignatureProvider.choose(config.cryptoProvider(), config.policy().algorithms());
    background = new Background(builder.executor);
    SentinelConfig.Remote remote = config.remote();
    Connections connections =
        new Connections(
            builder.httpClient,
            remote.network(),
            remote.connectTimeout(),
            remote.requestTimeout(),
            background);
    http = new SentinelHttp(connections, background, builder.clock);
    KeySnapshot snapshot =
        new KeySnapshot(
            config.keys().snapshotFile(),
            config.keys().staleLimit(),
            builder.clock,
            background.fileExecutor());
    domains = new Domains(config, http, background, builder.clock, snapshot);
    inbound =
        new Inbound(config, provider, http, domains, snapshot, background, builder.clock, listener);
    outbound = new Outbound(config, http, domains, background, builder.clock, listener);
    loginFlow = loginFlow(builder.clock);
  }

  private @Nullable LoginFlow loginFlow(InstantSource clock) {
    Login settings = config.login();
    String clientId = config.client().clientId();
    if (settings == null || settings.account() == null || clientId == null) {
      return null;
    }
    String account = settings.account();
    TokenEndpoint endpoint = new TokenEndpoint(account, config, http, domains);
    IdTokens idTokens = new IdTokens(account, clientId, config, inbound.accountKeys(), clock);
    return new LoginFlow(
        LoginContext.of(account, config, settings, endpoint, idTokens, clock, listener));
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

    /**
     * Starts as {@code sentinel.startup} says.
     *
     * @throws ConfigurationException if there are settings for a proxy or trusted certificates
     *     beside a client of the application's own
     * @throws IllegalStateException with {@code sentinel.startup = required}, if no keys can be had
     */
    public Sentinel build() {
      if (httpClient != null && !config.remote().network().isDefault()) {
        throw new ConfigurationException(
            List.of(
                "%s, %s, %s: expected none of them, because the application gave an HttpClient of its"
                        .formatted(
                            NetworkReader.PROXY,
                            NetworkReader.PROXY_CREDENTIALS,
                            NetworkReader.TRUSTED_CERTIFICATES)
                    + " own, which they don't reach"));
      }
      Sentinel sentinel = new Sentinel(this);
      sentinel.start();
      return sentinel;
    }
  }

  private void start() {
    List<String> missing = inbound.start();
    if (!missing.isEmpty()) {
      close();
      throw new IllegalStateException(
          KeysReader.STARTUP
              + " = required, but there are no keys for "
              + String.join("; ", missing));
    }
  }

  /** What this instance was made from. */
  public SentinelConfig config() {
    return config;
  }

  /** Verifies tokens by what the configuration asks of every token; routes are no part of that. */
  public TokenVerifier tokenVerifier() {
    return inbound::verify;
  }

  /** Decides about whole requests; what the servlet filter and the Jersey feature ask. */
  public RequestAuthenticator requestAuthenticator() {
    return inbound.authenticator();
  }

  /**
   * Decides about whole requests where a login filter stands. It is {@link #requestAuthenticator()}
   * where a route says {@code access = login}; where none does, it differs in one thing: what no
   * route matches needs a login and no token.
   */
  public RequestAuthenticator loginAuthenticator() {
    return inbound.loginAuthenticator();
  }

  /**
   * Logs users in to the account of {@code sentinel.login.account-id}, by default the one served
   * here.
   *
   * @throws IllegalStateException if no login is configured, or several accounts are served and
   *     none of them was chosen
   */
  public LoginFlow loginFlow() {
    if (loginFlow == null) {
      throw new IllegalStateException(
          config.login() == null
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
    return outbound.supplier(onlyAccount());
  }

  /**
   * The outbound AppJWT of one of the accounts served here.
   *
   * @throws IllegalArgumentException if the account is not one of them
   * @throws IllegalStateException if no client id and secret are configured
   */
  public AppJwtSupplier appJwtSupplier(String accountId) {
    return outbound.supplier(accountId);
  }

  /** Decides which calls carry the token of {@link #appJwtSupplier()}; throws as it does. */
  public ClientAuthenticator clientAuthenticator() {
    return clientAuthenticator(onlyAccount());
  }

  /** The same for the token of {@link #appJwtSupplier(String)}; throws as it does. */
  public ClientAuthenticator clientAuthenticator(String accountId) {
    return outbound.authenticator(accountId);
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
    return outbound.relaying(token);
  }

  /** ConsumerJWS tokens for the account served here; throws as {@link #appJwtSupplier()} does. */
  public ConsumerJwsClient consumerJwsClient() {
    return outbound.consumers(onlyAccount());
  }

  /**
   * ConsumerJWS tokens for one of the accounts served here; throws as {@link
   * #appJwtSupplier(String)} does.
   */
  public ConsumerJwsClient consumerJwsClient(String accountId) {
    return outbound.consumers(accountId);
  }

  private String onlyAccount() {
    List<String> accounts = config.remote().accountIds();
    if (accounts.size() > 1) {
      throw new IllegalStateException("several accounts are served; say which one is meant");
    }
    return accounts.get(0);
  }

  /** What tokens are checked with; {@code null} where that is the v1 key alone. */
  @Nullable AccountKeys accountKeys() {
    return inbound.accountKeys();
  }

  /** How things are right now; cheap, causes no fetch. */
  public SentinelStatus status() {
    return inbound.status(outbound.status());
  }

  /**
   * Ends the thread, the connections and the background work. Afterwards tokens that need a key set
   * are answered as {@link KeysUnavailableException}. Idempotent.
   */
  @Override
  public void close() {
    inbound.close();
    outbound.close();
    domains.close();
    http.close();
    background.close();
  }
}
