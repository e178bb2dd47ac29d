package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static dev.sentinelauth.it.support.Verifications.GOOD;
import static dev.sentinelauth.it.support.Verifications.config;
import static dev.sentinelauth.it.support.Verifications.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.ConfigurationException;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelStatus;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.KeyRing;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SigningKey;
import dev.sentinelauth.it.support.PinnedClock;
import dev.sentinelauth.it.support.RocaKey;
import dev.sentinelauth.it.support.Verifications;
import dev.sentinelauth.it.support.WrittenLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each entry of a published key set stands for itself, and those that aren't used are told of. */
@Timeout(60)
class KeySetEntriesTest {
  private final PinnedClock clock = new PinnedClock();
  private final SentinelEmulator emulator = SentinelEmulator.start(clock).addAccount(ACCOUNT);
  private final KeyRing keys = emulator.host().keys();
  private final Installation app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
  private final WrittenLog log = new WrittenLog();

  @AfterEach
  void close() {
    log.close();
    emulator.close();
  }

  @Test
  void entryWithADuplicateMemberSpoilsNoOther() {
    keys.publishEntry("{\"kty\":\"RSA\",\"kid\":\"twice\",\"kid\":\"twice\",\"n\":\"AQAB\"}");

    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, emulator.mint(app).compact())).isEqualTo(GOOD);
      assertThat(keySet(sentinel).passedOver())
          .singleElement()
          .asString()
          .startsWith("(entry 2): is not a valid JSON object: a duplicate member");
    }
  }

  @Test
  void keyWithAllThatIsNeededIsUsedWhateverElseIsDamaged() {
    Map<String, Object> damage =
        Map.of(
            "x5c", List.of("damaged"),
            "exp", "1700000000",
            "nbf", "2024-01-01",
            "iat", "yesterday",
            "key_ops", List.of("verify", "x-unheard-of"));
    SigningKey rsa = emulator.newKey("damaged-rsa");
    SigningKey ec = SigningKey.ec("damaged-ec");
    keys.publish(rsa, damage);
    keys.publish(ec, damage);

    try (Sentinel sentinel = start("sentinel.algorithms", "RS256, ES256")) {
      assertThat(outcome(sentinel, emulator.mint(app).signedWith(rsa).compact())).isEqualTo(GOOD);
      assertThat(outcome(sentinel, emulator.mint(app).signedWith(ec).compact())).isEqualTo(GOOD);
      assertThat(keySet(sentinel).passedOver()).isEmpty();
    }
  }

  @Test
  void whatIsPassedOverIsInTheStatusAndOnceInTheLog() {
    keys.publish(emulator.newKey("for-encryption"), Map.of("use", "enc"));
    keys.publishEntry("{\"kty\":\"RSA\",\"kid\":\"no-n\\r\\nINFO forged\",\"e\":\"AQAB\"}");

    try (Sentinel sentinel = start("sentinel.jwks.refresh-interval", "1m")) {
      assertThat(outcome(sentinel, emulator.mint(app).compact())).isEqualTo(GOOD);
      refresh(sentinel, 2);
      assertThat(keySet(sentinel).passedOver())
          .containsExactly(
              "for-encryption: is for use \"enc\"", "no-n\\u000d\\u000aINFO forged: has no n");
      assertThat(log.linesWith("passed over"))
          .singleElement()
          .asString()
          .startsWith("WARN Key set")
          .endsWith(
              "passed over [for-encryption: is for use \"enc\","
                  + " no-n\\u000d\\u000aINFO forged: has no n]");

      keys.withdraw("for-encryption");
      refresh(sentinel, 3);
      Verifications.await(
          "the change in the log",
          Duration.ofSeconds(20),
          () -> log.linesWith("passed over").size() == 2);
    }
  }

  @Test
  void setWithoutAnyKeyOfUseSaysWhy() {
    keys.replaceDocument("{\"keys\":[{\"kid\":\"a\",\"kty\":\"RSA\",\"e\":\"AQAB\"}]}");

    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, emulator.mint(app).compact()))
          .isEqualTo(Verifications.CANNOT_TELL);
      assertThat(keySet(sentinel).lastFailure())
          .contains("none of the keys")
          .contains("a: has no n");
    }
  }

  @Test
  void keyWithTheFingerprintOfRocaIsRefusedAsWeakFromEverySource(@TempDir Path directory)
      throws Exception {
    SigningKey roca = RocaKey.make("roca");
    keys.publish(roca);
    String[] snapshot = {"sentinel.jwks.snapshot-file", directory.resolve("keys.json").toString()};
    String token = emulator.mint(app).signedWith(roca).compact();

    try (Sentinel sentinel = start(snapshot)) {
      assertThat(outcome(sentinel, token)).isEqualTo("weak_key");
      assertThat(outcome(sentinel, emulator.mint(app).compact())).isEqualTo(GOOD);
      assertThat(keySet(sentinel).passedOver())
          .singleElement()
          .asString()
          .startsWith("roca: ")
          .contains("CVE-2017-15361");
    }
    emulator.host().fail(Endpoint.JWKS, Fault.status(503));
    try (Sentinel sentinel = start(snapshot)) {
      assertThat(outcome(sentinel, emulator.mint(app).compact())).isEqualTo(GOOD);
      assertThat(outcome(sentinel, token)).isEqualTo("weak_key");
      assertThat(log.linesWith("passed over")).hasSize(2).allMatch(line -> line.contains("roca:"));
    }
    String v1 = Base64.getEncoder().encodeToString(roca.pair().getPublic().getEncoded());
    assertThatThrownBy(() -> config(emulator, "sentinel.keys", "v1", "sentinel.v1.public-key", v1))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("sentinel.v1.public-key")
        .hasMessageContaining("CVE-2017-15361");
  }

  private void refresh(Sentinel sentinel, int fetches) {
    clock.advance(Duration.ofMinutes(1));
    assertThat(outcome(sentinel, emulator.mint(app).compact())).isEqualTo(GOOD);
    Verifications.await(
        "the refresh",
        Duration.ofSeconds(20),
        () ->
            emulator.host().count(Endpoint.JWKS) >= fetches
                && clock.instant().equals(keySet(sentinel).fetchedAt()));
  }

  private static SentinelStatus.KeySetStatus keySet(Sentinel sentinel) {
    return sentinel.status().keySets().get(0);
  }

  private Sentinel start(String... settings) {
    return Sentinel.builder(config(emulator, settings)).clock(clock).build();
  }
}
