package dev.sentinelauth;

import static dev.sentinelauth.ConfigurationTest.loader;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.SentinelConfig.ApiVersion;
import dev.sentinelauth.SentinelConfig.Login;
import dev.sentinelauth.SentinelConfig.SameSite;
import dev.sentinelauth.SentinelConfig.Startup;
import dev.sentinelauth.internal.codec.DurationText;
import dev.sentinelauth.internal.routes.Access;
import dev.sentinelauth.internal.routes.Route;
import dev.sentinelauth.internal.settings.SettingNames;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read from settings that are right. */
class ConfigurationValuesTest {

  static Stream<Arguments> defaults() {
    return Stream.of(
        row("sentinel.account-id", c -> c.remote().accountIds(), List.of("le1", "le2")),
        row("sentinel.server", c -> c.remote().server(), null),
        row(
            "sentinel.domain-api.uri",
            c -> c.remote().domainApi(),
            URI.create("https://api.liveperson.net")),
        row("sentinel.domain-api.ttl", c -> c.remote().domainTtl(), Duration.ofHours(2)),
        row("sentinel.keys: jwks", c -> c.keys().jwks(), true),
        row("sentinel.keys: v1", c -> c.keys().v1Key(), null),
        row("sentinel.jwks.uri", c -> c.keys().jwksUri(), null),
        row(
            "sentinel.jwks.refresh-interval",
            c -> c.keys().refreshInterval(),
            Duration.ofMinutes(5)),
        row(
            "sentinel.jwks.unknown-key-interval",
            c -> c.keys().unknownKeyInterval(),
            Duration.ofSeconds(5)),
        row("sentinel.jwks.stale-limit", c -> c.keys().staleLimit(), Duration.ofHours(24)),
        row("sentinel.jwks.snapshot-file", c -> c.keys().snapshotFile(), null),
        row("sentinel.issuer", c -> List.copyOf(c.policy().issuers()), List.of("Sentinel")),
        row("sentinel.audience", c -> List.copyOf(c.policy().audiences()), List.of("le1", "le2")),
        row(
            "sentinel.authorized-parties",
            c -> List.copyOf(c.policy().authorizedParties()),
            List.of()),
        row("sentinel.scopes", c -> List.copyOf(c.policy().scopes()), List.of()),
        row("sentinel.algorithms", c -> List.copyOf(c.policy().algorithms()), List.of("RS256")),
        row(
            "sentinel.required-claims",
            c -> List.copyOf(c.policy().requiredClaims()),
            List.of("azp", "scope")),
        row("sentinel.clock-skew", c -> c.policy().clockSkew(), Duration.ofSeconds(30)),
        row("sentinel.max-lifetime", c -> c.policy().maxLifetime(), null),
        row("sentinel.max-token-length", c -> c.policy().maxTokenLength(), 8192),
        row("sentinel.cache.size", c -> c.policy().cacheSize(), 10_000),
        row("sentinel.cache.ttl", c -> c.policy().cacheTtl(), Duration.ofHours(1)),
        row("sentinel.inbound.bare-token", c -> c.web().bareToken(), false),
        row("sentinel.realm", c -> c.web().realm(), "sentinel"),
        row("sentinel.error-detail", c -> c.web().errorDetail(), true),
        row("sentinel.resource-metadata", c -> c.web().resourceMetadata(), null),
        row("sentinel.startup", c -> c.keys().startup(), Startup.BACKGROUND),
        row(
            "sentinel.http.connect-timeout",
            c -> c.remote().connectTimeout(),
            Duration.ofSeconds(2)),
        row(
            "sentinel.http.request-timeout",
            c -> c.remote().requestTimeout(),
            Duration.ofSeconds(5)),
        row("sentinel.client-id", c -> c.client().clientId(), null),
        row("sentinel.client-secret", c -> c.client().clientSecret(), null),
        row("sentinel.app-jwt.api-version", c -> c.client().apiVersion(), ApiVersion.V2),
        row(
            "sentinel.app-jwt.hosts",
            c -> c.client().hosts(),
            List.of("*.liveperson.net", "*.liveperson.com")),
        row("sentinel.app-jwt.scheme", c -> c.client().scheme(), "Bearer"),
        row("sentinel.route.*", c -> c.web().routes(), List.of()),
        row("sentinel.login.*", c -> c.login(), null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defaults")
  void defaultIsThatOfTheContract(
      String key, Function<SentinelConfig, Object> setting, Object expected) {
    assertThat(setting.apply(load("sentinel.account-id = le1, le2"))).isEqualTo(expected);
  }

  @Test
  void publishedV1KeyIsTheDefaultWhereV1IsTrusted() {
    var key = load("sentinel.account-id = le1\nsentinel.keys = v1, jwks").keys().v1Key();

    assertThat(key.getModulus().bitLength()).isEqualTo(2048);
    assertThat(Base64.getEncoder().encodeToString(key.getEncoded()))
        .isEqualTo(
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvGQctwBFFZBaSu+LC4LVk/4/XyVQmhcwM5a91lT7"
                + "BwZug/GtpR+ZGpKkiZSgTehRdBJKSPjv5K6D8/cBm28OV11Mekjn1PJrveSXrRsfUbOqIHgpfVtnkxN3ZaV6"
                + "GSWQrrZArkpbAm+Kf5o5jxFPhCadB8BdRGCbMI3rFEkYSFqnmptI3olIAtAjmtbLJnwYZyXl2WZXMBmORLXn"
                + "V9aTMGp4uFZdX+QbK808q55zxSB5HM3N9B8NLUP1TELc6N2dhWk2RwR/C9WvQYH/UAnxqVEwrAXt+rb+YWuu"
                + "92Dj4NLAmpEYbRQi+S+5Y6t5g6kX/QMQ/ycdFOW/WA3JoptUSQIDAQAB");
  }

  @Test
  void everySettingIsRead(@TempDir Path directory) {
    Path snapshot = directory.resolve("keys.json");
    SentinelConfig config =
        load(
            """
            sentinel.account-id = le2 , le1, le2
            sentinel.server = http://localhost:8080
            sentinel.domain-api.uri = http://127.0.0.1:9
            sentinel.domain-api.ttl = PT1M
            sentinel.keys = jwks
            sentinel.jwks.uri = https://a.example.com/keys?x=1
            sentinel.jwks.refresh-interval = 1s
            sentinel.jwks.unknown-key-interval = 100ms
            sentinel.jwks.stale-limit = 1d
            sentinel.jwks.snapshot-file = %s
            sentinel.issuer = a, b
            sentinel.audience = c
            sentinel.authorized-parties = p2, p1
            sentinel.scopes = s2, s1
            sentinel.algorithms = ES256, PS512
            sentinel.required-claims = none
            sentinel.clock-skew = 0s
            sentinel.max-lifetime = 2h
            sentinel.max-token-length = 256
            sentinel.cache.size = 0
            sentinel.cache.ttl = 1ms
            sentinel.inbound.bare-token = true
            sentinel.realm = our realm
            sentinel.error-detail = false
            sentinel.startup = required
            sentinel.http.connect-timeout = 1ms
            sentinel.http.request-timeout = 5m
            sentinel.client-id = id
            sentinel.client-secret = secret
            sentinel.app-jwt.api-version = v1
            sentinel.app-jwt.hosts = *.Example.com, localhost, [::1]
            sentinel.app-jwt.scheme = none
            sentinel.login.account-id = le2
            sentinel.login.redirect-uri = http://localhost:8080/app/cb
            sentinel.login.logout-path = /out
            sentinel.login.after-logout = /bye?x=1
            sentinel.login.refresh-interval = 1m
            sentinel.login.api-version = v2
            sentinel.login.pkce = true
            sentinel.route.b.path = /b, /c/*
            sentinel.route.b.methods = PUT, GET
            sentinel.route.b.access = optional
            sentinel.route.b.scopes = x, a
            sentinel.route.b.any-scope = y
            sentinel.route.b.authorized-parties = p
            sentinel.route.a.path = /
            some.other.key = whatever
            """
                .formatted(snapshot.toString().replace("\\", "\\\\")));

    var remote = config.remote();
    assertThat(remote.accountIds()).containsExactly("le2", "le1");
    assertThat(remote.server()).isEqualTo(URI.create("http://localhost:8080"));
    assertThat(remote.domainApi()).isEqualTo(URI.create("http://127.0.0.1:9"));
    assertThat(remote.domainTtl()).isEqualTo(Duration.ofMinutes(1));
    assertThat(remote.connectTimeout()).isEqualTo(Duration.ofMillis(1));
    assertThat(remote.requestTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.keys())
        .isEqualTo(
            new SentinelConfig.Keys(
                true,
                null,
                URI.create("https://a.example.com/keys?x=1"),
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Duration.ofDays(1),
                snapshot,
                Startup.REQUIRED));
    var policy = config.policy();
    assertThat(policy.issuers()).containsExactly("a", "b");
    assertThat(policy.audiences()).containsExactly("c");
    assertThat(policy.authorizedParties()).containsExactly("p2", "p1");
    assertThat(policy.scopes()).containsExactly("s2", "s1").isUnmodifiable();
    assertThat(policy.algorithms()).containsExactly("ES256", "PS512");
    assertThat(policy.requiredClaims()).isEmpty();
    assertThat(policy.clockSkew()).isZero();
    assertThat(policy.maxLifetime()).isEqualTo(Duration.ofHours(2));
    assertThat(policy.maxTokenLength()).isEqualTo(256);
    assertThat(policy.cacheSize()).isZero();
    assertThat(policy.cacheTtl()).isEqualTo(Duration.ofMillis(1));
    var client = config.client();
    assertThat(client.clientId()).isEqualTo("id");
    assertThat(client.clientSecret().reveal()).isEqualTo("secret");
    assertThat(client.apiVersion()).isEqualTo(ApiVersion.V1);
    assertThat(client.hosts()).containsExactly("*.example.com", "localhost", "[::1]");
    assertThat(client.scheme()).isNull();
    assertThat(config.login())
        .isEqualTo(
            new Login(
                "le2",
                URI.create("http://localhost:8080/app/cb"),
                "/out",
                "/bye?x=1",
                Duration.ofMinutes(1),
                ApiVersion.V2,
                true,
                SameSite.LAX));
    var web = config.web();
    assertThat(List.of(web.bareToken(), web.realm(), web.errorDetail()))
        .containsExactly(true, "our realm", false);
    assertThat(web.routes()).extracting(Route::name).containsExactly("a", "b");
    Route b = web.routes().get(1);
    assertThat(b.patterns()).containsExactly("/b", "/c/*");
    assertThat(b.methods()).containsExactly("PUT", "GET");
    assertThat(b.access()).isEqualTo(Access.OPTIONAL);
    assertThat(b.scopes()).containsExactly("x", "a");
    assertThat(b.anyScope()).containsExactly("y");
    assertThat(b.authorizedParties()).containsExactly("p");
  }

  @Test
  void loginHasItsDefaults() {
    assertThat(
            load("""
            sentinel.account-id = le1
            sentinel.client-id = id
            sentinel.client-secret = secret
            sentinel.login.redirect-uri = https://a.example.com/cb
            """)
                .login())
        .isEqualTo(
            new Login(
                "le1",
                URI.create("https://a.example.com/cb"),
                "/sentinel/logout",
                "/",
                Duration.ofMinutes(30),
                ApiVersion.V1,
                false,
                SameSite.LAX));
  }

  @ParameterizedTest
  @CsvSource({
    "us, https://va.sentinel.liveperson.net",
    "emea, https://lo.sentinel.liveperson.net",
    "apac, https://sy.sentinel.liveperson.net"
  })
  void regionStandsForAFixedHost(String region, URI server) {
    assertThat(load("sentinel.account-id = le1\nsentinel.region = " + region).remote().server())
        .isEqualTo(server);
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "5m, PT5M",
    "2h, PT2H",
    "1d, P1D",
    "PT30S, PT30S",
    "P1DT1M, P1DT1M",
    "pt30s, PT30S",
    "365d, P365D"
  })
  void durationIsRead(String written, Duration expected) {
    assertThat(
            load("sentinel.account-id = le1\nsentinel.cache.ttl = " + written).policy().cacheTtl())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0s", "PT0.5S, 500ms", "PT90S, 90s", "PT10M, 10m", "PT36H, 36h", "P365D, 365d"})
  void durationIsWrittenAsUsersDo(Duration duration, String expected) {
    assertThat(DurationText.of(duration)).isEqualTo(expected);
  }

  @Test
  void v1KeyMayBePem() {
    String base64 = ConfigurationTest.publicKey("RSA", 2048);
    String pem =
        "-----BEGIN PUBLIC KEY-----\\n"
            + base64.replaceAll("(.{64})", "$1\\\\n")
            + "\\n-----END PUBLIC KEY-----\\n";

    for (String written : List.of(base64, pem)) {
      var key =
          load("sentinel.account-id = le1\nsentinel.keys = v1\nsentinel.v1.public-key = " + written)
              .keys()
              .v1Key();
      assertThat(key.getEncoded()).isEqualTo(Base64.getDecoder().decode(base64));
    }
  }

  @Test
  void configurationsOfEqualSettingsAreEqual() {
    String settings =
        """
        sentinel.account-id = le1
        sentinel.client-id = id
        sentinel.client-secret = secret
        sentinel.keys = jwks, v1
        sentinel.route.a.path = /a
        sentinel.route.b.path = /b
        """;

    assertThat(load(settings)).isEqualTo(load(settings)).hasSameHashCodeAs(load(settings));
    assertThat(load(settings)).isNotEqualTo(load(settings + "sentinel.realm = x"));
    assertThat(load(settings)).isNotEqualTo(load(settings.replace("= secret", "= another")));
  }

  @Test
  void audienceMayBeAnyWhereOneServerHasTheKeys() {
    String settings = "sentinel.account-id = le1, le2\nsentinel.audience = any\n";
    for (String keys :
        List.of("server = a.b", "region = us", "jwks.uri = https://a.b/", "keys = v1")) {
      assertThat(load(settings + "sentinel." + keys).policy().audiences()).containsExactly("any");
    }
  }

  private static Arguments row(
      String key, Function<SentinelConfig, Object> setting, Object expected) {
    return Arguments.of(key, setting, expected);
  }

  private static SentinelConfig load(String settings) {
    return loader(settings).load();
  }

  @Test
  void environmentNameIsTheKeyInUpperCaseWithUnderscores() {
    assertThat(
            List.of(
                SettingNames.environmentVariable("sentinel.account-id"),
                SettingNames.environmentVariable("sentinel.route.a_b-c.any-scope")))
        .containsExactly("SENTINEL_ACCOUNT_ID", "SENTINEL_ROUTE_A_B_C_ANY_SCOPE");
  }
}
