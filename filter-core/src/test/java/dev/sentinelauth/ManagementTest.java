package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bean of an instance comes and goes with it, and has a name of its own. */
class ManagementTest {
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final PinnedClock clock = new PinnedClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final ManualScheduler scheduler = new ManualScheduler(clock);

  private static SentinelConfig config(String... accounts) {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", String.join(",", accounts));
    settings.setProperty("sentinel.keys", "v1");
    return SentinelConfig.load(settings);
  }

  private Sentinel start(@Nullable String contextPath, String... accounts) {
    Sentinel sentinel =
        Sentinel.builder(config(accounts))
            .in(contextPath, "")
            .executor(scheduler)
            .clock(clock)
            .build();
    scheduler.pass(Duration.ZERO);
    return sentinel;
  }

  private Set<String> names() throws Exception {
    return server.queryNames(new ObjectName("dev.sentinelauth:*"), null).stream()
        .map(ObjectName::getCanonicalName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static ObjectName name(String rest) throws Exception {
    return new ObjectName("dev.sentinelauth:type=Sentinel,application=" + rest);
  }

  @ParameterizedTest
  @CsvSource({
    "/management-test, /management-test",
    "'', /",
    "/a/b c, /a/b c",
    "'/a,b', '\"/a,b\"'",
    "/a=b, '\"/a=b\"'",
    "/a*, '\"/a\\*\"'",
    "/a:b, '\"/a:b\"'"
  })
  void beanHasTheNameOfItsApplicationAndGoesWithTheInstance(String contextPath, String application)
      throws Exception {
    Sentinel sentinel = start(contextPath, "le70001");
    assertThat(server.isRegistered(name(application))).isTrue();
    sentinel.close();
    assertThat(names()).isEmpty();
    sentinel.close();
  }

  @Test
  void withoutAnApplicationTheAccountsAreItsName() throws Exception {
    try (Sentinel one = start(null, "le70001");
        Sentinel two = start(null, "le70001", "le70002")) {
      assertThat(server.isRegistered(name("le70001"))).isTrue();
      assertThat(server.isRegistered(name("le70001+le70002"))).isTrue();
      assertThat(one).isNotSameAs(two);
    }
  }

  @Test
  void instancesOfOneNameAreCounted() throws Exception {
    Sentinel first = start("/management-test", "le70001");
    Sentinel second = start("/management-test", "le70001");
    Sentinel third = start("/management-test", "le70001");
    assertThat(names())
        .containsExactlyInAnyOrder(
            name("/management-test").getCanonicalName(),
            name("/management-test,instance=2").getCanonicalName(),
            name("/management-test,instance=3").getCanonicalName());
    second.close();
    try (Sentinel again = start("/management-test", "le70001")) {
      assertThat(again.health()).isEqualTo(SentinelStatus.Health.UP);
      assertThat(server.isRegistered(name("/management-test,instance=2"))).isTrue();
    }
    first.close();
    third.close();
    assertThat(names()).isEmpty();
  }

  @Test
  void instanceThatEndsBeforeItsBeanIsThereLeavesNone() throws Exception {
    Sentinel sentinel =
        Sentinel.builder(config("le70001")).executor(scheduler).clock(clock).build();
    sentinel.close();
    scheduler.pass(Duration.ofMinutes(1));
    assertThat(names()).isEmpty();
  }

  @Test
  void nameThatSomebodyElseHasTakenIsLeftAlone() throws Exception {
    Object stranger = new SentinelBeanOfAnotherKind();
    server.registerMBean(stranger, name("/taken"));
    try (Sentinel sentinel = start("/taken", "le70001")) {
      assertThat(server.isRegistered(name("/taken,instance=2"))).isTrue();
      assertThat(sentinel.status().ready()).isTrue();
    }
    assertThat(names()).containsExactly(name("/taken").getCanonicalName());
    server.unregisterMBean(name("/taken"));
  }

  /** The management interface of the next one. */
  public interface SentinelBeanOfAnotherKindMBean {}

  /** What stands under a name that would be ours. */
  public static final class SentinelBeanOfAnotherKind implements SentinelBeanOfAnotherKindMBean {}

  @Test
  void attributesAreThoseOfTheStatusAndNoneCanBeSet() throws Exception {
    try (Sentinel sentinel = start("/management-test", "le70001", "le70002")) {
      ObjectName name = name("/management-test");
      Map<String, Object> values = new HashMap<>();
      for (var attribute : server.getMBeanInfo(name).getAttributes()) {
        assertThat(attribute.isWritable()).isFalse();
        values.put(attribute.getName(), server.getAttribute(name, attribute.getName()));
      }
      assertThat(values)
          .containsEntry("Version", "development")
          .containsEntry("Health", "up")
          .containsEntry("Ready", sentinel.status().ready())
          .containsEntry("CacheSize", 0L)
          .containsEntry("CacheHits", 0L)
          .containsEntry("CacheMisses", 0L)
          .containsEntry("CacheHitRatio", 0.0)
          .containsEntry("Waiting", 0)
          .containsEntry("Settings", null)
          .containsKeys("KeySets", "AppJwts");
      assertThat((String[]) values.get("Accounts")).containsExactly("le70001", "le70002");
      assertThat(server.getAttributes(name, new String[] {"Ready", "Nothing", "Health"}).asList())
          .extracting(Attribute::getName)
          .containsExactly("Ready", "Health");
      assertThatThrownBy(() -> server.getAttribute(name, "Nothing"))
          .isInstanceOf(AttributeNotFoundException.class);
      assertThatThrownBy(() -> server.setAttribute(name, new Attribute("Ready", false)))
          .isInstanceOf(AttributeNotFoundException.class);
      assertThatThrownBy(() -> server.invoke(name, "close", new Object[0], new String[0]))
          .isInstanceOf(ReflectionException.class);
    }
  }

  /** Secrets may stand in a query; no other output shows it. */
  @Test
  void queryOfTheAddressOfKeysIsNotShown() throws Exception {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", "le70001");
    settings.setProperty("sentinel.startup", "lazy");
    settings.setProperty("sentinel.jwks.uri", "https://a.example.com/keys?key=hunter2");
    try (Sentinel sentinel =
        Sentinel.builder(SentinelConfig.load(settings))
            .in("/management-test", "")
            .executor(scheduler)
            .clock(clock)
            .build()) {
      scheduler.pass(Duration.ZERO);
      CompositeData[] keys =
          (CompositeData[]) server.getAttribute(name("/management-test"), "KeySets");
      assertThat(keys).hasSize(sentinel.status().keySets().size());
      assertThat(keys[0].get("uri")).isEqualTo("https://a.example.com/keys?***");
    }
  }

  @Test
  void operationsAreTwo() throws Exception {
    try (Sentinel sentinel = start("/management-test", "le70001")) {
      ObjectName name = name("/management-test");
      assertThat(Stream.of(server.getMBeanInfo(name).getOperations()).map(o -> o.getName()))
          .containsExactlyInAnyOrder("refreshKeys", "forgetTokens");
      for (String operation : List.of("refreshKeys", "forgetTokens")) {
        assertThat(server.invoke(name, operation, new Object[0], new String[0])).isNull();
      }
      assertThat(sentinel.status().cacheSize()).isZero();
    }
  }
}
