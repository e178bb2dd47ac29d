package dev.sentinelauth;

import static dev.sentinelauth.ConfigurationTest.isolated;
import static dev.sentinelauth.ConfigurationTest.loader;
import static dev.sentinelauth.ConfigurationTest.problems;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.internal.routes.Access;
import dev.sentinelauth.internal.routes.Route;
import dev.sentinelauth.internal.settings.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where settings come from: the layers, the file, and references. */
class ConfigurationSourcesTest {
  private static final String ACCOUNT = "sentinel.account-id = le1\n";

  @TempDir Path directory;

  @Test
  void higherPlaceWins() {
    Map<String, String> filter = Map.of("sentinel.realm", "filter");
    Map<String, String> context = Map.of("sentinel.realm", "context");
    Map<String, String> system = Map.of("sentinel.realm", "system");
    Map<String, String> environment = Map.of("SENTINEL_REALM", "environment");
    String file = ACCOUNT + "sentinel.realm = file";

    assertThat(realm(loader(file))).isEqualTo("file");
    assertThat(realm(loader(file).environment(environment))).isEqualTo("environment");
    assertThat(realm(loader(file).environment(environment).systemProperties(system)))
        .isEqualTo("system");
    assertThat(
            realm(
                loader(file)
                    .environment(environment)
                    .systemProperties(system)
                    .parameters("context-param", context)))
        .isEqualTo("context");
    assertThat(
            realm(
                loader(file)
                    .systemProperties(system)
                    .parameters("init-param", filter)
                    .parameters("context-param", context)))
        .isEqualTo("filter");
  }

  @Test
  void systemPropertiesOfThisJvmGoBeforeGivenProperties() {
    Properties properties = new Properties();
    properties.setProperty("sentinel.account-id", "le1");
    properties.setProperty("sentinel.realm", "given");
    System.setProperty("sentinel.realm", "system");
    try {
      assertThat(SentinelConfig.load(properties).web().realm()).isEqualTo("system");
    } finally {
      System.clearProperty("sentinel.realm");
    }
    assertThat(SentinelConfig.load(properties).web().realm()).isEqualTo("given");
  }

  @Test
  void routeMayBeCompletedFromEveryPlace() {
    Route route =
        loader(ACCOUNT + "sentinel.route.send-it.path = /send")
            .systemProperties(Map.of("sentinel.route.send-it.methods", "POST"))
            .environment(Map.of("SENTINEL_ROUTE_SEND_IT_SCOPES", "a, b"))
            .load()
            .web()
            .routes()
            .get(0);

    assertThat(route.methods()).containsExactly("POST");
    assertThat(route.scopes()).containsExactly("a", "b");
  }

  @Test
  void routeThatOnlyTheEnvironmentKnowsExists() {
    SentinelConfig config =
        loader(ACCOUNT)
            .environment(
                Map.of(
                    "SENTINEL_ROUTE_OPEN_DOOR_PATH", "/open",
                    "SENTINEL_ROUTE_OPEN_DOOR_ACCESS", "anonymous",
                    "SENTINEL_ROUTE_lower_PATH", "/left-alone",
                    "SENTINEL_ROUTE__PATHS", "/left-alone"))
            .load();

    assertThat(config.web().routes())
        .singleElement()
        .satisfies(
            route -> {
              assertThat(route.name()).isEqualTo("open_door");
              assertThat(route.patterns()).containsExactly("/open");
              assertThat(route.access()).isEqualTo(Access.ANONYMOUS);
            });
  }

  @Test
  void variableOfARouteThatIsNamedElsewhereMakesNoSecondOne() {
    SentinelConfig config =
        loader(ACCOUNT + "sentinel.route.open-Door.access = anonymous")
            .environment(Map.of("SENTINEL_ROUTE_OPEN_DOOR_PATH", "/open"))
            .load();

    assertThat(config.web().routes())
        .singleElement()
        .satisfies(route -> assertThat(route.name()).isEqualTo("open-Door"));
  }

