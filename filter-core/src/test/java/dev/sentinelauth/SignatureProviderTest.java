package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSAlgorithm;
import dev.sentinelauth.internal.settings.InvalidValueException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** Which provider checks signatures, with real ones and their real faults. */
class SignatureProviderTest {
  private static final Set<String> RS256 = Set.of("RS256");
  private static final Set<String> ALL =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  private final List<String> installed = installed();

  private static List<String> installed() {
    return Arrays.stream(Security.getProviders()).map(Provider::getName).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
  void knownAnswersAreThoseOfTheJdk(String algorithm) {
    assertThat(SignatureSelfTest.areGivenBy(SignatureProvider.JVM, algorithm)).isTrue();
  }

  @Test
  void withoutAnotherProviderTheJvmDecides() throws Exception {
    assertThat(auto(CryptoProviders.classPath(), RS256)).hasToString("JVM");
  }

  @ParameterizedTest
  @ValueSource(strings = {"accp AmazonCorrettoCryptoProvider", "conscrypt Conscrypt"})
  void providerOnTheClassPathIsUsedAndNotInstalled(String jarAndName) throws Exception {
    CryptoProviders.assumeNative();
    String[] words = jarAndName.split(" ", -1);
    ClassLoader classPath = CryptoProviders.classPath(words[0]);

    for (SignatureProvider found :
        List.of(
            auto(classPath, ALL),
            CryptoProviders.within(classPath, () -> SignatureProvider.choose(words[1], ALL)))) {
      assertThat(found).hasToString(words[1]);
      assertThat(ALL).allMatch(algorithm -> found.checks(JWSAlgorithm.parse(algorithm)));
    }
    assertThat(installed()).isEqualTo(installed);
  }

  @Test
  void fasterOfTwoIsUsed() throws Exception {
    CryptoProviders.assumeNative();

    assertThat(auto(CryptoProviders.classPath("conscrypt", "accp"), RS256))
        .hasToString("AmazonCorrettoCryptoProvider");
  }

  @Test
  void nameThatIsNotThereIsAProblemOfTheConfigurationThatTellsWhatIs() {
    Properties settings = settings("BCFIPS");
    settings.setProperty("sentinel.startup", "lazy");
    settings.setProperty("sentinel.clock-skew", "1h");

    assertThatThrownBy(() -> SentinelConfig.load(settings))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(2)
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith("sentinel.crypto.provider (properties): expected auto,")
                                .contains("SunRsaSign")
                                .endsWith("but it is 'BCFIPS'")));
  }

  @Test
  void wellKnownNameWhoseLibraryIsNotThereIsAProblemToo() throws Exception {
    assertThatThrownBy(
            () ->
                CryptoProviders.within(
                    CryptoProviders.classPath(), () -> SentinelConfig.load(settings("Conscrypt"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("with its library on the class path");
  }

  @Test
  void namedProviderHasToCheckEveryAlgorithm() {
    assertThat(SignatureProvider.named("SunRsaSign", Set.of("RS256", "PS512")))
        .hasToString("SunRsaSign");
    Properties settings = settings("SunRsaSign");
    settings.setProperty("sentinel.algorithms", "RS256, ES256, ES384");

    assertThatThrownBy(() -> SentinelConfig.load(settings))
        .hasMessageContaining("(it lacks ES256, ES384)")
        .hasMessageContaining("'SunRsaSign'");
  }

  @Test
  void configurationsThatDifferInItAreNotShared() {
    assertThat(SentinelConfig.load(settings("SunRsaSign")))
        .isNotEqualTo(SentinelConfig.load(settings("auto")))
        .isEqualTo(SentinelConfig.load(settings("SunRsaSign")));
  }

  /** Its self-tests take about a second. */
  @Test
  void fipsProviderThatIsInstalledIsUsedByItsName() throws Exception {
    Provider fips = CryptoProviders.fips(CryptoProviders.classPath("bc-fips"));
    Security.addProvider(fips);
    try {
      assertThat(SentinelConfig.load(settings("BCFIPS")).cryptoProvider()).isEqualTo("BCFIPS");
      assertThat(SignatureProvider.choose("BCFIPS", ALL)).hasToString("BCFIPS");
      assertThat(SignatureProvider.choose(null, ALL))
          .as("asked for, or not used")
          .hasToString("JVM");
    } finally {
      Security.removeProvider(fips.getName());
    }
  }

  @Test
  void providerThatTheJvmPrefersIsNotOverruled() throws Exception {
    CryptoProviders.assumeNative();
    ClassLoader classPath = CryptoProviders.classPath("accp", "bc-fips");
    Provider fips = CryptoProviders.fips(classPath);
    Security.insertProviderAt(fips, 1);
    try {
      assertThat(auto(classPath, RS256)).hasToString("JVM");
    } finally {
      Security.removeProvider(fips.getName());
    }
  }

  @Test
  void providerThatIsGoneByThenStopsTheStartAndLeavesNoThread() throws Exception {
    Provider copy = new Provider("Copied", "1", "of the JDK's") {};
    copy.putAll(Security.getProvider("SunRsaSign"));
    Security.addProvider(copy);
    SentinelConfig config;
    try {
      config = SentinelConfig.load(settings("Copied"));
    } finally {
      Security.removeProvider(copy.getName());
    }
    Set<Thread> before = Thread.getAllStackTraces().keySet();

    assertThatThrownBy(() -> Sentinel.create(config))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sentinel.crypto.provider = Copied");

    Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
    left.removeAll(before);
    left.removeIf(thread -> !thread.getName().startsWith("sentinel-auth"));
    for (Thread thread : left) {
      thread.join(20_000);
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }

  /** Takes any signature, as a provider whose native part has gone wrong might. */
  @Test
  void providerThatTakesABrokenSignatureIsNotUsed() {
    Provider credulous = new FaultyProvider("true");
    Security.addProvider(credulous);
    try {
      assertThatThrownBy(() -> SignatureProvider.named("Faulty", RS256))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("it takes a broken RS256 signature");
    } finally {
      Security.removeProvider("Faulty");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "false it refuses a good RS256 signature",
        "error java.lang.UnsatisfiedLinkError: no native library"
      })
  void providerThatRefusesOrBreaksIsNotUsed(String answerAndReason) {
    int space = answerAndReason.indexOf(' ');
    Security.addProvider(new FaultyProvider(answerAndReason.substring(0, space)));
    try {
      assertThatThrownBy(() -> SignatureProvider.named("Faulty", RS256))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining(answerAndReason.substring(space + 1));
    } finally {
      Security.removeProvider("Faulty");
    }
  }

  /** The provider is the container's, and the application happens to be the first to ask for it. */
  @Test
  void providerOfTheContainerKeepsNoApplicationInMemory() throws Exception {
    CryptoProviders.assumeNative();
    ClassLoader container = CryptoProviders.classPath("conscrypt");
    ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
    WeakReference<ClassLoader> application = new WeakReference<>(deploy(container), queue);

    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!application.refersTo(null) && System.nanoTime() < deadline) {
      System.gc();
      queue.remove(200);
    }
    assertThat(application.refersTo(null)).isTrue();
    assertThat(container.loadClass("org.conscrypt.Conscrypt")).isNotNull();
  }

  /** Apart, so that no local variable of the test holds the class loader. */
  private static ClassLoader deploy(ClassLoader container) throws Exception {
    URL[] own =
        Stream.of(
                Sentinel.class, JWSAlgorithm.class, Caffeine.class, Logger.class, NullMarked.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
            .toArray(URL[]::new);
    ClassLoader application = new URLClassLoader(own, container);
    Properties settings = settings("Conscrypt");
    settings.setProperty("sentinel.keys", "v1");
    Object sentinel =
        CryptoProviders.within(
            application,
            () -> {
              Class<?> config = application.loadClass(SentinelConfig.class.getName());
              return application
                  .loadClass(Sentinel.class.getName())
                  .getMethod("create", config)
                  .invoke(null, config.getMethod("load", Properties.class).invoke(null, settings));
            });
    assertThat(sentinel).isNotInstanceOf(Sentinel.class);
    ((AutoCloseable) sentinel).close();
    return application;
  }

  /** An empty set of algorithms in a configuration that is wrong elsewhere, too. */
  @Test
  void problemOfTheAlgorithmsHidesNoOther() {
    Properties settings = settings("nobody");
    settings.setProperty("sentinel.algorithms", "HS256");

    assertThatThrownBy(() -> SentinelConfig.load(settings))
        .isInstanceOfSatisfying(
            ConfigurationException.class, e -> assertThat(e.problems()).hasSize(2));
  }

  private static SignatureProvider auto(ClassLoader classPath, Set<String> algorithms)
      throws Exception {
    return CryptoProviders.within(classPath, () -> SignatureProvider.choose(null, algorithms));
  }

  private static Properties settings(String provider) {
    Properties settings = new Properties();
    settings.putAll(Map.of("sentinel.account-id", "le1", "sentinel.crypto.provider", provider));
    return settings;
  }
}
