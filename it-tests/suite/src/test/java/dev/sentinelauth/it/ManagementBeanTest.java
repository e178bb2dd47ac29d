package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.TestServlets.EVERY_DISPATCHER;
import static dev.sentinelauth.it.support.Verifications.GOOD;
import static dev.sentinelauth.it.support.Verifications.await;
import static dev.sentinelauth.it.support.Verifications.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.AppJwtUnavailableException;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.Pages;
import dev.sentinelauth.it.support.PinnedClock;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.Verifications;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.it.support.WrittenLog;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees and does in JMX while an emulated Sentinel is up, down and back. */
@Timeout(60)
class ManagementBeanTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** No other test has it: beans without an application are named after their accounts. */
  private static final String ACCOUNT = "le47110815";

  @TempDir private Path directory;

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final PinnedClock clock = new PinnedClock();
  private final SentinelEmulator emulator = SentinelEmulator.start(clock).addAccount(ACCOUNT);
  private final Installation app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));

  @AfterEach
  void close() {
    emulator.close();
  }

  private static ObjectName name(String application) throws JMException {
    return new ObjectName("dev.sentinelauth:type=Sentinel,application=" + application);
  }

  private static SentinelConfig config(SentinelEmulator emulator, String... settings) {
    return Verifications.config(emulator, ofThisTest(settings));
  }

  private static SentinelConfig domainConfig(SentinelEmulator emulator, String... settings) {
    return Verifications.domainConfig(emulator, ofThisTest(settings));
  }

  private static String[] ofThisTest(String... settings) {
    return Stream.concat(Stream.of("sentinel.account-id", ACCOUNT), Stream.of(settings))
        .toArray(String[]::new);
  }

  private Sentinel start(SentinelConfig config) {
    Sentinel sentinel = Sentinel.builder(config).clock(clock).build();
    await("the bean", PATIENCE, () -> has(ACCOUNT));
    return sentinel;
  }

  private boolean has(String application) {
    try {
      return server.isRegistered(name(application));
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  private Set<ObjectName> beans(String application) {
    try {
      return new HashSet<>(server.queryNames(name(application + ",*"), null));
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  private Object attribute(String attribute) {
    try {
      return server.getAttribute(name(ACCOUNT), attribute);
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  private CompositeData only(String attribute) {
    CompositeData[] rows = (CompositeData[]) attribute(attribute);
    assertThat(rows).hasSize(1);
    return rows[0];
  }

  private void call(String operation) throws JMException {
    server.invoke(name(ACCOUNT), operation, new Object[0], new String[0]);
  }

  private String token() {
    return emulator.mint(app).compact();
  }

  @Test
  void keysAreShownAsTheyAre() throws Exception {
    try (Sentinel sentinel = start(config(emulator, "sentinel.startup", "required"))) {
      CompositeData keys = only("KeySets");
      assertThat(keys.get("uri")).isEqualTo(emulator.host().jwksUri().toString());
      assertThat((String[]) keys.get("keyIds"))
          .containsExactlyElementsOf(sentinel.status().keySets().get(0).keyIds());
      assertThat(keys.get("usable")).isEqualTo(true);
      assertThat(keys.get("ageSeconds")).isEqualTo(0L);
      assertThat(keys.get("failingSince")).isNull();
      assertThat(attribute("Health")).isEqualTo("up");

      emulator.host().fail(Endpoint.JWKS, Fault.status(503));
      clock.advance(Duration.ofMinutes(6));
      String failing = clock.instant().toString();
      assertThat(outcome(sentinel, token())).isEqualTo(GOOD);
      await("the failure", PATIENCE, () -> "degraded".equals(attribute("Health")));
      keys = only("KeySets");
      assertThat(keys.get("ageSeconds")).isEqualTo(360L);
      assertThat(keys.get("failingSince")).isEqualTo(failing);
      assertThat(keys.get("lastFailure")).isEqualTo("HTTP 503");
      assertThat(keys.get("usable")).isEqualTo(true);

      clock.advance(Duration.ofHours(24));
      assertThat(only("KeySets").get("usable")).isEqualTo(false);
      assertThat(attribute("Health")).isEqualTo("down");
      assertThat(attribute("Ready")).isEqualTo(false);
    }
    assertThat(has(ACCOUNT)).isFalse();
  }

  @Test
  void pageTellsOfEachAttributeAndOperation() throws Exception {
    Pages.Section page = Pages.load().section("JMX");
    try (Sentinel sentinel = start(config(emulator))) {
      assertThat(sentinel.config()).isNotNull();
      List<String> names = new ArrayList<>();
      for (MBeanAttributeInfo each : server.getMBeanInfo(name(ACCOUNT)).getAttributes()) {
        names.add(each.getName());
        OpenType<?> type = ((OpenMBeanAttributeInfo) each).getOpenType();
        OpenType<?> one = type instanceof ArrayType<?> array ? array.getElementOpenType() : type;
        if (one instanceof CompositeType row) {
          names.addAll(row.keySet());
        }
      }
      for (MBeanOperationInfo each : server.getMBeanInfo(name(ACCOUNT)).getOperations()) {
        names.add(each.getName());
      }
      assertThat(names)
          .hasSizeGreaterThan(20)
          .allSatisfy(name -> assertThat(page.text()).contains("`" + name + "`"));
    }
  }

  @Test
  void refreshKeysTakesUpANewKeyBeforeItIsDue() throws Exception {
    for (SentinelConfig config :
        List.of(
            config(emulator, "sentinel.startup", "required"),
            domainConfig(emulator, "sentinel.startup", "required"))) {
      try (Sentinel sentinel = start(config)) {
        String old = token();
        assertThat(outcome(sentinel, old)).isEqualTo(GOOD);
        emulator.host().keys().replace();
        assertThat(outcome(sentinel, old)).as("remembered").isEqualTo(GOOD);
        call("refreshKeys");
        await("the new set", PATIENCE, () -> !outcome(sentinel, old).equals(GOOD));
        assertThat(outcome(sentinel, token())).isEqualTo(GOOD);
      }
    }
  }

  @Test
  void refreshKeysBeginsWhereNothingWasFetchedYet() throws Exception {
    try (Sentinel sentinel = start(domainConfig(emulator, "sentinel.startup", "lazy"))) {
      assertThat(attribute("Ready")).isEqualTo(false);
      assertThat((CompositeData[]) attribute("KeySets")).isEmpty();
      call("refreshKeys");
      await("the keys", PATIENCE, () -> sentinel.status().ready());
    }
  }

  @Test
  void forgetTokensEmptiesTheCacheAndRefusesNobody() throws Exception {
    try (Sentinel sentinel = start(config(emulator, "sentinel.startup", "required"))) {
      String token = token();
      for (int i = 0; i < 3; i++) {
        assertThat(outcome(sentinel, token)).isEqualTo(GOOD);
      }
      assertThat(attribute("CacheSize")).isEqualTo(1L);
      assertThat(attribute("CacheHits")).isEqualTo(2L);
      assertThat(attribute("CacheMisses")).isEqualTo(1L);
      assertThat(attribute("CacheHitRatio")).isEqualTo(2.0 / 3);
      call("forgetTokens");
      assertThat(attribute("CacheSize")).isEqualTo(0L);
      assertThat(outcome(sentinel, token)).isEqualTo(GOOD);
      assertThat(attribute("CacheMisses")).isEqualTo(2L);
    }
  }

  @Test
  void outboundTokensAreShownWithoutTheTokens() throws Exception {
    try (Sentinel sentinel =
        start(
            config(
                emulator,
                "sentinel.client-id",
                app.clientId(),
                "sentinel.client-secret",
                app.clientSecret()))) {
      assertThat((CompositeData[]) attribute("AppJwts")).isEmpty();
      String token = sentinel.appJwtSupplier().get();
      CompositeData shown = only("AppJwts");
      assertThat(shown.get("account")).isEqualTo(ACCOUNT);
      assertThat(shown.get("usable")).isEqualTo(true);
      assertThat(shown.get("secondsToExpiry"))
          .isEqualTo(
              Duration.between(clock.instant(), sentinel.status().appJwts().get(0).expiresAt())
                  .toSeconds());
      assertThat(shown.toString())
          .doesNotContain(token.substring(token.lastIndexOf('.') + 1), app.clientSecret());

      emulator.host().fail(Endpoint.APP_TOKEN, Fault.status(503));
      clock.advance(Duration.ofHours(3));
      assertThatThrownBy(() -> sentinel.appJwtSupplier().get())
          .isInstanceOf(AppJwtUnavailableException.class);
      shown = only("AppJwts");
      assertThat(shown.get("usable")).isEqualTo(false);
      assertThat((Long) shown.get("secondsToExpiry")).isNegative();
      assertThat(shown.get("failingSince")).isNotNull();
      assertThat(shown.get("lastFailure")).isEqualTo("HTTP 503");
    }
  }

  @OnEachContainer
  void applicationHasTheNameOfItsContextPath(WebContainer.Kind kind) throws Exception {
    Set<ObjectName> before = beans("/app"); // other tests may have left some
    try (ServletFixture fixture = new ServletFixture();
        WebContainer container = kind.deploy(fixture.app(directory, EVERY_DISPATCHER))) {
      await("the bean", PATIENCE, () -> !before.containsAll(beans("/app")));
      Set<ObjectName> added = beans("/app");
      added.removeAll(before);
      ObjectName bean = added.iterator().next();
      assertThat(server.getAttribute(bean, "Health")).isEqualTo("up");
      assertThat((String[]) server.getAttribute(bean, "Accounts"))
          .containsExactly(Verifications.ACCOUNT);
      container.undeploy();
      assertThat(server.isRegistered(bean)).isFalse();
    }
  }

  /** Started by the next test. */
  public static final class Application {
    public static void main(String[] arguments) {
      try (WrittenLog log = new WrittenLog();
          Sentinel sentinel = Sentinel.create(SentinelConfig.load(settings(arguments[0])))) {
        System.out.println("outcome " + outcome(sentinel, arguments[1]));
        await("the line", PATIENCE, () -> !log.linesWith("Not shown in JMX").isEmpty());
      }
    }

    private static Properties settings(String uri) {
      Properties settings = new Properties();
      settings.setProperty("sentinel.account-id", ACCOUNT);
      settings.setProperty("sentinel.server", uri);
      settings.setProperty("sentinel.startup", "required");
      return settings;
    }
  }

  /** A JVM that was made without the module {@code java.management}. */
  @Test
  void jvmWithoutJmxChecksTokensAllTheSame() throws Exception {
    try (SentinelEmulator now = SentinelEmulator.start().addAccount(ACCOUNT)) {
      String token = now.mint(now.install(Installation.forApi(ACCOUNT, "a"))).compact();
      Path output = directory.resolve("output");
      String classPath =
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
      Path options =
          Files.writeString(
              directory.resolve("options"), "-cp \"" + classPath.replace("\\", "\\\\") + "\"");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--limit-modules",
                  "java.base,java.net.http,java.xml,java.naming,java.logging,java.compiler",
                  "@" + options,
                  Application.class.getName(),
                  now.uri().toString(),
                  token)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.destroyForcibly();
      }
      String told =
          Pages.load()
              .section("JMX")
              .block("text", "Not shown in JMX")
              .strip()
              .replaceFirst("^INFO +", "");
      assertThat(Files.readString(output).lines().toList())
          .contains("outcome " + GOOD)
          .anyMatch(line -> line.endsWith(": " + told));
    }
  }
}
