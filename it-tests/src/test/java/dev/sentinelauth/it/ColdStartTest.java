package dev.sentinelauth.it;

import static dev.sentinelauth.it.Verifications.ACCOUNT;
import static dev.sentinelauth.it.Verifications.GOOD;
import static dev.sentinelauth.it.Verifications.await;
import static dev.sentinelauth.it.Verifications.config;
import static dev.sentinelauth.it.Verifications.domainConfig;
import static dev.sentinelauth.it.Verifications.outcome;
import static dev.sentinelauth.it.Verifications.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application is deployed while Sentinel is down. */
@Timeout(60)
class ColdStartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path directory;

  private final PinnedClock clock = new PinnedClock();
  private final SentinelEmulator emulator = SentinelEmulator.start(clock).addAccount(ACCOUNT);
  private final SentinelHost host = emulator.host();
  private final Installation app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void deploymentSucceedsIsAnswered503AndRecoversWithinFiveSecondsOfTheReturn() {
    SentinelEmulator live = SentinelEmulator.start().addAccount(ACCOUNT);
    String token = live.mint(live.install(Installation.forApi(ACCOUNT, "a"))).compact();
    live.host().stop();
    try (live;
        Sentinel sentinel = Sentinel.create(config(live))) {
      assertThat(status(sentinel, token)).isEqualTo(503);
      // long enough for the pauses to have grown to their limit
      await(
          "some attempts",
          PATIENCE,
          () -> {
            assertThat(status(sentinel, token)).isEqualTo(503);
            var since = sentinel.status().keySets().get(0).failingSince();
            return since != null && since.plusSeconds(4).isBefore(live.clock().instant());
          });

      live.host().start();

      await("recovery by itself", Duration.ofSeconds(5), () -> sentinel.status().ready());
      assertThat(status(sentinel, token)).isEqualTo(200);
    }
  }

  @Test
  void requestsAloneBringAboutTheRecoveryToo() {
    host.fail(Endpoint.JWKS, Fault.status(503));
    try (Sentinel sentinel = start(config(emulator))) {
      assertThat(status(sentinel, token())).isEqualTo(503);

      host.clearFaults();
      clock.advance(Duration.ofMillis(500));

      assertThat(status(sentinel, token())).isEqualTo(200);
    }
  }

  @Test
  void whatCanBeRefusedWithoutKeysIsRefusedWithoutKeys() {
    host.stop();
    try (Sentinel sentinel = start(config(emulator))) {
      assertThat(outcome(sentinel, "a.b.c")).isEqualTo("malformed_token");
      assertThat(outcome(sentinel, emulator.mint(app).claim("aud", "other").compact()))
          .isEqualTo("wrong_audience");
      assertThat(
              outcome(
                  sentinel,
                  emulator.mint(app).expiresAt(clock.instant().minusSeconds(30)).compact()))
          .isEqualTo("expired");
      assertThat(outcome(sentinel, token())).isEqualTo("keys_unavailable");
    }
  }

  @Test
  void requiredStopsTheDeploymentAndSaysWhy() {
    host.stop();

    assertThatThrownBy(() -> start(config(emulator, "sentinel.startup", "required")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sentinel.startup = required")
        .hasMessageContaining(ACCOUNT)
        .hasMessageContaining("connection refused");
  }

  @Test
  void requiredIsContentOnceTheKeysAreThere() {
    try (Sentinel sentinel = start(config(emulator, "sentinel.startup", "required"))) {
      assertThat(sentinel.status().ready()).isTrue();
      assertThat(host.count(Endpoint.JWKS)).isEqualTo(1);
    }
  }

  @Test
  void requiredFindsTheHostOfEachAccountToo() {
    emulator.announce(ACCOUNT, "sentinel", "https://not-a-bare-host/");
    assertThatThrownBy(() -> start(domainConfig(emulator, "sentinel.startup", "required")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not a bare host");
  }

  @Test
  void lazyAsksForNothingUntilATokenNeedsIt() {
    try (Sentinel sentinel = start(config(emulator, "sentinel.startup", "lazy"))) {
      assertThat(outcome(sentinel, "a.b.c")).isEqualTo("malformed_token");
      assertThat(outcome(sentinel, emulator.mint(app).claim("iss", "x").compact()))
          .isEqualTo("wrong_issuer");
      assertThat(host.count(Endpoint.JWKS)).isZero();

      assertThat(outcome(sentinel, token())).isEqualTo(GOOD);
      assertThat(host.count(Endpoint.JWKS)).isEqualTo(1);
    }
  }

  // the snapshot file

  @Test
  void withASnapshotEverythingWorksThroughout() {
    leaveSnapshot();
    host.stop();
    try (Sentinel sentinel = start(snapshotConfig())) {
      for (int i = 0; i < 20; i++) {
        assertThat(status(sentinel, token())).isEqualTo(200);
        clock.advance(Duration.ofHours(1));
      }
      host.start();
      emulator.host().keys().rotate();
      clock.advance(Duration.ofMinutes(2));
      await("the new key", PATIENCE, clock, () -> status(sentinel, token()) == 200);
    }
  }

  @Test
  void withASnapshotRequiredIsContent() {
    leaveSnapshot();
    host.stop();
    try (Sentinel sentinel = start(snapshotConfig("sentinel.startup", "required"))) {
      assertThat(status(sentinel, token())).isEqualTo(200);
    }
  }

  @Test
  void snapshotServesWhereTheHostIsKnownFromTheDomainApi() {
    Path file = directory.resolve("snapshot.json");
    SentinelConfig config = domainConfig(emulator, "sentinel.jwks.snapshot-file", file.toString());
    try (Sentinel first = start(config)) {
      assertThat(status(first, token())).isEqualTo(200);
    }
    host.stop();
    try (Sentinel sentinel = start(config)) {
      assertThat(status(sentinel, token())).isEqualTo(200);
    }
  }

  /** Each would wait for a minute if it waited at all, and the test would fail. */
  @Test
  void snapshotServesAtOnceWhileTheFirstFetchIsUnderWay() throws Exception {
    leaveSnapshot();
    host.fail(Endpoint.JWKS, Fault.hang());
    ExecutorService caller = Executors.newSingleThreadExecutor();
    for (String startup : new String[] {"background", "lazy", "required"}) {
      try (Sentinel sentinel =
          start(
              snapshotConfig("sentinel.startup", startup, "sentinel.http.request-timeout", "1m"))) {
        clock.advance(Duration.ofHours(1));
        assertThat(status(sentinel, token())).as(startup).isEqualTo(200);
        assertThat(sentinel.status().keySets().get(0).age()).isGreaterThan(Duration.ofMinutes(59));

        String unknown = emulator.mint(app).signedWith(emulator.newKey("new")).compact();
        Future<String> waiting = caller.submit(() -> outcome(sentinel, unknown));
        assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS))
            .as("it may be the fetch under way that brings its key")
            .isInstanceOf(TimeoutException.class);
      }
    }
    caller.shutdownNow();
  }

  @Test
  void keyThatWasReplacedUnderItsNameIsFoundByTheFirstFetch() throws Exception {
    leaveSnapshot();
    String name = host.keys().current().kid();
    host.keys().replace(name);
    host.fail(Endpoint.JWKS, Fault.delay(Duration.ofMillis(300)));
    try (Sentinel sentinel = start(snapshotConfig())) {
      assertThat(outcome(sentinel, token())).isEqualTo(GOOD);
    }
  }

  @Test
  void snapshotServesWhileSentinelHangs() {
    leaveSnapshot();
    host.fail(Endpoint.JWKS, Fault.hang());
    for (String startup : new String[] {"background", "lazy"}) {
      try (Sentinel sentinel =
          start(
              snapshotConfig(
                  "sentinel.startup", startup, "sentinel.http.request-timeout", "300ms"))) {
        assertThat(status(sentinel, token())).as(startup).isEqualTo(200);
      }
    }
  }

  @Test
  void snapshotOfAnotherAddressIsNotUsed() {
    leaveSnapshot();
    host.stop();
    try (Sentinel sentinel =
        start(snapshotConfig("sentinel.jwks.uri", host.uri().resolve("/other/jwks").toString()))) {
      assertThat(status(sentinel, token())).isEqualTo(503);
    }
  }

  @Test
  void snapshotIsUsedUpToTheStaleLimitAndNotBeyond() {
    leaveSnapshot();
    host.stop();
    clock.advance(Duration.ofHours(24).minusMillis(1));
    try (Sentinel sentinel = start(snapshotConfig())) {
      assertThat(status(sentinel, token())).isEqualTo(200);
      clock.advance(Duration.ofMillis(1));
      assertThat(status(sentinel, token())).isEqualTo(503);
    }
    try (Sentinel sentinel = start(snapshotConfig())) {
      assertThat(status(sentinel, token())).isEqualTo(503);
    }
  }

  @Test
  void snapshotFromTheFutureIsNotUsed() {
    leaveSnapshot();
    host.stop();
    clock.advance(Duration.ofHours(-1));
    try (Sentinel sentinel = start(snapshotConfig())) {
      assertThat(status(sentinel, token())).isEqualTo(503);
    }
  }

  @Test
  void corruptSnapshotIsIgnoredAndReplacedByTheNextFetch() throws Exception {
    Path file = directory.resolve("snapshot.json");
    Files.writeString(file, "{\"key-sets\":{\"" + host.jwksUri() + "\":{\"fetched-at\":");
    host.fail(Endpoint.JWKS, Fault.status(500));
    try (Sentinel sentinel = start(snapshotConfig())) {
      assertThat(status(sentinel, token())).isEqualTo(503);
      host.clearFaults();
      clock.advance(Duration.ofSeconds(3));
      assertThat(status(sentinel, token())).isEqualTo(200);
    }
    host.stop();
    try (Sentinel sentinel = start(snapshotConfig())) {
      assertThat(status(sentinel, token())).isEqualTo(200);
    }
  }

  @Test
  void withdrawnKeyIsWithdrawnFromTheSnapshotToo() {
    String old = token();
    leaveSnapshot();
    emulator.host().keys().replace();
    leaveSnapshot();
    host.stop();
    try (Sentinel sentinel = start(snapshotConfig())) {
      assertThat(status(sentinel, token())).isEqualTo(200);
      assertThat(status(sentinel, old)).isEqualTo(401);
    }
  }

  private void leaveSnapshot() {
    try (Sentinel sentinel = start(snapshotConfig())) {
      assertThat(status(sentinel, token())).isEqualTo(200);
    }
    assertThat(directory.resolve("snapshot.json")).exists();
  }

  private SentinelConfig snapshotConfig(String... settings) {
    String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
    all[settings.length] = "sentinel.jwks.snapshot-file";
    all[settings.length + 1] = directory.resolve("snapshot.json").toString();
    return config(emulator, all);
  }

  private Sentinel start(SentinelConfig config) {
    return Sentinel.builder(config).clock(clock).build();
  }

  private String token() {
    return emulator.mint(app).compact();
  }
}
