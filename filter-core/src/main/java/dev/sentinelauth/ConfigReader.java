package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.ApiVersion;
import dev.sentinelauth.SentinelConfig.Client;
import dev.sentinelauth.SentinelConfig.Keys;
import dev.sentinelauth.SentinelConfig.Policy;
import dev.sentinelauth.SentinelConfig.Remote;
import dev.sentinelauth.SentinelConfig.Startup;
import dev.sentinelauth.SentinelConfig.Web;
import java.net.URI;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole configuration: every key with its type, limits and default, and the rules between
 * keys. Where something is wrong, what comes out is for finding further problems only.
 */
final class ConfigReader {
  static final Function<String, ApiVersion> API_VERSION =
      Values.word(Map.of("v1", ApiVersion.V1, "v2", ApiVersion.V2));

  /** What the words of {@code sentinel.keys} stand for. */
  private enum KeySet {
    JWKS,
    V1
  }

  /** In front of {@code sentinel.required-claims} it takes these two away. */
  private static final String NONE = "none";

  private static final List<String> AZP_AND_SCOPE = List.of("azp", "scope");

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration LARGEST_SKEW = Duration.ofMinutes(10);

  private static final Function<String, URI> REGION =
      Values.word(
          Map.of(
              "us", URI.create("https://va.sentinel.liveperson.net"),
              "emea", URI.create("https://lo.sentinel.liveperson.net"),
              "apac", URI.create("https://sy.sentinel.liveperson.net")));

  private final Settings settings;

  private ConfigReader(Settings settings) {
    this.settings = settings;
  }

  static SentinelConfig.All read(Settings settings) {
    ConfigReader reader = new ConfigReader(settings);
    settings.require(
        "sentinel.account-id", "expected the account ids served here; this key is required");
    Remote remote = reader.remote();
    Keys keys = reader.keys();
    Policy policy = reader.policy(remote.accountIds());
    reader.checkAlgorithms(keys, policy);
    reader.checkAudiences(remote, keys, policy);
    return new SentinelConfig.All(
        remote,
        keys,
        policy,
        reader.cryptoProvider(policy),
        reader.web(),
        reader.client(),
        LoginReader.read(settings, remote.accountIds()));
  }

  private Remote remote() {
    URI server = settings.find("sentinel.server", Hosts::httpsOrLoopback);
    URI region = settings.find("sentinel.region", REGION);
    if (settings.isSet("sentinel.server") && settings.isSet("sentinel.region")) {
      settings.problem(
          "sentinel.region",
          "expected either this or sentinel.server, which is set too ("
              + settings.origin("sentinel.server")
              + ")");
    }
    URI sentinel = server == null ? region : server;
    URI domainApi =
        settings.get(
            "sentinel.domain-api.uri",
            URI.create("https://api.liveperson.net"),
            Hosts::httpsOrLoopback);
    return new Remote(
        List.copyOf(settings.list("sentinel.account-id", List.of(), Values::accountId)),
        sentinel,
        domainApi,
        duration("sentinel.domain-api.ttl", Duration.ofHours(2), SHORTEST_INTERVAL),
        timeout("sentinel.http.connect-timeout", Duration.ofSeconds(2)),
        timeout("sentinel.http.request-timeout", Duration.ofSeconds(5)),
        NetworkReader.read(settings, sentinel == null ? domainApi : sentinel));
  }

  private Keys keys() {
    Set<KeySet> trusted =
        settings.list(
            "sentinel.keys",
            List.of(KeySet.JWKS),
            Values.word(Map.of("jwks", KeySet.JWKS, "v1", KeySet.V1)));
    RSAPublicKey v1Key = settings.find(KnownKeys.V1_PUBLIC_KEY, V1PublicKey::parse);
    if (!trusted.contains(KeySet.V1)) {
      v1Key = null;
    } else if (v1Key == null) {
      v1Key = V1PublicKey.published();
    }
    Duration refreshInterval =
        duration("sentinel.jwks.refresh-interval", Duration.ofMinutes(5), SHORTEST_INTERVAL);
    Duration staleLimit = duration("sentinel.jwks.stale-limit", Duration.ofHours(24), SHORTEST);
    Path snapshotFile = settings.find("sentinel.jwks.snapshot-file", Values::file);
    return new Keys(
        trusted.contains(KeySet.JWKS),
        v1Key,
        settings.find("sentinel.jwks.uri", Hosts::httpsOrLoopbackResource),
        refreshInterval,
        duration("sentinel.jwks.unknown-key-interval", Duration.ofSeconds(5), SHORTEST_INTERVAL),
        staleLimit,
        snapshotFile,
        settings.get(
            "sentinel.startup",
            Startup.BACKGROUND,
            Values.word(
                Map.of(
                    "background", Startup.BACKGROUND,
                    "required", Startup.REQUIRED,
                    "lazy", Startup.LAZY))));
  }