  @Test
  void unknownVariablesOfTheEnvironmentAreLeftAlone() {
    assertThat(loader(ACCOUNT).environment(Map.of("SENTINEL_HOME", "x", "SENTINEL_", "")).load())
        .isNotNull();
  }

  @Test
  void parametersOfOthersAreLeftAlone() {
    assertThat(loader(ACCOUNT).parameters("init-param", Map.of("encoding", "x")).load())
        .isNotNull();
  }

  @Test
  void fileInsideTheApplicationIsTheDefault() throws IOException {
    Files.writeString(directory.resolve("sentinel.properties"), ACCOUNT + "sentinel.realm = path");
    try (URLClassLoader classPath = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      SentinelConfig.Loader loader = isolated().classLoader(classPath);

      assertThat(realm(loader)).isEqualTo("path");
      assertThat(
              realm(
                  loader.webResources(
                      web("/WEB-INF/sentinel.properties", ACCOUNT + "sentinel.realm = web"))))
          .isEqualTo("web");
    }
  }

  @Test
  void contextClassLoaderIsTheDefault() throws IOException {
    Files.writeString(directory.resolve("sentinel.properties"), ACCOUNT + "sentinel.realm = path");
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader classPath = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      Thread.currentThread().setContextClassLoader(classPath);

      assertThat(realm(isolated())).isEqualTo("path");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void noFileAtAllIsFine() {
    assertThat(
            isolated()
                .environment(Map.of("SENTINEL_ACCOUNT_ID", "le1"))
                .load()
                .remote()
                .accountIds())
        .containsExactly("le1");
  }

  @Test
  void fileIsNamedByEveryPlaceAboveIt() throws IOException {
    Path file = Files.writeString(directory.resolve("x.properties"), ACCOUNT);

    for (String location :
        new String[] {file.toString(), file.toUri().toString(), "${sys:dir}/x.properties"}) {
      Map<String, String> dir = Map.of("dir", directory.toString());
      assertThat(
              isolated()
                  .systemProperties(dir)
                  .parameters("p", Map.of("sentinel.config", location))
                  .load())
          .isNotNull();
      assertThat(
              isolated()
                  .systemProperties(dir)
                  .environment(Map.of("SENTINEL_CONFIG", location))
                  .load())
          .isNotNull();
    }
    assertThat(isolated().systemProperties(Map.of("sentinel.config", file.toString())).load())
        .isNotNull();
  }

  @Test
  void pathIsLookedForInsideTheApplicationFirst() throws IOException {
    Path file =
        Files.writeString(directory.resolve("x.properties"), ACCOUNT + "sentinel.realm = disk");
    Map<String, String> named = Map.of("sentinel.config", file.toString());

    assertThat(
            realm(
                isolated()
                    .parameters("p", named)
                    .webResources(web(file.toString(), ACCOUNT + "sentinel.realm = web"))))
        .isEqualTo("web");
    assertThat(realm(isolated().parameters("p", named).webResources(web("/other", ""))))
        .isEqualTo("disk");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "classpath:no/such.properties",
        "/no/such.properties",
        "file:/no/such.properties",
        "no/such.properties",
        "file:such.properties",
        "file:",
        "file://host/x",
        "",
        "/",
        "${env:NOPE}"
      })
  void missingFileIsTheOnlyProblem(String location) {
    assertThat(problems(isolated().parameters("init-param", Map.of("sentinel.config", location))))
        .singleElement()
        .asString()
        .startsWith("sentinel.config (init-param): expected ")
        .contains("'" + location + "'");
  }

  @Test
  void problemsOfOtherPlacesAreToldBesideAMissingFile() {
    assertThat(
            problems(
                isolated()
                    .systemProperties(
                        Map.of("sentinel.config", "/no/such", "sentinel.clock-skew", "x"))))
        .hasSize(2);
  }

  @Test
  void missingFileSaysWhereItWasLookedFor() {
    assertThat(problems(isolated().parameters("p", Map.of("sentinel.config", "/no/such"))).get(0))
        .contains("inside the web application and on disk");
  }

