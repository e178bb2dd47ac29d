package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sentinelauth.internal.settings.Setting;
import dev.sentinelauth.internal.settings.SettingsLayer;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and how it is said. What is read stands in {@link ConfigurationValuesTest}. */
class ConfigurationTest {
  private static final String ORIGIN = "test.properties";

  /**
   * Settings, the key at fault, and what the message must say besides; the account id is given
   * unless it stands there.
   */
  static Stream<Arguments> broken() {
    return Stream.of(
        // account ids, servers and URIs
        broken("other = 1", "sentinel.account-id", "required"),
        broken("sentinel.account-id =", "sentinel.account-id", "blank"),
        broken("sentinel.account-id = le-1", "sentinel.account-id", "letters and digits", "'le-1'"),
        broken(
            "sentinel.account-id = le1,,le2",
            "sentinel.account-id",
            "empty elements",
            "'le1,,le2'"),
        broken("sentinel.account-id = le1,", "sentinel.account-id", "empty elements"),
        broken(
            "sentinel.server = http://va.example.com", "sentinel.server", "https://", "loopback"),
        broken("sentinel.server = ftp://localhost", "sentinel.server", "https://"),
        broken("sentinel.server = https://a.example.com/x", "sentinel.server", "without path"),
        broken("sentinel.server = https://a.example.com?x", "sentinel.server", "https://"),
        broken("sentinel.server = https://a.example.com#x", "sentinel.server", "https://"),
        broken("sentinel.server = a.example.com:99999", "sentinel.server", "'a.example.com:99999'"),
        broken("sentinel.server = a.example.com:", "sentinel.server", "'a.example.com:'"),
        broken("sentinel.server = a b", "sentinel.server", "'a b'"),
        broken("sentinel.server = a.example.com, b.example.com", "sentinel.server", "a host"),
        broken("sentinel.server = http://127.0.0.1.example.com", "sentinel.server", "loopback"),
        broken("sentinel.server = http://localhost@example.com", "sentinel.server", "***@"),
        broken("sentinel.region = eu", "sentinel.region", "apac, emea, us", "'eu'"),
        broken("sentinel.region = US", "sentinel.region", "'US'"),
        broken("sentinel.region = us\nsentinel.server = a.b", "sentinel.region", "sentinel.server"),
        broken(
            "sentinel.domain-api.uri = http://a.example.com",
            "sentinel.domain-api.uri",
            "https://"),
        broken("sentinel.jwks.uri = http://a.example.com/k", "sentinel.jwks.uri", "https://"),
        broken("sentinel.jwks.uri = /jwks", "sentinel.jwks.uri", "https://"),
        broken("sentinel.config.reload = 30", "sentinel.config.reload", "a duration", "'30'"),
        broken("sentinel.config.reload = 10ms", "sentinel.config.reload", "from 100ms"),
        broken("sentinel.config.relaod = 30s", "sentinel.config.relaod", "sentinel.config.reload"),
        broken(
            "sentinel.jwks.snapshot-file = /no/such/directory/f",
            "sentinel.jwks.snapshot-file",
            "directory"),
        broken("sentinel.jwks.snapshot-file = /", "sentinel.jwks.snapshot-file", "directory"),
        // keys and algorithms
        broken("sentinel.keys = jkws", "sentinel.keys", "jwks, v1", "'jkws'"),
        broken(v1(publicKey("RSA", 1024)), "sentinel.v1.public-key", "at least 2048 bits", "1024"),
        broken(v1(publicKey("EC", 256)), "sentinel.v1.public-key", "RSA public key"),
        broken(v1("bm8ga2V5"), "sentinel.v1.public-key", "RSA public key"),
        broken(v1("-----BEGIN CERTIFICATE-----"), "sentinel.v1.public-key", "BEGIN PUBLIC KEY"),
        broken("sentinel.algorithms = none", "sentinel.algorithms", "asymmetric", "'none'"),
        broken(
            "sentinel.algorithms = RS256, HS256", "sentinel.algorithms", "asymmetric", "'HS256'"),
        broken("sentinel.algorithms = rs256", "sentinel.algorithms", "RS256", "'rs256'"),
        broken("sentinel.keys = v1\nsentinel.algorithms = ES256", "sentinel.algorithms", "RSA key"),
        // durations, numbers and words
        broken("sentinel.clock-skew = 11m", "sentinel.clock-skew", "0s to 10m", "'11m'"),
        broken("sentinel.clock-skew = 30", "sentinel.clock-skew", "30s", "'30'"),
        broken("sentinel.clock-skew = -1s", "sentinel.clock-skew", "0s to 10m"),
        broken("sentinel.clock-skew = 1 m", "sentinel.clock-skew", "'1 m'"),
        broken("sentinel.cache.ttl = 0s", "sentinel.cache.ttl", "from 1ms"),
        broken("sentinel.cache.ttl = 99999999999999999999d", "sentinel.cache.ttl", "365d"),
        broken("sentinel.cache.ttl = 999999999999999999d", "sentinel.cache.ttl", "365d"),
        broken("sentinel.cache.ttl = P1Y", "sentinel.cache.ttl", "PT30S"),
        broken("sentinel.max-lifetime = 0s", "sentinel.max-lifetime", "from 1s"),
        broken(
            "sentinel.jwks.refresh-interval = 99ms",
            "sentinel.jwks.refresh-interval",
            "from 100ms"),
        broken(
            "sentinel.jwks.unknown-key-interval = 99ms",
            "sentinel.jwks.unknown-key-interval",
            "from 100ms"),
        broken("sentinel.http.connect-timeout = 6m", "sentinel.http.connect-timeout", "to 5m"),
        broken("sentinel.http.request-timeout = 0s", "sentinel.http.request-timeout", "from 1ms"),
        broken("sentinel.max-token-length = 0", "sentinel.max-token-length", "from 1 to 1000000"),
        broken(
            "sentinel.max-token-length = 8k", "sentinel.max-token-length", "whole number", "'8k'"),
        broken("sentinel.cache.size = 10000001", "sentinel.cache.size", "from 0"),
        broken("sentinel.cache.size = 99999999999999999999", "sentinel.cache.size", "from 0"),
        broken("sentinel.cache.size = -1", "sentinel.cache.size", "'-1'"),
        broken("sentinel.cache.size = ٣", "sentinel.cache.size", "'٣'"),
        broken("sentinel.error-detail = yes", "sentinel.error-detail", "true or false", "'yes'"),
        broken("sentinel.error-detail = True", "sentinel.error-detail", "'True'"),
        broken("sentinel.inbound.bare-token = 1", "sentinel.inbound.bare-token", "true or false"),
        broken(
            "sentinel.startup = eager",
            "sentinel.startup",
            "background, lazy, required",
            "'eager'"),
        // what tokens must hold
        broken("sentinel.scopes = a b", "sentinel.scopes", "without space", "'a b'"),
        broken("sentinel.required-claims = iat, none", "sentinel.required-claims", "first word"),
        broken("sentinel.required-claims =", "sentinel.required-claims", "blank"),
        broken("sentinel.issuer = a\\tb", "sentinel.issuer", "control characters", "\\u0009"),
        broken("sentinel.realm = a\\\"b", "sentinel.realm", "'a\"b'"),
        broken("sentinel.realm = ä", "sentinel.realm", "printable ASCII"),
        broken("sentinel.resource-metadata = http://a/x", "sentinel.resource-metadata", "https://"),
        broken("sentinel.resource-metadata = https://a", "sentinel.resource-metadata", "a path"),
        broken("sentinel.resource-metadata = https://a/x?", "sentinel.resource-metadata", "query"),
        broken("sentinel.resource-metadata = https://a/x#y", "sentinel.resource-metadata", "URI"),
        broken("sentinel.resource-metadata = https://u@a/x", "sentinel.resource-metadata", "URI"),
        broken(
            "sentinel.resource-metadata = https://a/ä", "sentinel.resource-metadata", "printable"),
        broken(
            "sentinel.resource-metadata = https://a/x/../y",
            "sentinel.resource-metadata",
            "one way"),
        broken(
            "sentinel.resource-metadata = https://a//x", "sentinel.resource-metadata", "one way"),
        // claims that become keys of the log
        broken("sentinel.log.mdc = azp, azp", "sentinel.log.mdc", "each claim once", "'azp, azp'"),
        broken("sentinel.log.mdc = sub, Sub", "sentinel.log.mdc", "upper and lower case"),
        broken("sentinel.log.mdc = a-b, a_b", "sentinel.log.mdc", "differ in more than"),
        broken("sentinel.log.mdc = azp,", "sentinel.log.mdc", "comma-separated", "'azp,'"),
        broken("sentinel.log.mdc = azp sub", "sentinel.log.mdc", "letters, digits, '_' and '-'"),
        broken("sentinel.log.mdc = act.sub", "sentinel.log.mdc", "letters, digits"),
        broken("sentinel.log.mdc = a}b", "sentinel.log.mdc", "letters, digits"),
        broken("sentinel.log.mdc = ä", "sentinel.log.mdc", "letters, digits"),
        broken(
            "sentinel.account-id = le1, le2\nsentinel.audience = le1, le3",
            "sentinel.audience",
            "picks the keys"),
        // the installation
        broken("sentinel.client-id = x", "sentinel.client-secret", "sentinel.client-id is set"),
        broken("sentinel.client-secret = x", "sentinel.client-id", "sentinel.client-secret is set"),
        broken("sentinel.app-jwt.api-version = 2", "sentinel.app-jwt.api-version", "v1, v2", "'2'"),
        broken("sentinel.app-jwt.scheme = bearer", "sentinel.app-jwt.scheme", "Bearer, none"),
        broken("sentinel.app-jwt.hosts = *", "sentinel.app-jwt.hosts", "a host", "'*'"),
        broken("sentinel.app-jwt.hosts = *.com", "sentinel.app-jwt.hosts", "two labels"),
        broken("sentinel.app-jwt.hosts = *.0.0.1", "sentinel.app-jwt.hosts", "two labels"),
        broken("sentinel.app-jwt.hosts = *.127.0.0.1", "sentinel.app-jwt.hosts", "two labels"),
        broken("sentinel.app-jwt.hosts = a.*.example.com", "sentinel.app-jwt.hosts", "a host"),
        broken(
            "sentinel.app-jwt.hosts = https://a.example.com",
            "sentinel.app-jwt.hosts",
            "without scheme"),
        broken("sentinel.app-jwt.hosts = a.example.com:443", "sentinel.app-jwt.hosts", "port"),
        // login
        broken(
            client("sentinel.login.pkce = true"), "sentinel.login.redirect-uri", "login needs it"),
        broken(login("http://a.example.com/cb", ""), "sentinel.login.redirect-uri", "https://"),
        broken(login("https://a.example.com", ""), "sentinel.login.redirect-uri", "with a path"),
        broken(
            login("https://a.example.com/../cb", ""), "sentinel.login.redirect-uri", "with a path"),
        broken(login("https://a.example.com/cb#x", ""), "sentinel.login.redirect-uri", "https://"),
        broken(login("/cb", ""), "sentinel.login.redirect-uri", "https://"),
        broken(
            login("https://a.b/cb", "logout-path = /cb"),
            "sentinel.login.logout-path",
            "another path"),
        broken(login("https://a.b/cb", "logout-path = out"), "sentinel.login.logout-path", "'out'"),
        broken(
            login("https://a.b/cb", "after-logout = //evil.example"),
            "sentinel.login.after-logout",
            "single '/'"),
        broken(
            login("https://a.b/cb", "after-logout = /\\\\evil.example"),
            "sentinel.login.after-logout",
            "single '/'"),
        broken(
            login("https://a.b/cb", "after-logout = https://evil.example"),
            "sentinel.login.after-logout",
            "single '/'"),
        broken(
            login("https://a.b/cb", "refresh-interval = 0s"),
            "sentinel.login.refresh-interval",
            "from 1s"),
        broken(login("https://a.b/cb", "api-version = v3"), "sentinel.login.api-version", "v1, v2"),
        broken(
            login("https://a.b/cb", "same-site = strict"), "sentinel.login.same-site", "lax, none"),
        broken(
            login("http://localhost/cb", "same-site = none"),
            "sentinel.login.same-site",
            "https://"),
        // routes
        broken(route("scopes = a"), "sentinel.route.x.path", "expected a path"),
        broken(route("path = a"), "sentinel.route.x.path", "begins with '/'", "'a'"),
        broken(route("path = /a, /b%2Fc"), "sentinel.route.x.path", "decoded", "'/b%2Fc'"),
        broken(route("path = /*/a"), "sentinel.route.x.path", "whole last segment"),
        broken(route("path = /{Account}"), "sentinel.route.x.path", "lower case"),
        broken(
            route("path = /a", "methods = get"), "sentinel.route.x.methods", "upper case", "'get'"),
        broken(route("path = /a", "methods = *"), "sentinel.route.x.methods", "leave the key out"),
        broken(
            route("path = /a", "access = public"),
            "sentinel.route.x.access",
            "anonymous, deny, login, optional, token"),
        broken(
            route("path = /a", "access = deny", "scopes = a"),
            "sentinel.route.x.scopes",
            "no token is looked at"),
        broken(
            route("path = /a", "access = deny", "any-scope = a"),
            "sentinel.route.x.any-scope",
            "no token"),
        broken(
            route("path = /a", "access = anonymous", "authorized-parties = a"),
            "sentinel.route.x.authorized-parties",
            "no token"),
        broken(
            route("path = /{account}", "access = anonymous"),
            "sentinel.route.x.path",
            "{account}",
            "no token"),
        broken(
            route("path = /a/{b}") + "sentinel.route.y.path = /a/{c}",
            "sentinel.route.y.path",
            "'/a/{b}'",
            "sentinel.route.x.path",
            "'/a/{c}'"),
        // unknown keys
        broken("sentinel.acount-id = 1", "sentinel.acount-id", "did you mean sentinel.account-id?"),
        broken(
            "sentinel.clockSkew = 1s", "sentinel.clockSkew", "did you mean sentinel.clock-skew?"),
        broken(
            "sentinel.jwks.refresh = 1s", "sentinel.jwks.refresh", "did you mean sentinel.jwks."),
        broken(
            route("path = /a", "scops = a"),
            "sentinel.route.x.scops",
            "did you mean sentinel.route.x.scopes?"),
        broken(
            "sentinel.rout.x.path = /a",
            "sentinel.rout.x.path",
            "did you mean sentinel.route.x.path?"),
        broken(
            "sentinel.route.a.b.path = /a",
            "sentinel.route.a.b.path",
            "did you mean sentinel.route.a-b.path?"),
        broken("sentinel.route.path = /a", "sentinel.route.path", "did you mean sentinel."),
        broken("sentinel. = a", "sentinel.", "did you mean"),
        broken("sentinel.config = /x", "sentinel.config", "outside of the settings"),
        // references
        broken("sentinel.realm = ${env:NOPE}", "sentinel.realm", "${env:NOPE}", "to be set"),
        broken("sentinel.realm = ${sys:nope}", "sentinel.realm", "${sys:nope}", "to be set"),
        broken(
            "sentinel.realm = ${file:/no/such/file}",
            "sentinel.realm",
            "${file:/no/such/file}",
            "readable"),
        broken(
            "sentinel.realm = ${file:relative}", "sentinel.realm", "${file:relative}", "absolute"),
        broken("sentinel.realm = ${file:/}", "sentinel.realm", "${file:/}"),
        broken("sentinel.realm = ${home}", "sentinel.realm", "${env:NAME}", "'${home}'"),
        broken("sentinel.realm = a${env:PLACE", "sentinel.realm", "closed by '}'"),
        broken("sentinel.realm = ${}", "sentinel.realm", "${env:NAME}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void wrongConfigurationIsRefusedWithKeyOriginAndExpectation(
      String settings, String key, List<String> fragments) {
    List<String> problems = problems(loader(settings));

    assertThat(problems).hasSize(1);
    String origin = settings.contains(key) ? ORIGIN : "not set";
    assertThat(problems.get(0))
        .startsWith(key + " (" + origin + "): expected ")
        .contains(fragments);
    assertThat(problems.get(0).chars().noneMatch(Character::isISOControl)).isTrue();
  }

  @Test
  void manyProblemsComeInOneException() {
    ConfigurationException thrown =
        refused(
            loader(
                    """
                    sentinel.clock-skew = soon
                    sentinel.cache.size = many
                    sentinel.algorithms = none, HS512, XS1
                    sentinel.nonsense = 1
                    sentinel.route.a.path = /{a}, b
                    sentinel.route.b.path = /{b}
                    sentinel.route.b.methods = get
                    """)
                .parameters("init-param of filter 'api'", Map.of("sentinel.realm", "\""))
                .systemProperties(Map.of("sentinel.startup", "now", "sentinel.typo", "1"))
                .environment(Map.of("SENTINEL_ERROR_DETAIL", "no")));

    assertThat(thrown.problems().stream().map(problem -> problem.replaceAll("\\):.*", ")")))
        .containsExactlyInAnyOrder(
            "sentinel.account-id (not set)",
            "sentinel.clock-skew (test.properties)",
            "sentinel.cache.size (test.properties)",
            "sentinel.algorithms (test.properties)",
            "sentinel.algorithms (test.properties)",
            "sentinel.algorithms (test.properties)",
            "sentinel.nonsense (test.properties)",
            "sentinel.route.a.path (test.properties)",
            "sentinel.route.b.path (test.properties)",
            "sentinel.route.b.methods (test.properties)",
            "sentinel.realm (init-param of filter 'api')",
            "sentinel.startup (system property)",
            "sentinel.typo (system property)",
            "sentinel.error-detail (environment variable SENTINEL_ERROR_DETAIL)");
    assertThat(thrown.getMessage()).contains(thrown.problems()).contains("14 problems");
  }

  @ParameterizedTest
  @MethodSource("everyKey")
  void blankValueIsRefusedForEveryKey(String key) {
    for (String blank : List.of("", "\\u0020", "\\t")) {
      assertThat(problems(loader("sentinel.account-id = le1\n" + key + " = " + blank)))
          .anyMatch(problem -> problem.startsWith(key + " (" + ORIGIN + "): expected a value"));
    }
  }

  static Stream<String> everyKey() {
    return SentinelSettings.NAMES.keys(List.of("x")).stream();
  }

  @Test
  void valueThatIsNoStringIsRefused() {
    Properties properties = new Properties();
    properties.setProperty("sentinel.account-id", "le1");
    properties.put("sentinel.cache.size", 0);

    assertThat(problems(isolated().properties(ORIGIN, properties)))
        .containsExactly(
            "sentinel.cache.size (test.properties): expected a string, but it is an object of another type");
  }

  @Test
  void longAndOddTextIsCutAndEscaped() {
    String odd = "x\r\n\u2028\u202e\u0007" + "y".repeat(100);
    List<String> problems =
        problems(
            isolated()
                .parameters(
                    "context-param\n", Map.of("sentinel.realm", odd, "sentinel." + odd, odd)));

    assertThat(problems).hasSize(3);
    assertThat(problems)
        .allSatisfy(
            line ->
                assertThat(line.codePoints().allMatch(c -> c >= 0x20 && c != 0x2028 && c != 0x202e))
                    .isTrue())
        .noneMatch(line -> line.contains("y".repeat(61)));
  }

  @Test
  void referenceIsNamedInFull() {
    String reference = "${file:/no/" + "x".repeat(200) + "}";

    assertThat(
            problems(loader(client("sentinel.realm = " + reference + "\nsentinel.account-id = 1"))))
        .singleElement()
        .asString()
        .contains(reference);
  }

  /** Every place where a secret may end up by a slip, with the secret in it. */
  static Stream<String> slips() {
    List<String> keys = new ArrayList<>(everyKey().toList());
    keys.removeIf(key -> !SentinelSettings.NAMES.isSecret(key));
    return Stream.of(
            keys.stream()
                .flatMap(
                    key ->
                        Stream.of(
                            key + " = \\u0020" + SECRET,
                            key + " = " + SECRET + "\\n",
                            key + " = " + SECRET + "\\u0007" + SECRET,
                            key + " = ${" + SECRET + "}",
                            key + " = ${" + SECRET,
                            key + " = " + SECRET + "${env:NOPE}" + SECRET,
                            key + " = " + SECRET + "${nope:" + SECRET + "}",
                            key + " = ${env:PADDED}")),
            everyKey().map(key -> key + " = \\u0000${env:LEAK}\\u0000"),
            Stream.of(
                "sentinel.v1.public-key = -----BEGIN PRIVATE KEY-----" + SECRET,
                "sentinel.client-secrte = " + SECRET,
                "sentinel.secret = " + SECRET,
                "sentinel.client.secret = " + SECRET,
                "sentinel.route.x.secret = " + SECRET,
                "sentinel.server = https://user:" + SECRET + "@a.example.com",
                "sentinel.server = user:" + SECRET + "@a.example.com",
                "sentinel.server = https:/user:" + SECRET + "@a.example.com",
                "sentinel.jwks.uri = https://user:" + SECRET + "@a.example.com/jwks",
                "sentinel.login.redirect-uri = https://" + SECRET + "@a.example.com/cb",
                "sentinel.domain-api.uri = http://u:a/b@" + SECRET + "@a.example.com",
                "sentinel.app-jwt.hosts = a.b, x:" + SECRET + "@a.example.com",
                "sentinel.app-jwt.hosts = x@a.example.com://" + SECRET + "@b"))
        .flatMap(slip -> slip);
  }

  private static final String SECRET = "hunter2-hunter2";

  @ParameterizedTest
  @MethodSource("slips")
  void secretIsNeverPrinted(String slip) {
    ConfigurationException thrown =
        refused(
            loader(
                    "sentinel.account-id = le1\nsentinel.client-id = c\nsentinel.client-secret = "
                        + SECRET
                        + "\n"
                        + slip)
                .environment(Map.of("LEAK", SECRET, "PADDED", SECRET + "\n")));

    for (Throwable t = thrown; t != null; t = t.getCause()) {
      assertThat(t.toString()).doesNotContain(SECRET);
      assertThat(t.getSuppressed()).isEmpty();
    }
    assertThat(thrown.problems()).isNotEmpty().noneMatch(problem -> problem.contains(SECRET));
  }

  @Test
  void goodConfigurationPrintsNoSecretEither() {
    SentinelConfig config =
        loader(client("sentinel.account-id = le1").replace("secret = s", "secret = " + SECRET))
            .load();

    assertThat(config.client().clientSecret().reveal()).isEqualTo(SECRET);
    assertThat(
            List.of(
                config.toString(),
                config.client().toString(),
                config.client().clientSecret().toString()))
        .noneMatch(text -> text.contains(SECRET));
    assertThat(config.toString()).contains("le1");
  }

  @Test
  void settingsInFlightPrintNoValue() {
    assertThat(new Setting("k", SECRET, "o").toString()).doesNotContain(SECRET);
    assertThat(new SettingsLayer("o", Map.of("k", SECRET)).toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "NONE", "None", "HS256", "hs256", "HS999"})
  void symmetricAlgorithmIsRefusedWithItsReason(String algorithm) {
    assertThat(problems(loader("sentinel.account-id = le1\nsentinel.algorithms = " + algorithm)))
        .singleElement()
        .asString()
        .contains("asymmetric");
  }

  static SentinelConfig.Loader isolated() {
    return SentinelConfig.loader().systemProperties(Map.of()).environment(Map.of());
  }

  static SentinelConfig.Loader loader(String settings) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(settings));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return isolated().properties(ORIGIN, properties);
  }

