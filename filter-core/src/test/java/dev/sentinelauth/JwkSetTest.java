package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.sentinelauth.internal.remote.FetchException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which entries of a published set are used, and for which tokens. */
class JwkSetTest {
  private static JWK rsa;
  private static JWK other;
  private static JWK weak;
  private static JWK p256;

  @BeforeAll
  static void makeKeys() throws Exception {
    rsa = new RSAKeyGenerator(2048).generate().toPublicJWK();
    other = new RSAKeyGenerator(2048).generate().toPublicJWK();
    weak = new RSAKeyGenerator(1024, true).generate().toPublicJWK();
    p256 = new ECKeyGenerator(Curve.P_256).generate().toPublicJWK();
  }

  @Test
  void kidNamesTheKey() throws Exception {
    JwkSet set = set(entry(rsa, "kid", "a"), entry(other, "kid", "b"));

    assertThat(set.keyIds()).containsExactly("a", "b");
    assertThat(candidates(set, "RS256", "a")).extracting(TrustedKey::keyId).containsExactly("a");
    assertThat(candidates(set, "RS256", "b")).extracting(TrustedKey::keyId).containsExactly("b");
    assertRefused(set, "RS256", "A", Rejection.UNKNOWN_KEY);
    assertRefused(set, "RS256", "", Rejection.UNKNOWN_KEY);
    assertRefused(set, "RS256", "a ", Rejection.UNKNOWN_KEY);
  }

  @Test
  void keyThatIsNamedButDoesNotFitIsSaidToBeSo() throws Exception {
    JwkSet set =
        set(
            entry(rsa, "kid", "any"),
            entry(rsa, "kid", "ps", "alg", "PS256"),
            entry(p256, "kid", "ec"),
            entry(rsa, "kid", "wrap", "alg", "RSA-OAEP-256"));

    assertThat(candidates(set, "PS512", "any")).hasSize(1);
    assertThat(candidates(set, "PS256", "ps")).hasSize(1);
    assertThat(candidates(set, "ES256", "ec")).hasSize(1);
    assertRefused(set, "ES256", "any", Rejection.KEY_DOES_NOT_FIT);
    assertRefused(set, "RS256", "ps", Rejection.KEY_DOES_NOT_FIT);
    assertRefused(set, "ES384", "ec", Rejection.KEY_DOES_NOT_FIT);
    assertRefused(set, "RS256", "ec", Rejection.KEY_DOES_NOT_FIT);
    assertRefused(set, "RS256", "wrap", Rejection.KEY_DOES_NOT_FIT);
  }

  @Test
  void tokenWithoutKidIsForTheOnlyKeyThatFits() throws Exception {
    JwkSet one = set(entry(rsa, "kid", "a"), entry(p256, "kid", "ec"), entry(weak, "kid", "w"));

    assertThat(candidates(one, "RS256", null)).extracting(TrustedKey::keyId).containsExactly("a");
    assertThat(candidates(one, "ES256", null)).extracting(TrustedKey::keyId).containsExactly("ec");
    assertRefused(one, "ES512", null, Rejection.UNKNOWN_KEY);
    JwkSet two = set(entry(rsa, "kid", "a"), entry(other));
    assertRefused(two, "RS256", null, Rejection.UNKNOWN_KEY);
  }

  @Test
  void keyWithoutKidServesTokensWithoutKidOnly() throws Exception {
    JwkSet set = set(entry(rsa));

    assertThat(set.keyIds()).containsExactly("(no kid)");
    assertThat(candidates(set, "RS256", null)).hasSize(1);
    assertRefused(set, "RS256", "a", Rejection.UNKNOWN_KEY);
    assertThat(set.names(null)).isFalse();
  }

  @Test
  void keysOfOneNameAreAllTried() throws Exception {
    JwkSet set = set(entry(rsa, "kid", "a"), entry(other, "kid", "a"), entry(p256, "kid", "a"));

    assertThat(candidates(set, "RS256", "a")).hasSize(2).doesNotHaveDuplicates();
    assertThat(candidates(set, "ES256", "a")).hasSize(1);
  }