  @Test
  void fileIsUtf8AndMayHaveAByteOrderMark() {
    assertThat(
            isolated()
                .webResources(
                    web("/WEB-INF/sentinel.properties", "\uFEFF" + ACCOUNT + "sentinel.issuer = ä"))
                .load()
                .policy()
                .issuers())
        .containsExactly("ä");
  }

  @Test
  void repeatedKeyInTheFileIsRefused() {
    assertThat(
            problems(
                isolated()
                    .webResources(
                        web(
                            "/WEB-INF/sentinel.properties",
                            ACCOUNT + "a = 1\na = 2\nsentinel.realm = a\nsentinel.realm = b"))))
        .containsExactly(
            "sentinel.realm (/WEB-INF/sentinel.properties): expected once, but the file has it"
                + " several times");
  }

  @Test
  void malformedFileIsRefused() {
    Function<byte[], Function<String, InputStream>> file =
        content -> path -> path.startsWith("/WEB-INF") ? new ByteArrayInputStream(content) : null;

    assertThat(
            problems(
                isolated().webResources(file.apply("sentinel.realm = \\u00zz".getBytes(UTF_8)))))
        .singleElement()
        .asString()
        .contains("\\uXXXX", "/WEB-INF/sentinel.properties");
    assertThat(problems(isolated().webResources(file.apply(new byte[] {'a', '=', (byte) 0xE4}))))
        .singleElement()
        .asString()
        .contains("UTF-8");
    assertThat(problems(isolated().webResources(file.apply(new byte[(1 << 20) + 1]))))
        .singleElement()
        .asString()
        .contains("1 MiB");
  }

  @Test
  void unreadableFileIsRefused() throws IOException {
    InputStream failing = InputStream.nullInputStream();
    failing.close();

    assertThat(problems(isolated().webResources(path -> failing)))
        .singleElement()
        .asString()
        .contains("readable");
  }

  @Test
  void referencesAreReplacedWhereverTheyStand() throws IOException {
    Path file = Files.writeString(directory.resolve("f"), "from ${env:E} file\r\n");
    SentinelConfig.Loader loader =
        loader(ACCOUNT + "sentinel.realm = a ${env:E}-${sys:s} ${file:" + file + "} z")
            .environment(Map.of("E", "environment"))
            .systemProperties(Map.of("s", "$system"));

    // What a reference stands for is taken as it is.
    assertThat(realm(loader)).isEqualTo("a environment-$system from ${env:E} file z");
  }

  @Test
  void onlyOneNewLineIsCutOff() throws IOException {
    for (String end : new String[] {"", "\n", "\r\n"}) {
      Path file = Files.writeString(directory.resolve("f"), "s3cret" + end);
      assertThat(secret(file).reveal()).isEqualTo("s3cret");
    }
    Path file = Files.writeString(directory.resolve("f"), "s3cret\n\n");
    assertThat(problems(secretFrom(file))).singleElement().asString().doesNotContain("s3cret");
  }

