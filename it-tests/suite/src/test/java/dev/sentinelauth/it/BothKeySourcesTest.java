package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static dev.sentinelauth.it.support.Verifications.CANNOT_TELL;
import static dev.sentinelauth.it.support.Verifications.GOOD;
import static dev.sentinelauth.it.support.Verifications.config;
import static dev.sentinelauth.it.support.Verifications.domainConfig;
import static dev.sentinelauth.it.support.Verifications.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.emulator.TokenMint;
import dev.sentinelauth.it.support.PinnedClock;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code sentinel.keys} as {@code v1}, {@code jwks} and both: which key decides, and which token
 * causes a fetch.
 */
@Timeout(60)
class BothKeySourcesTest {
  private final PinnedClock clock = new PinnedClock();
  private final SentinelEmulator emulator = SentinelEmulator.start(clock).addAccount(ACCOUNT);
  private final SentinelHost host = emulator.host();
  private final Installation app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void v1TrafficAloneCausesNoFetch() {
    try (Sentinel sentinel = lazy("jwks,v1")) {
      for (int i = 0; i < 50; i++) {
        String token = v1().claim("jti", i).header("kid", "appjwt-" + i).compact();
        assertThat(outcome(sentinel, token)).isEqualTo(GOOD);
        assertThat(outcome(sentinel, token)).as("remembered").isEqualTo(GOOD);
        clock.advance(Duration.ofMinutes(1));
      }
      assertThat(outcome(sentinel, v1().withoutHeader("kid").compact())).isEqualTo(GOOD);
      assertThat(host.count(Endpoint.JWKS)).isZero();
    }
  }

  @Test
  void v1TrafficAloneAsksTheDomainApiForNothingEither() {
    SentinelConfig config =
        domainConfig(
            emulator,
            "sentinel.keys",
            "jwks,v1",
            "sentinel.startup",
            "lazy",
            "sentinel.v1.public-key",
            emulator.v1PublicKey());
    try (Sentinel sentinel = start(config)) {
      assertThat(outcome(sentinel, v1().compact())).isEqualTo(GOOD);
      assertThat(host.count(Endpoint.DOMAIN_API)).isZero();
      assertThat(host.count(Endpoint.JWKS)).isZero();
    }
  }

  @Test
  void v1TrafficWorksWhileTheKeySetIsDownAndOtherTokensCannotBeToldFromGoodOnes() {
    host.stop();
    try (Sentinel sentinel = lazy("jwks,v1")) {
      assertThat(outcome(sentinel, v1().compact())).isEqualTo(GOOD);
      assertThat(outcome(sentinel, v2().compact())).isEqualTo(CANNOT_TELL);
      assertThat(outcome(sentinel, v1().claim("jti", 2).compact())).isEqualTo(GOOD);
    }
  }

  @Test
  void onlyTokensThatTheV1KeyDidNotSignCauseFetches() {
    try (Sentinel sentinel = lazy("jwks,v1")) {
      assertThat(outcome(sentinel, v2().compact())).isEqualTo(GOOD);
      assertThat(host.count(Endpoint.JWKS)).isEqualTo(1);

      assertThat(outcome(sentinel, v1().compact())).isEqualTo(GOOD);
      assertThat(host.count(Endpoint.JWKS)).isEqualTo(1);

      String unknown = v2().signedWith(emulator.newKey("made-up")).compact();
      assertThat(outcome(sentinel, unknown)).isEqualTo("unknown_key");
      assertThat(host.count(Endpoint.JWKS)).isEqualTo(2);
    }
  }

  @Test
  void kidThatTheSetHoldsDecidesForTheSet() {
    String held = host.keys().current().kid();
    try (Sentinel sentinel = lazy("jwks,v1")) {
      assertThat(outcome(sentinel, v2().compact())).isEqualTo(GOOD);

      assertThat(outcome(sentinel, v1().header("kid", held).compact())).isEqualTo("bad_signature");
      assertThat(outcome(sentinel, v2().header("kid", "appjwt-13-05-17").compact()))
          .as("and any other for the v1 key, which did not sign it")
          .isEqualTo("unknown_key");
    }
  }

  @Test
  void withV1AloneTheKidMeansNothing() {
    try (Sentinel sentinel = lazy("v1")) {
      assertThat(outcome(sentinel, v1().compact())).isEqualTo(GOOD);
      assertThat(outcome(sentinel, v1().header("kid", "whatever").compact())).isEqualTo(GOOD);
      assertThat(outcome(sentinel, v1().withoutHeader("kid").compact())).isEqualTo(GOOD);
      assertThat(outcome(sentinel, v2().compact())).isEqualTo("bad_signature");
      assertThat(sentinel.status().ready()).isTrue();
      assertThat(host.count(Endpoint.JWKS)).isZero();
    }
  }

  @Test
  void withTheKeySetAloneTheV1KeyIsNotTrusted() {
    try (Sentinel sentinel = lazy("jwks")) {
      assertThat(outcome(sentinel, v2().compact())).isEqualTo(GOOD);
      assertThat(outcome(sentinel, v1().compact())).isEqualTo("unknown_key");
    }
  }

  @Test
  void tokenWithoutKidIsForTheOnlyKeyOfTheSetAndForNoneOfSeveral() {
    try (Sentinel sentinel = lazy("jwks")) {
      assertThat(outcome(sentinel, v2().withoutHeader("kid").compact())).isEqualTo(GOOD);
      host.keys().rotate();
      assertThat(outcome(sentinel, v2().compact())).isEqualTo(GOOD);
      assertThat(outcome(sentinel, v2().withoutHeader("kid").claim("jti", 1).compact()))
          .isEqualTo("unknown_key");
    }
  }

  private Sentinel lazy(String keys) {
    String[] settings = {"sentinel.keys", keys, "sentinel.startup", "lazy"};
    if (keys.contains("v1")) {
      settings = Arrays.copyOf(settings, 6);
      settings[4] = "sentinel.v1.public-key";
      settings[5] = emulator.v1PublicKey();
    }
    return start(config(emulator, settings));
  }

  private Sentinel start(SentinelConfig config) {
    return Sentinel.builder(config).clock(clock).build();
  }

  private TokenMint v1() {
    return emulator.mintV1(app).issuedAt(clock.instant());
  }

  private TokenMint v2() {
    return emulator.mint(app).issuedAt(clock.instant());
  }
}
