package dev.sentinelauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is published and what signs, seen through the JWKS endpoint. */
class KeyRingTest {
  private final SentinelEmulator emulator = SentinelEmulator.start();
  private final KeyRing keys = emulator.host().keys();
  private final Http http = new Http(emulator);
  private final String first = keys.current().kid();

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void aKeyIsPublishedWithoutItsPrivateHalf() throws Exception {
    List<Map<String, Object>> entries = published();

    assertThat(entries).hasSize(1);
    assertThat(entries.get(0))
        .containsOnlyKeys("kty", "e", "n", "kid", "use", "alg")
        .containsEntry("kty", "RSA")
        .containsEntry("kid", first)
        .containsEntry("use", "sig")
        .containsEntry("alg", "RS256");
  }

  @Test
  void anotherStartHasOtherNamesForItsKeys() {
    try (SentinelEmulator restarted = SentinelEmulator.start()) {
      assertThat(restarted.host().keys().current().kid()).isNotEqualTo(first);
      assertThat(restarted.host().keys().rotate().kid()).isNotEqualTo(keys.rotate().kid());
    }
  }

  @Test
  void aRotatedKeyIsPublishedBesideTheOldOne() throws Exception {
    SigningKey second = keys.rotate("second");

    assertThat(keys.current()).isEqualTo(second);
    assertThat(publishedIds()).containsExactly(first, "second");
  }

  @Test
  void aReplacedKeyIsWithdrawnAtOnce() throws Exception {
    keys.replace("second");

    assertThat(publishedIds()).containsExactly("second");
  }

  @Test
  void aWithdrawnKeyStillSigns() throws Exception {
    keys.rotate();
    keys.withdraw(keys.current().kid());

    assertThat(publishedIds()).containsExactly(first);
    assertThat(keys.current().kid()).isNotEqualTo(first);
  }

  @Test
  void anUnpublishedKeySigns() throws Exception {
    SigningKey early = emulator.newKey("early");
    keys.signWith(early);
    assertThat(publishedIds()).containsExactly(first);

    keys.publish(early);

    assertThat(keys.current()).isEqualTo(early);
    assertThat(publishedIds()).containsExactly(first, "early");
  }

  @Test
  void twoKeysMayShareAnId() throws Exception {
    keys.publish(emulator.newKey(first));

    assertThat(publishedIds()).containsExactly(first, first);
    assertThat(published()).extracting("n").doesNotHaveDuplicates();
  }

  @Test
  void hostileEntriesStandBesideTheGoodOne() throws Exception {
    keys.publishHostileEntries();

    assertThat(entries(http.get(emulator.host().jwksUri()))).hasSize(10);
    assertThat(keys.document()).contains("\"use\":\"enc\"", "\"oct\"", "\"P-256\"", "null", first);
  }

  @Test
  void theDocumentMayBeAnyText() throws Exception {
    keys.replaceDocument("{\"keys\":[]}");
    assertThat(http.get(emulator.host().jwksUri()).body()).isEqualTo("{\"keys\":[]}");

    keys.restoreDocument();

    assertThat(publishedIds()).containsExactly(first);
  }

  @Test
  void noTwoKeysOfAnEmulatorAreTheSame() {
    emulator.addHost("lo");
    List<KeyPair> pairs = new ArrayList<>();
    pairs.add(emulator.v1Key().pair());
    pairs.add(emulator.idTokenKey().pair());
    pairs.add(keys.current().pair());
    pairs.add(keys.rotate().pair());
    pairs.add(emulator.host("lo").keys().current().pair());

    assertThat(pairs).doesNotHaveDuplicates();
  }

  @Test
  void emulatorsWithOnePoolShareTheirKeys() {
    try (SentinelEmulator twin = SentinelEmulator.start()) {
      assertThat(twin.v1PublicKey()).isEqualTo(emulator.v1PublicKey());
    }
  }

  private List<Map<String, Object>> published() throws Exception {
    return List.of(
        JSONObjectUtils.getJSONObjectArray(Http.json(http.get(emulator.host().jwksUri())), "keys"));
  }

  private List<Object> publishedIds() throws Exception {
    return published().stream().map(entry -> entry.get("kid")).toList();
  }

  private static List<?> entries(HttpResponse<String> answer) throws Exception {
    return (List<?>) Http.json(answer).get("keys");
  }
}