  @Test
  void weakKeyIsNotUsedAndTheRefusalSaysSo() throws Exception {
    JwkSet set = set(entry(weak, "kid", "w"), entry(rsa, "kid", "a"));

    assertThat(set.keyIds()).containsExactly("a");
    assertThat(set.names("w")).as("so that it causes no fetch").isTrue();
    assertThatThrownBy(() -> candidates(set, "RS256", "w"))
        .hasMessageContaining("2048")
        .isInstanceOfSatisfying(
            InvalidTokenException.class,
            e -> assertThat(e.rejection()).isEqualTo(Rejection.WEAK_KEY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "use     | \"enc\"",
        "use     | \"SIG\"",
        "use     | 1",
        "key_ops | [\"encrypt\"]",
        "key_ops | [\"sign\"]",
        "key_ops | []",
        "key_ops | \"verify\"",
        "kty     | \"EC\"",
        "kty     | \"rsa\"",
        "kty     | \"XYZ\"",
        "kty     | null",
        "n       | \"!\"",
        "n       | \"\"",
        "n       | null",
        "n       | 42",
        "n       | \"AQAB\"",
        "e       | \"\"",
        "e       | \"AQ\"",
        "e       | \"AA\"",
        "e       | null",
        "kid     | 42",
        "kid     | [\"a\"]",
        "kid     | {}",
        "alg     | 256"
      })
  void unusableEntryIsPassedOverWithoutHarmToTheRest(String member, String value) throws Exception {
    Map<String, Object> broken = new HashMap<>(other.toJSONObject());
    broken.put("kid", "broken");
    broken.put(member, "\0");
    String entry = JSONObjectUtils.toJSONString(broken).replace("\"\\u0000\"", value);

    JwkSet set = set(entry(rsa, "kid", "a"), entry);

    assertThat(set.keyIds()).containsExactly("a");
    assertThat(candidates(set, "RS256", "a")).hasSize(1);
    assertThat(candidates(set, "RS256", null)).hasSize(1);
    assertThat(set.passedOver()).singleElement().asString().matches("(broken|.entry 2.): .+");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x5c      | \"x\"",
        "x5c      | [\"AAAA\"]",
        "x5t      | 1",
        "x5t#S256 | \"!\"",
        "x5u      | \"no uri\"",
        "exp      | \"1700000000\"",
        "nbf      | \"2024-01-01\"",
        "iat      | [1]",
        "use      | null",
        "alg      | null",
        "key_ops  | null",
        "key_ops  | [\"verify\",\"x-new\"]",
        "key_ops  | [\"verify\",1,null]",
        "revoked  | {\"reason\":\"\",\"revoked_at\":0}",
        "d        | 1",
        "p        | \"!\"",
        "oth      | \"x\"",
        "crv      | 1"
      })
  void damageInWhatIsNotNeededDoesNoHarm(String member, String value) throws Exception {
    for (JWK key : member.equals("crv") ? List.of(rsa) : List.of(rsa, p256)) {
      String entry = entry(key, "kid", "a", member, "\0").replace("\"\\u0000\"", value);

      JwkSet set = set(entry);

      assertThat(candidates(set, key instanceof RSAKey ? "RS256" : "ES256", "a")).hasSize(1);
      assertThat(set.passedOver()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kty\":\"RSA\",\"kid\":\"b\",\"kid\":\"c\"}",
        "{\"kty\":\"RSA\",\"x\":{\"y\":1,\"y\":2}}",
        "{\"kty\":\"RSA\",\"kid\":tru}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\\\\",\"a\":1}",
        "{\"a\":\"]}\\\"\",\"a\":[[{}]]}",
        "{\"a\" 1}",
        "{,}",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":\"\u0001\"}",
        "tru"
      })
  void entryThatIsNoJsonSpoilsNoOther(String broken) throws Exception {
    JwkSet set = set(broken, entry(rsa, "kid", "a"), broken, entry(p256, "kid", "ec"));

    assertThat(set.keyIds()).containsExactly("a", "ec");
    assertThat(set.passedOver())
        .hasSize(2)
        .allMatch(line -> line.contains("is not a valid JSON object"))
        .element(1)
        .asString()
        .startsWith("(entry 3): ");
    assertThat(set.isFaulty()).isTrue();
  }

  @Test
  void membersBesideTheKeysAreNotLookedAt() throws Exception {
    String document =
        "{\"x\":[{\"a\":1,\"a\":2},tru],\"y\":\"\\x\",\"\\u006beys\":[%s] , \"x\":{} }";

    JwkSet set =
        JwkSet.parse(
            document.formatted(entry(rsa, "kid", "a")).getBytes(UTF_8),
            null,
            SignatureProvider.JVM);

    assertThat(set.keyIds()).containsExactly("a");
  }

  @Test
  void whatIsPassedOverIsToldInPrintableWordsAndNotWithoutEnd() throws Exception {
    JwkSet set =
        set(
            entry(rsa, "kid", "a"),
            entry(other, "kid", "b\r\nWARN b", "use", "enc"),
            entry(weak, "kid", "w".repeat(1_000)));

    assertThat(set.passedOver())
        .containsExactly(
            "b\\u000d\\u000aWARN b: is for use \"enc\"",
            "w".repeat(60) + "...: is an RSA key of 1024 bits, and 2048 are needed");
    assertThat(set.isFaulty()).isTrue();
    assertThat(set(entry(rsa), entry(other, "use", "enc")).isFaulty())
        .as("a key for encryption is no trouble")
        .isFalse();
    String[] many = new String[5_000];
    Arrays.fill(many, "1");
    many[0] = entry(rsa);
    assertThat(set(many).passedOver()).hasSize(100);
  }

  @Test
  void rsaKeyThatCanBeFactoredIsWeak() throws Exception {
    BigInteger modulus = rsa.toRSAKey().getModulus().decodeToBigInteger();

    JwkSet set =
        set(
            entry(rsa, "kid", "even", "n", Base64URL.encode(modulus.flipBit(0)).toString()),
            entry(rsa, "kid", "one", "e", "AQ"),
            entry(rsa, "kid", "two", "e", "Ag"),
            entry(rsa, "kid", "even-e", "e", "AQAA"),
            entry(rsa, "kid", "three", "e", "Aw"),
            entry(rsa, "kid", "zeros", "n", zerosBefore(modulus), "e", "AAEAAQ"));

    assertThat(set.keyIds()).containsExactly("three", "zeros");
    for (String weakOne : List.of("even", "even-e", "two", "one")) {
      assertRefused(set, "RS256", weakOne, Rejection.WEAK_KEY);
    }
  }

  private static String zerosBefore(BigInteger modulus) {
    byte[] bytes = modulus.toByteArray();
    byte[] longer = new byte[bytes.length + 3];
    System.arraycopy(bytes, 0, longer, 3, bytes.length);
    return Base64URL.encode(longer).toString();
  }

  @Test
  void goodUseAndOperationsAreGood() throws Exception {
    assertThat(
            set(entry(rsa, "kid", "a", "use", "sig", "key_ops", List.of("verify"), "alg", "RS256"))
                .keyIds())
        .containsExactly("a");
    assertThat(
            set(entry(rsa, "kid", "a", "key_ops", List.of("sign", "verify"), "unknown", Map.of()))
                .keyIds())
        .containsExactly("a");
  }

  @Test
  void entriesOfOtherKindsArePassedOver() throws Exception {
    String secret =
        JSONObjectUtils.toJSONString(
            new OctetSequenceKeyGenerator(256).keyID("s").generate().toJSONObject());
    String okp =
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"o\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
    String secp =
        "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"kid\":\"k1\",\"x\":\"AAAA\",\"y\":\"AAAA\"}";
    String offCurve =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"off\",\"x\":\""
            + "A".repeat(42)
            + "E\",\"y\":\""
            + "A".repeat(42)
            + "E\"}";

    JwkSet set =
        set("null", "1", "\"x\"", "[]", "{}", secret, okp, secp, offCurve, entry(rsa, "kid", "a"));

    assertThat(set.keyIds()).containsExactly("a");
    assertRefused(set, "HS256", "s", Rejection.UNKNOWN_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"keys\":null}",
        "{\"keys\":{}}",
        "{\"keys\":\"x\"}",
        "{\"keys\":[]}",
        "{\"Keys\":[{}]}",
        "{\"keys\":[{}],\"keys\":[{}]}",
        "{\"keys\":[{}]} x",
        "{\"keys\":[{}]}}",
        "{\"keys\":[{}]",
        "{\"keys\":[{}",
        "{\"keys\":[{\"kid\":\"",
        "{\"keys\":[{]}]}",
        "{\"keys\":[,]}",
        "{\"keys\":[{},]}",
        "{\"keys\":[{}],}",
        "{keys:[{}]}",
        "{\"keys\" [{}]}",
        "{\"keys\":}",
        "{\"keys\":[{}],\"\\u006beys\":[{}]}",
        "{\"keys\":[{}]}",
        "{\"keys\":[null]}",
        "{\"keys\":[{\"kty\":\"RSA\"}]}",
        "<html></html>"
      })
  void documentThatIsNoSetOrAnEmptyOneIsAFailedFetch(String document) {
    assertThatThrownBy(() -> JwkSet.parse(document.getBytes(UTF_8), null, SignatureProvider.JVM))
        .isInstanceOf(FetchException.class);
  }

  @Test
  void setOfWeakKeysAloneIsTakenOnlyWhereNoGoodOneIsGivenUpForIt() throws Exception {
    JwkSet weakOnes = set(entry(weak, "kid", "w"));
    assertRefused(weakOnes, "RS256", "w", Rejection.WEAK_KEY);
    assertRefused(weakOnes, "RS256", null, Rejection.WEAK_KEY);

    JwkSet good = set(entry(rsa, "kid", "a"));
    assertThatThrownBy(
            () -> JwkSet.parse(document(entry(weak, "kid", "w")), good, SignatureProvider.JVM))
        .isInstanceOf(FetchException.class);
  }

  @Test
  void keyThatIsStillThereStaysTheSameObjectAndTheOthersAreRetired() throws Exception {
    JwkSet before = set(entry(rsa, "kid", "a"), entry(other, "kid", "b"));
    before.replace(null, 1_000);
    TrustedKey a = candidates(before, "RS256", "a").get(0);
    TrustedKey b = candidates(before, "RS256", "b").get(0);

    JwkSet after = JwkSet.parse(document(entry(rsa, "kid", "a")), before, SignatureProvider.JVM);
    after.replace(before, 2_000);

    assertThat(candidates(after, "RS256", "a").get(0)).isSameAs(a);
    assertThat(a.isTrusted(1_999)).isTrue();
    assertThat(a.isTrusted(2_000)).isFalse();
    assertThat(b.isTrusted(0)).isFalse();
    assertThat(after.sameKeys(before)).isFalse();
  }

  @Test
  void keyThatIsReplacedUnderItsNameIsRetired() throws Exception {
    JwkSet before = set(entry(rsa, "kid", "a"));
    before.replace(null, 1_000);
    TrustedKey old = candidates(before, "RS256", "a").get(0);
    JwkSet after = JwkSet.parse(document(entry(other, "kid", "a")), before, SignatureProvider.JVM);

    after.replace(before, 1_000);

    assertThat(candidates(after, "RS256", "a").get(0)).isNotSameAs(old);
    assertThat(old.isTrusted(0)).isFalse();
  }

  @Test
  void keyWhoseAlgorithmChangesIsRetired() throws Exception {
    JwkSet before = set(entry(rsa, "kid", "a"));
    before.replace(null, 1_000);
    TrustedKey old = candidates(before, "RS256", "a").get(0);

    JwkSet.parse(document(entry(rsa, "kid", "a", "alg", "PS256")), before, SignatureProvider.JVM)
        .replace(before, 1_000);

    assertThat(old.isTrusted(0)).isFalse();
  }

  private static JwkSet set(String... entries) throws FetchException {
    return JwkSet.parse(document(entries), null, SignatureProvider.JVM);
  }

  private static byte[] document(String... entries) {
    return ("{\"keys\":[" + String.join(",", entries) + "]}").getBytes(UTF_8);
  }

  private static String entry(JWK key, Object... members) {
    Map<String, Object> entry = new HashMap<>(key.toJSONObject());
    for (int i = 0; i < members.length; i += 2) {
      entry.put((String) members[i], members[i + 1]);
    }
    return JSONObjectUtils.toJSONString(entry);
  }

  private static List<TrustedKey> candidates(JwkSet set, String algorithm, @Nullable String keyId)
      throws InvalidTokenException {
    return set.candidates(new CompactJws.Header(algorithm, keyId));
  }

  private static void assertRefused(
      JwkSet set, String algorithm, @Nullable String keyId, Rejection expected) {
    assertThatThrownBy(() -> candidates(set, algorithm, keyId))
        .isInstanceOfSatisfying(
            InvalidTokenException.class, e -> assertThat(e.rejection()).isEqualTo(expected));
  }
}