  @Test
  void byteOrderMarkOfAReferencedFileIsNoPartOfTheValue() throws IOException {
    Path file = Files.writeString(directory.resolve("f"), "\uFEFFs3cret\r\n");
    assertThat(secret(file).reveal()).isEqualTo("s3cret");

    Files.writeString(file, "\uFEFF" + ConfigurationTest.publicKey("RSA", 2048) + "\n");
    assertThat(
            loader(ACCOUNT + "sentinel.keys = v1\nsentinel.v1.public-key = ${file:" + file + "}")
                .load()
                .keys()
                .v1Key())
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM", "UTF-32", "UTF-32LE"})
  void fileInAnotherEncodingIsAProblemThatNamesKeyAndReference(String charset) throws IOException {
    Path file = Files.write(directory.resolve("f"), "s3cret".getBytes(Charset.forName(charset)));

    assertThat(problems(secretFrom(file)))
        .singleElement()
        .asString()
        .startsWith("sentinel.client-secret (")
        .contains("${file:" + file + "}", "UTF-8")
        .doesNotContain("s3cret", "s\\u0000");
    byte[] settings = ACCOUNT.getBytes(Charset.forName(charset));
    assertThat(
            problems(
                isolated()
                    .webResources(
                        path ->
                            path.startsWith("/WEB-INF")
                                ? new ByteArrayInputStream(settings)
                                : null)))
        .singleElement()
        .asString()
        .startsWith("sentinel.config (")
        .contains("/WEB-INF/sentinel.properties", "UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFEFFs3cret", "s3cret\u200B", "s3\u00A0cret", "s3\u2007cret"})
  void secretWithCharactersThatNobodySeesIsRefusedWhereverItStands(String secret) {
    assertThat(
            problems(
                loader(
                        ACCOUNT
                            + "sentinel.client-id = c\nsentinel.client-secret = ${env:CLIENT_SECRET}")
                    .environment(Map.of("CLIENT_SECRET", secret))))
        .singleElement()
        .asString()
        .contains("invisible")
        .doesNotContain("cret\u200B", "s3");
  }

  @Test
  void referenceToALargeOrMalformedFileIsRefused() throws IOException {
    Path file = directory.resolve("f");
    Files.writeString(file, "x".repeat(64 * 1024 + 1));
    assertThat(problems(secretFrom(file))).singleElement().asString().contains("64 KiB");
    Files.write(file, new byte[] {(byte) 0xFF});
    assertThat(problems(secretFrom(file))).singleElement().asString().contains("UTF-8");
    Files.writeString(file, "\n");
    assertThat(problems(secretFrom(file))).singleElement().asString().contains("blank");
  }

  @Test
  void secretIsReadAgainFromItsFile() throws IOException {
    Path file = Files.writeString(directory.resolve("f"), "old\n");
    Secret secret = secret(file);
    Secret equal = secret(file);

    assertThat(secret.reload(secret.reveal())).isFalse();
    Files.writeString(file, "new\n");
    assertThat(secret.reload(secret.reveal())).isTrue();
    assertThat(secret.reveal()).isEqualTo("new");
    // A configuration stays the key of a map that it was.
    assertThat(secret).isEqualTo(equal).hasSameHashCodeAs(equal);

    for (String unusable : new String[] {"", "\n", " new"}) {
      Files.writeString(file, unusable);
      assertThat(secret.reload(secret.reveal())).isFalse();
    }
    Files.delete(file);
    assertThat(secret.reload(secret.reveal())).isFalse();
    assertThat(secret.reveal()).isEqualTo("new");
  }

  @Test
  void secretThatAnotherAccountHasReadAgainIsNewForThisOneToo() throws IOException {
    Path file = Files.writeString(directory.resolve("f"), "old");
    Secret secret = secret(file);
    String usedByBoth = secret.reveal();
    Files.writeString(file, "new");

    assertThat(secret.reload(usedByBoth)).isTrue();
    assertThat(secret.reload(usedByBoth)).isTrue();
    Files.delete(file);
    assertThat(secret.reload(usedByBoth)).isTrue();
    assertThat(secret.reload("new")).isFalse();
  }

  @Test
  void secretThatStandsInTheSettingsStaysWhatItIs() {
    Secret secret =
        loader(ACCOUNT + "sentinel.client-id = c\nsentinel.client-secret = plain")
            .load()
            .client()
            .clientSecret();

    assertThat(secret.reload(secret.reveal())).isFalse();
    assertThat(secret.reveal()).isEqualTo("plain");
    assertThat(secret).hasToString("(secret)").isNotEqualTo(new Secret("other", () -> "other"));
  }

  private static String realm(SentinelConfig.Loader loader) {
    return loader.load().web().realm();
  }

  private static SentinelConfig.Loader secretFrom(Path file) {
    return loader(
        ACCOUNT + "sentinel.client-id = c\nsentinel.client-secret = ${file:" + file + "}");
  }

  private static Secret secret(Path file) {
    return secretFrom(file).load().client().clientSecret();
  }

  private static Function<String, InputStream> web(String path, String content) {
    return asked -> asked.equals(path) ? new ByteArrayInputStream(content.getBytes(UTF_8)) : null;
  }
}
