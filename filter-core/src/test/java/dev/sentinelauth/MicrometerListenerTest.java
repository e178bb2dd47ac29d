package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operators see in Micrometer, on a clock that stands still. */
class MicrometerListenerTest {
  private static final Path PAGE = Path.of("..", "filter-core", "OPERATIONS.md");
  private static final String HOST = "va.sentinel.liveperson.net";

  private final PinnedClock clock = new PinnedClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final ManualScheduler scheduler = new ManualScheduler(clock);
  private final SentinelInMemory server = new SentinelInMemory(clock);
  private final MeterRegistry registry = new SimpleMeterRegistry();

  private Sentinel start(MicrometerListener listener, String... settings) {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "sentinel.account-id", "le1",
            "sentinel.region", "us",
            "sentinel.client-id", "id",
            "sentinel.client-secret", "secret"));
    for (int i = 0; i < settings.length; i += 2) {
      properties.setProperty(settings[i], settings[i + 1]);
    }
    return Sentinel.builder(SentinelConfig.load(properties))
        .listener(listener)
        .clock(clock)
        .executor(scheduler)
        .httpClient(server)
        .build();
  }

  private double gauge(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  private List<String> gauges() {
    return gauges(registry);
  }

  private static List<String> gauges(MeterRegistry registry) {
    return registry.getMeters().stream()
        .filter(meter -> meter.getId().getType() == Meter.Type.GAUGE)
        .map(meter -> meter.getId().getName())
        .sorted()
        .toList();
  }

  @Test
  void gaugesTellHowOldTheKeysAreAndForHowLongTheyAreGood() {
    try (Sentinel sentinel = start(new MicrometerListener(registry))) {
      assertThat(sentinel.status().ready()).isTrue();
      clock.advance(Duration.ofSeconds(60));

      assertThat(gauge("sentinel.ready")).isEqualTo(1);
      assertThat(gauge("sentinel.keys.age", "host", HOST)).isEqualTo(60);
      assertThat(gauge("sentinel.keys.expiry", "host", HOST)).isEqualTo(24 * 3600 - 60);
      assertThat(gauge("sentinel.keys.usable", "host", HOST)).isEqualTo(1);
      assertThat(gauge("sentinel.keys.failing", "host", HOST)).isZero();
      assertThat(gauge("sentinel.keys.waiting")).isZero();
      assertThat(count("sentinel.keys.fetched", "host", HOST)).isEqualTo(1);
      assertThat(count("sentinel.keys.failed", "host", HOST)).isZero();
      assertThat(timed("sentinel.keys.fetch", "host", HOST, "result", "succeeded")).isEqualTo(1);
    }
  }

  private long timed(String name, String... tags) {
    return registry.get(name).tags(tags).timer().count();
  }

  @Test
  void anOutageIsSeenAndSoIsItsEnd() {
    try (Sentinel sentinel = start(new MicrometerListener(registry))) {
      server.down = true;
      scheduler.pass(Duration.ofMinutes(15));

      assertThat(gauge("sentinel.ready")).isEqualTo(1);
      assertThat(gauge("sentinel.keys.failing", "host", HOST)).isBetween(600.0, 660.0);
      assertThat(count("sentinel.keys.failed", "host", HOST)).isGreaterThan(5);
      assertThat(timed("sentinel.keys.fetch", "host", HOST, "result", "failed"))
          .isEqualTo((long) count("sentinel.keys.failed", "host", HOST));

      scheduler.pass(Duration.ofHours(24));
      assertThat(gauge("sentinel.ready")).isZero();
      assertThat(gauge("sentinel.keys.usable", "host", HOST)).isZero();
      assertThat(gauge("sentinel.keys.expiry", "host", HOST)).isZero();
      assertThat(gauge("sentinel.keys.age", "host", HOST)).isEqualTo(24 * 3600 + 900);

      server.down = false;
      scheduler.pass(Duration.ofSeconds(5));
      assertThat(sentinel.status().ready()).isTrue();
      assertThat(gauge("sentinel.ready")).isEqualTo(1);
      assertThat(gauge("sentinel.keys.failing", "host", HOST)).isZero();
    }
  }

  @Test
  void keysThatWereNeverThereHaveNoAge() {
    server.down = true;
    try (Sentinel sentinel = start(new MicrometerListener(registry))) {
      clock.advance(Duration.ofSeconds(1));

      assertThat(sentinel.status().ready()).isFalse();
      assertThat(gauge("sentinel.ready")).isZero();
      assertThat(gauge("sentinel.keys.age", "host", HOST)).isNaN();
      assertThat(gauge("sentinel.keys.expiry", "host", HOST)).isZero();
      assertThat(gauge("sentinel.keys.failing", "host", HOST)).isEqualTo(1);
    }
  }

  @Test
  void anOutboundTokenIsSeenFromTheFirstTimeThatItIsAskedFor() {
    try (Sentinel sentinel = start(new MicrometerListener(registry))) {
      assertThat(gauges()).noneMatch(name -> name.startsWith("sentinel.appjwt"));
      assertThat(sentinel.appJwtSupplier().get()).isNotEmpty();
      clock.advance(Duration.ofMinutes(10));

      assertThat(gauge("sentinel.appjwt.expiry", "account", "le1")).isEqualTo(50 * 60);
      assertThat(gauge("sentinel.appjwt.usable", "account", "le1")).isEqualTo(1);
      assertThat(gauge("sentinel.appjwt.failing", "account", "le1")).isZero();
      assertThat(gauge("sentinel.appjwt.waiting", "account", "le1")).isZero();
      assertThat(count("sentinel.appjwt.obtained", "account", "le1")).isEqualTo(1);
      assertThat(count("sentinel.appjwt.failed", "account", "le1")).isZero();
      assertThat(timed("sentinel.appjwt.fetch", "account", "le1", "result", "succeeded"))
          .isEqualTo(1);

      server.down = true;
      scheduler.pass(Duration.ofHours(1));
      assertThat(gauge("sentinel.appjwt.expiry", "account", "le1")).isZero();
      assertThat(gauge("sentinel.appjwt.usable", "account", "le1")).isZero();
      // it is renewed at 70 to 85 % of its hour
      assertThat(gauge("sentinel.appjwt.failing", "account", "le1"))
          .isBetween(19 * 60.0, 28 * 60.0);
      assertThat(count("sentinel.appjwt.failed", "account", "le1")).isGreaterThan(5);
    }
  }

  @Test
  void aTokenThatCanNotBeHadFromTheStartIsSeenToo() {
    try (Sentinel sentinel = start(new MicrometerListener(registry))) {
      server.down = true;
      assertThatExceptionOfType(AppJwtUnavailableException.class)
          .isThrownBy(() -> sentinel.appJwtSupplier().get());
      clock.advance(Duration.ofSeconds(2));

      assertThat(gauge("sentinel.appjwt.usable", "account", "le1")).isZero();
      assertThat(gauge("sentinel.appjwt.failing", "account", "le1")).isEqualTo(2);
    }
  }

  /** A rise from nothing is none for Prometheus. */
  @Test
  void countersThatCanBeForeseenAreThereBeforeTheyCount() {
    try (Sentinel sentinel =
        start(
            new MicrometerListener(registry),
            "sentinel.login.redirect-uri",
            "https://app.example/cb")) {
      assertThat(sentinel.loginFlow().accountId()).isEqualTo("le1");
      assertThat(count("sentinel.refused", "code", "expired")).isZero();
      assertThat(count("sentinel.login", "account", "le1", "result", "completed")).isZero();
      assertThat(count("sentinel.login", "account", "le1", "result", "client_refused")).isZero();
      for (String result : List.of("refreshed", "failed", "refused")) {
        assertThat(count("sentinel.login.refresh", "account", "le1", "result", result)).isZero();
      }
    }
  }

  @Test
  @Timeout(60)
  void gaugesLiveAsLongAsTheSentinelAndNoLonger() throws Exception {
    MicrometerListener listener = new MicrometerListener(registry);
    ReferenceQueue<Sentinel> cleared = new ReferenceQueue<>();
    WeakReference<Sentinel> closed = new WeakReference<>(startAndEnd(listener), cleared);
    assertThat(gauges()).isEmpty();
    // neither the registry nor the listener holds it
    while (cleared.remove(100) == null) {
      System.gc();
    }
    assertThat(closed.get()).isNull();
    listener.cacheHit();
    assertThat(count("sentinel.cache", "result", "hit")).isEqualTo(1);
  }

  private Sentinel startAndEnd(MicrometerListener listener) {
    Sentinel sentinel = start(listener);
    assertThat(sentinel.appJwtSupplier().get()).isNotEmpty();
    List<String> before = gauges();
    assertThat(before).hasSize(12);
    System.gc();
    assertThat(gauges()).isEqualTo(before);
    assertThat(gauge("sentinel.keys.usable", "host", HOST)).isEqualTo(1);
    URI keySet = sentinel.status().keySets().get(0).uri();
    sentinel.close();
    // what was still under way when it was closed brings nothing back
    listener.keysFailed(keySet, "closed", clock.instant());
    listener.appJwtFailed("le1", "closed", clock.instant());
    return sentinel;
  }

  @Test
  void ofSeveralInstancesTheWorstIsShown() {
    MicrometerListener listener = new MicrometerListener(registry);
    Sentinel older = start(listener);
    clock.advance(Duration.ofSeconds(60));
    Sentinel younger = start(listener, "sentinel.cache.size", "5");
    clock.advance(Duration.ofSeconds(1));

    assertThat(gauge("sentinel.keys.age", "host", HOST)).isEqualTo(61);
    assertThat(gauge("sentinel.keys.expiry", "host", HOST)).isEqualTo(24 * 3600 - 61);
    older.close();
    assertThat(gauge("sentinel.keys.age", "host", HOST)).isEqualTo(1);
    younger.close();
    assertThat(gauges()).isEmpty();
  }

  @Test
  void anotherInstanceMayHaveItsKeysFromAnotherHost() {
    MicrometerListener listener = new MicrometerListener(registry);
    Sentinel us = start(listener);
    Properties apac = new Properties();
    apac.putAll(Map.of("sentinel.account-id", "le1", "sentinel.region", "apac"));
    Sentinel other =
        Sentinel.builder(SentinelConfig.load(apac))
            .listener(listener)
            .clock(clock)
            .executor(scheduler)
            .httpClient(server)
            .build();

    assertThat(hosts()).hasSize(2).contains(HOST);
    us.close();
    assertThat(hosts()).hasSize(1).doesNotContain(HOST);
    other.close();
    assertThat(hosts()).isEmpty();
  }

  private List<String> hosts() {
    return registry.find("sentinel.keys.usable").gauges().stream()
        .map(gauge -> gauge.getId().getTag("host"))
        .toList();
  }

  @Test
  void applicationsThatShareARegistryAreToldApart() {
    Sentinel one = start(new MicrometerListener(registry, Tags.of("application", "one")));
    clock.advance(Duration.ofSeconds(60));
    Sentinel two = start(new MicrometerListener(registry, List.of(Tag.of("application", "two"))));

    assertThat(gauge("sentinel.keys.age", "application", "one")).isEqualTo(60);
    assertThat(gauge("sentinel.keys.age", "application", "two")).isZero();
    assertThat(registry.getMeters())
        .allSatisfy(meter -> assertThat(meter.getId().getTag("application")).isNotNull());
    one.close();
    assertThat(registry.find("sentinel.keys.age").gauges())
        .extracting(gauge -> gauge.getId().getTag("application"))
        .containsExactly("two");
    two.close();
  }

  /** Micrometer's global registry is one. */
  @Test
  void aRegistryOfRegistriesForgetsTheGaugesToo() {
    CompositeMeterRegistry all = new CompositeMeterRegistry();
    all.add(registry);
    try (Sentinel sentinel = start(new MicrometerListener(all))) {
      assertThat(sentinel.status().ready()).isTrue();
      assertThat(gauges()).hasSize(8);
      assertThat(gauge("sentinel.keys.usable", "host", HOST)).isEqualTo(1);
    }
    assertThat(gauges()).isEmpty();
    assertThat(gauges(all)).isEmpty();
  }

  @Test
  void onlyThoseWhoWantToHearOfVerificationsHaveThemTimed() {
    SentinelListener other = new SentinelListener() {};
    assertThat(new Listeners(List.of()).listenToVerifications()).isFalse();
    assertThat(new Listeners(List.of(other)).listenToVerifications()).isFalse();
    assertThat(
            new Listeners(List.of(other, new MicrometerListener(registry))).listenToVerifications())
        .isTrue();
  }

  @Test
  void theTableOfThePageIsThatOfTheRegistry() throws IOException {
    try (Sentinel sentinel =
        start(
            new MicrometerListener(registry),
            "sentinel.login.redirect-uri",
            "https://app.example/cb")) {
      assertThat(sentinel.appJwtSupplier().get()).isNotEmpty();
      Map<String, String> rows = new TreeMap<>();
      for (Map.Entry<String, List<Meter>> meters : byName().entrySet()) {
        rows.put(meters.getKey(), row(meters.getKey(), meters.getValue()));
      }
      String table =
          "| name | type | tags | meaning |\n| --- | --- | --- | --- |\n"
              + String.join("\n", rows.values())
              + "\n";
      if (!Files.readString(PAGE).contains("\n\n" + table + "\n")) {
        fail("%s has another table than this; paste it:%n%n%s", PAGE, table);
      }
    }
  }

  private Map<String, List<Meter>> byName() {
    return registry.getMeters().stream()
        .collect(Collectors.groupingBy(meter -> meter.getId().getName()));
  }

  private static String row(String name, List<Meter> meters) {
    Meter.Id one = meters.get(0).getId();
    TreeSet<String> tags = new TreeSet<>();
    for (Meter meter : meters) {
      assertThat(meter.getId().getDescription()).as(name).isNotBlank();
      meter.getId().getTags().forEach(tag -> tags.add("`" + tag.getKey() + "`"));
    }
    String unit = one.getBaseUnit();
    return "| `%s` | %s | %s | %s |"
        .formatted(
            name,
            one.getType().name().toLowerCase(Locale.ROOT)
                + (meters.get(0) instanceof Gauge && unit != null ? ", " + unit : ""),
            String.join(", ", tags),
            one.getDescription());
  }
}
