package dev.sentinelauth;

import dev.sentinelauth.internal.remote.Network;
import dev.sentinelauth.internal.routes.Route;
import dev.sentinelauth.internal.settings.Origins;
import dev.sentinelauth.internal.settings.Secret;
import dev.sentinelauth.internal.settings.SettingsLayer;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A complete and checked configuration, for applications and adapters alike. Immutable; two are
 * equal where all their settings are, which is how the filters of one application find out that
 * they can share one {@link Sentinel}.
 *
 * <p>Settings come, highest first, from initialization parameters, Java system properties,
 * environment variables and a properties file. With {@code sentinel.config.reload}, a {@link
 * Sentinel} made from it goes on reading them there.
 */
public final class SentinelConfig {

  /** Where the key set, tokens and the Domain API are found, and how they are called. */
  record Remote(
      List<String> accountIds,
      @Nullable URI server,
      URI domainApi,
      Duration domainTtl,
      Duration connectTimeout,
      Duration requestTimeout,
      Network network) {}

  enum Startup {
    BACKGROUND,
    REQUIRED,
    LAZY
  }

  /**
   * Which keys are trusted.
   *
   * @param jwks whether Sentinel's key set is
   * @param v1Key the v1 key, or {@code null} where it is not trusted
   * @param jwksUri {@code null} for the well-known place on each account's server
   * @param snapshotFile {@code null} for none
   */
  record Keys(
      boolean jwks,
      @Nullable RSAPublicKey v1Key,
      @Nullable URI jwksUri,
      Duration refreshInterval,
      Duration unknownKeyInterval,
      Duration staleLimit,
      @Nullable Path snapshotFile,
      Startup startup) {}

  /**
   * What every token must satisfy.
   *
   * @param authorizedParties empty for any
   * @param scopes empty for none
   * @param maxLifetime {@code null} for no limit
   */
  record Policy(
      Set<String> issuers,
      Set<String> audiences,
      Set<String> authorizedParties,
      Set<String> scopes,
      Set<String> algorithms,
      Set<String> requiredClaims,
      Duration clockSkew,
      @Nullable Duration maxLifetime,
      int maxTokenLength,
      int cacheSize,
      Duration cacheTtl) {}

  /** How requests are read and answered; {@code resourceMetadata} is {@code null} for none. */
  record Web(
      boolean bareToken,
      String realm,
      boolean errorDetail,
      Audit audit,
      @Nullable URI resourceMetadata,
      Set<String> mdc,
      List<Route> routes) {}

  enum ApiVersion {
    V1,
    V2
  }

  /**
   * The installation and where its tokens may go.
   *
   * @param clientId {@code null} where there is none; then {@code clientSecret} is {@code null} too
   * @param scheme the scheme in front of the token, or {@code null} for the bare token
   */
  record Client(
      @Nullable String clientId,
      @Nullable Secret clientSecret,
      ApiVersion apiVersion,
      List<String> hosts,
      @Nullable String scheme) {}

  /**
   * Login by authorization code; the whole record is absent where no {@code sentinel.login.} key is
   * set.
   *
   * @param account the one that users log in to; {@code null} where several are served and none was
   *     chosen
   */
  record Login(
      @Nullable String account,
      URI redirectUri,
      String logoutPath,
      String afterLogout,
      Duration refreshInterval,
      ApiVersion apiVersion,
      boolean pkce,
      SameSite sameSite) {}

  /** Whether a login's cookies are sent with requests from other sites (SameSite). */
  enum SameSite {
    LAX,
    NONE
  }

  /**
   * @param cryptoProvider the name of the JCA provider that checks signatures, or {@code null} for
   *     the fastest that is there
   * @param reload how often everything is read again; {@code null} for never
   */
  record All(
      Remote remote,
      Keys keys,
      Policy policy,
      @Nullable String cryptoProvider,
      Web web,
      Client client,
      @Nullable Login login,
      @Nullable Duration reload,
      Origins origins) {}

  private final All all;
  private final ConfigSource.Reading reading;

  SentinelConfig(All all, ConfigSource.Reading reading) {
    this.all = all;
    this.reading = reading;
  }

  /**
   * Checks settings that were already read. They stand in the place of the properties file: Java
   * system properties and environment variables of the same names go before them.
   *
   * @throws ConfigurationException if anything is wrong; its message lists every problem
   */
  public static SentinelConfig load(Properties properties) {
    return loader().properties("properties", properties).load();
  }

  /** Reads the settings from all the places where they may stand. */
  public static Loader loader() {
    return new Loader();
  }

  /** Where to look for settings, besides system properties and the environment. */
  public static final class Loader {
    private final ConfigSource source = new ConfigSource();

    private Loader() {}

    /**
     * Adds initialization parameters, which go before system properties; those added first go
     * before those added later. Those that don't begin with {@code sentinel.} are left alone.
     *
     * @param origin what they are, for messages, say {@code context-param}
     */
    public Loader parameters(String origin, Map<String, String> parameters) {
      source.parameters(new SettingsLayer(origin, Map.copyOf(parameters)));
      return this;
    }

    /** Finds {@code classpath:} files; by default the context class loader, else this class's. */
    public Loader classLoader(ClassLoader classLoader) {
      source.classLoader(classLoader);
      return this;
    }

    /** Opens files of the web application, say {@code /WEB-INF/x}; {@code null} if not there. */
    public Loader webResources(Function<String, @Nullable InputStream> resources) {
      source.webResources(resources);
      return this;
    }

    /** Uses these settings in the place of a properties file, which is then not looked for. */
    public Loader properties(String origin, Properties properties) {
      source.given(origin, properties);
      return this;
    }

    /** Stands in for the system properties of this JVM. */
    Loader systemProperties(Map<String, String> systemProperties) {
      source.systemProperties(Map.copyOf(systemProperties));
      return this;
    }

    /** Stands in for the environment of this process. */
    Loader environment(Map<String, String> environment) {
      source.environment(Map.copyOf(environment));
      return this;
    }

    /** Reads and checks everything; a {@link ConfigurationException} lists every problem. */
    public SentinelConfig load() {
      return source.asItIs().load();
    }
  }

  All all() {
    return all;
  }

  /**
   * Whether the same was read. It asks no record for {@code equals}, of which the generated one
   * keeps the application in memory on JDK 17.
   */
  boolean isAs(SentinelConfig other) {
    return reading.values().equals(other.reading.values());
  }

  /** Where it was read, and what. */
  ConfigSource.Reading reading() {
    return reading;
  }

  /** How often it is read again; {@code null} for never. */
  @Nullable Duration reload() {
    return all.reload();
  }

  Remote remote() {
    return all.remote();
  }

  Keys keys() {
    return all.keys();
  }

  Policy policy() {
    return all.policy();
  }

  @Nullable String cryptoProvider() {
    return all.cryptoProvider();
  }

  Web web() {
    return all.web();
  }

  Client client() {
    return all.client();
  }

  @Nullable Login login() {
    return all.login();
  }

  /** Where the settings came from, which makes no difference to what they are. */
  Origins origins() {
    return all.origins();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SentinelConfig config && config.all.equals(all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  /** The accounts served, and nothing secret. */
  @Override
  public String toString() {
    return "SentinelConfig[accounts=" + all.remote().accountIds() + "]";
  }
}
