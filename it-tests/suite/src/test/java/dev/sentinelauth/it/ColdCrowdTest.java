package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static dev.sentinelauth.it.support.Verifications.GOOD;
import static dev.sentinelauth.it.support.Verifications.config;
import static dev.sentinelauth.it.support.Verifications.domainConfig;
import static dev.sentinelauth.it.support.Verifications.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.PinnedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads at once where no key is at hand yet: one fetch, and an answer for each. */
@Timeout(60)
class ColdCrowdTest {
  private static final int CROWD = 64;

  private final PinnedClock clock = new PinnedClock();
  private final SentinelEmulator emulator = SentinelEmulator.start(clock).addAccount(ACCOUNT);
  private final Installation app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
  private final ExecutorService threads = Executors.newFixedThreadPool(CROWD);

  @AfterEach
  void close() {
    threads.shutdownNow();
    emulator.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lazy", "background"})
  void crowdIsServedByOneFetch(String startup) throws Exception {
    assertThat(outcomes(config(emulator, "sentinel.startup", startup)))
        .hasSize(CROWD)
        .containsOnly(GOOD);
    assertThat(emulator.host().count(Endpoint.JWKS)).isEqualTo(1);
  }

  @Test
  void crowdIsServedByOneFetchOfTheHostAndOneOfTheKeys() throws Exception {
    assertThat(outcomes(domainConfig(emulator, "sentinel.startup", "lazy")))
        .hasSize(CROWD)
        .containsOnly(GOOD);
    assertThat(emulator.host().count(Endpoint.DOMAIN_API)).isEqualTo(1);
    assertThat(emulator.host().count(Endpoint.JWKS)).isEqualTo(1);
  }

  @Test
  void crowdHearsOfOneFailure() throws Exception {
    emulator.host().fail(Endpoint.JWKS, Fault.status(500).after(Duration.ofMillis(200)));

    assertThat(outcomes(config(emulator, "sentinel.startup", "lazy", "sentinel.cache.size", "0")))
        .hasSize(CROWD)
        .containsOnly("keys_unavailable");
    assertThat(emulator.host().count(Endpoint.JWKS)).isEqualTo(1);
  }

  /** Each thread has a token of its own, so that none is remembered. */
  private List<String> outcomes(SentinelConfig config) throws Exception {
    CountDownLatch ready = new CountDownLatch(CROWD);
    List<Future<String>> answers = new ArrayList<>();
    try (Sentinel sentinel = Sentinel.builder(config).clock(clock).build()) {
      for (int i = 0; i < CROWD; i++) {
        String token = emulator.mint(app).claim("jti", i).compact();
        answers.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return outcome(sentinel, token);
                }));
      }
      List<String> outcomes = new ArrayList<>();
      for (Future<String> answer : answers) {
        outcomes.add(answer.get());
      }
      return outcomes;
    }
  }
}