  static ConfigurationException refused(SentinelConfig.Loader loader) {
    ConfigurationException thrown =
        catchThrowableOfType(ConfigurationException.class, loader::load);
    assertThat(thrown).as("a refusal").isNotNull();
    return thrown;
  }

  static List<String> problems(SentinelConfig.Loader loader) {
    return refused(loader).problems();
  }

  private static Arguments broken(String settings, String key, String... fragments) {
    boolean complete =
        settings.contains("sentinel.account-id") || key.equals("sentinel.account-id");
    return Arguments.of(
        complete ? settings : "sentinel.account-id = le1\n" + settings, key, List.of(fragments));
  }

  static String publicKey(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return Base64.getEncoder()
          .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String v1(String key) {
    return "sentinel.keys = v1\nsentinel.v1.public-key = " + key;
  }

  private static String client(String more) {
    return "sentinel.client-id = c\nsentinel.client-secret = s\n" + more;
  }

  private static String login(String redirectUri, String more) {
    String setting = more.isEmpty() ? "" : "\nsentinel.login." + more;
    return client("sentinel.login.redirect-uri = " + redirectUri + setting);
  }

  private static String route(String... members) {
    StringBuilder settings = new StringBuilder();
    for (String member : members) {
      settings.append("sentinel.route.x.").append(member).append('\n');
    }
    return settings.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "sentinal.scopes, sentinel.scopes",
    "sentinle.scopes, sentinel.scopes",
    "Sentinel.scopes, sentinel.scopes",
    "SENTINEL.SCOPES, sentinel.scopes",
    "sentinel-scopes, sentinel.scopes",
    "sentinel_scopes, sentinel.scopes",
    "sentinelScopes, sentinel.scopes",
    "SENTINEL_CLIENT_SECRET, sentinel.client-secret",
    "sentinelClientSecret, sentinel.client-secret",
    "sentinal.client-secrt, sentinel.client-secret",
    "sentinal.route.Health.path, sentinel.route.Health.path",
    "sentinels.route.x.scope, sentinel.route.x.scopes",
    "sentinel, sentinel."
  })
  void prefixThatIsMisspeltInOurFileIsAProblem(String key, String meant) {
    Properties file = new Properties();
    file.setProperty("sentinel.account-id", "le1");
    file.setProperty(key, SECRET);

    assertThatThrownBy(() -> SentinelConfig.load(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key + " (properties): ")
        .hasMessageContaining("did you mean " + meant)
        .hasMessageNotContaining(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scopes",
        "client-secret",
        "app.sentinel.scopes",
        "redis.sentinel.master",
        "sentinelone.key",
        "central.url",
        "sentry.dsn",
        "senti",
        "",
        "server.port"
      })
  void whatIsSomebodyElsesMayStandInOurFile(String key) {
    Properties file = new Properties();
    file.setProperty("sentinel.account-id", "le1");
    file.setProperty(key, "x");

    assertThat(SentinelConfig.load(file)).isNotNull();
  }

  @Test
  void prefixThatIsMisspeltWhereOthersHaveTheirSettingsTooIsTheirs() {
    Properties file = new Properties();
    file.setProperty("sentinel.account-id", "le1");

    assertThat(
            SentinelConfig.loader()
                .parameters("init-param", Map.of("sentinal.scopes", "x"))
                .systemProperties(Map.of("Sentinel.scopes", "x"))
                .environment(Map.of("SENTINAL_SCOPES", "x"))
                .properties("file", file)
                .load()
                .policy()
                .scopes())
        .isEmpty();
  }
}