  private Policy policy(List<String> accountIds) {
    return new Policy(
        settings.list("sentinel.issuer", List.of("Sentinel"), Values::text),
        settings.list("sentinel.audience", accountIds, Values::text),
        settings.list("sentinel.authorized-parties", List.of(), Values::text),
        settings.list("sentinel.scopes", List.of(), Values::scope),
        settings.list("sentinel.algorithms", List.of("RS256"), Values::algorithm),
        requiredClaims(),
        settings.get(
            "sentinel.clock-skew",
            Duration.ofSeconds(30),
            Durations.between(Duration.ZERO, LARGEST_SKEW)),
        settings.find(
            "sentinel.max-lifetime", Durations.between(Duration.ofSeconds(1), Durations.LONGEST)),
        settings.get("sentinel.max-token-length", 8192, Values.integer(1, 1_000_000)),
        settings.get("sentinel.cache.size", 10_000, Values.integer(0, 10_000_000)),
        duration("sentinel.cache.ttl", Duration.ofHours(1), SHORTEST));
  }

  /**
   * The list adds to the claims that tell an AppJWT from an {@code id_token}. To ask for fewer of
   * them loosens a check, which takes an explicit word in front.
   */
  private Set<String> requiredClaims() {
    String key = "sentinel.required-claims";
    Set<String> listed = settings.list(key, List.of(), Values::text);
    boolean fewer = !listed.isEmpty() && listed.iterator().next().equals(NONE);
    if (!fewer && listed.contains(NONE)) {
      settings.problem(key, "expected none as the first word of the list, or not at all");
    }
    Set<String> claims = new LinkedHashSet<>(fewer ? List.of() : AZP_AND_SCOPE);
    claims.addAll(listed);
    claims.remove(NONE);
    return Collections.unmodifiableSet(claims);
  }

  /** The v1 key is an RSA key, so without an RSA algorithm every token would be refused. */
  private void checkAlgorithms(Keys keys, Policy policy) {
    if (!keys.jwks()
        && keys.v1Key() != null
        && !policy.algorithms().isEmpty()
        && policy.algorithms().stream().allMatch(algorithm -> algorithm.startsWith("ES"))) {
      settings.problem(
          "sentinel.algorithms",
          "expected an RS or PS algorithm, because sentinel.keys trusts the v1 key alone, an RSA"
              + " key");
    }
  }

  /**
   * Where each account has a server of its own, the audience of a token is what leads to its keys.
   */
  private void checkAudiences(Remote remote, Keys keys, Policy policy) {
    boolean perAccount =
        keys.jwks()
            && remote.accountIds().size() > 1
            && remote.server() == null
            && keys.jwksUri() == null;
    if (perAccount && !remote.accountIds().containsAll(policy.audiences())) {
      settings.problem(
          "sentinel.audience",
          "expected account ids of sentinel.account-id alone: with several accounts the audience"
              + " picks the keys, unless sentinel.server, sentinel.region or sentinel.jwks.uri is"
              + " set");
    }
  }

  /**
   * A provider that was named has to be there, and to work, whatever {@code sentinel.startup} says:
   * where the choice is a matter of FIPS, tokens checked by another one are worse than no start.
   */
  private @Nullable String cryptoProvider(Policy policy) {
    String name =
        settings.find(
            "sentinel.crypto.provider",
            value ->
                value.equals(SignatureProvider.AUTO)
                    ? value
                    : SignatureProvider.named(value, policy.algorithms()).toString());
    return SignatureProvider.AUTO.equals(name) ? null : name;
  }

  private Web web() {
    return new Web(
        settings.get("sentinel.inbound.bare-token", false, Values::bool),
        settings.get("sentinel.realm", "sentinel", Values::realm),
        settings.get("sentinel.error-detail", true, Values::bool),
        RouteReader.read(settings));
  }

  private Client client() {
    if (settings.isSet("sentinel.client-id")) {
      settings.require(
          KnownKeys.CLIENT_SECRET, "expected a value, because sentinel.client-id is set");
    }
    if (settings.isSet(KnownKeys.CLIENT_SECRET)) {
      settings.require(
          "sentinel.client-id", "expected a value, because sentinel.client-secret is set");
    }
    String scheme =
        settings.get(
            "sentinel.app-jwt.scheme",
            "Bearer",
            Values.word(Map.of("Bearer", "Bearer", "none", "none")));
    return new Client(
        settings.find("sentinel.client-id", Values::clientId),
        settings.secret(KnownKeys.CLIENT_SECRET),
        settings.get("sentinel.app-jwt.api-version", ApiVersion.V2, API_VERSION),
        List.copyOf(
            settings.list(
                "sentinel.app-jwt.hosts", AllowedHosts.LIVEPERSON, AllowedHosts::pattern)),
        scheme.equals("none") ? null : scheme);
  }

  private Duration duration(String key, Duration fallback, Duration least) {
    return settings.get(key, fallback, Durations.between(least, Durations.LONGEST));
  }

  private Duration timeout(String key, Duration fallback) {
    return settings.get(key, fallback, Durations.between(SHORTEST, LONGEST_TIMEOUT));
  }
}
