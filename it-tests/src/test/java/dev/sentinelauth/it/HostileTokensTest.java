package dev.sentinelauth.it;

import static dev.sentinelauth.it.Verifications.ACCOUNT;
import static dev.sentinelauth.it.Verifications.GOOD;
import static dev.sentinelauth.it.Verifications.await;
import static dev.sentinelauth.it.Verifications.config;
import static dev.sentinelauth.it.Verifications.outcome;
import static dev.sentinelauth.it.Verifications.status;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.emulator.SigningKey;
import dev.sentinelauth.emulator.TokenMint;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tokens made to get in, to get another answer than a refusal, or to take long. All of {@link
 * Verifications#outcome} but an {@code InvalidTokenException} or a {@code KeysUnavailableException}
 * fails the test that meets it.
 */
@Timeout(120)
class HostileTokensTest {
  private static final long SEED = 20240601;
  private static final int MUTATIONS = 10_000;
  private static final Duration LONGEST = Duration.ofMillis(50);
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private static final PinnedClock CLOCK = new PinnedClock();
  private static SentinelEmulator emulator;
  private static SentinelHost host;
  private static Installation app;
  private static SigningKey key;
  private static Sentinel sentinel;

  /** All asymmetric algorithms are let in, so that none of these is refused by the list alone. */
  @BeforeAll
  static void start() {
    emulator = SentinelEmulator.start(CLOCK).addAccount(ACCOUNT);
    host = emulator.host();
    app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
    key = host.keys().current();
    host.keys().publishHostileEntries();
    host.keys().publish(SigningKey.ec("ec"));
    host.keys().publishSecret("secret", "0123456789abcdef0123456789abcdef".getBytes(UTF_8));
    sentinel =
        Sentinel.builder(
                config(
                    emulator,
                    "sentinel.algorithms",
                    "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512"))
            .clock(CLOCK)
            .build();
    await("the keys", Duration.ofSeconds(20), () -> sentinel.status().ready());
  }

  @AfterAll
  static void stop() {
    sentinel.close();
    emulator.close();
  }

  @Test
  void untouchedTokenIsGood() {
    assertThat(outcome(sentinel, mint().compact())).isEqualTo(GOOD);
  }

  // none

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "None",
        "NONE",
        "nOnE",
        "none ",
        " none",
        "none\u0000",
        "non\u00e9",
        "",
        "null"
      })
  void algNoneIsRefusedInAllSpellings(String none) {
    // an empty signature is no base64url, so each is tried with a signature too
    assertThat(outcome(sentinel, mint().header("alg", none).withoutSignature().compact()))
        .isEqualTo("malformed_token");
    assertThat(outcome(sentinel, mint().header("alg", none).rawSignature("AAAA").compact()))
        .isEqualTo("algorithm_not_accepted");
    assertThat(outcome(sentinel, mint().header("alg", none).compact()))
        .isEqualTo("algorithm_not_accepted");
    assertThat(outcome(sentinel, mint().header("alg", none).withoutHeader("kid").compact()))
        .isEqualTo("algorithm_not_accepted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rs256",
        "Rs256",
        "RS256 ",
        " RS256",
        "RS 256",
        "RS256\u0000",
        "SHA256withRSA",
        "RSA",
        "dir",
        "RSA-OAEP",
        "A128KW",
        "EdDSA",
        "ES256K"
      })
  void algorithmIsTakenToTheLetter(String algorithm) {
    assertThat(outcome(sentinel, mint().header("alg", algorithm).compact()))
        .isEqualTo("algorithm_not_accepted");
  }

  @Test
  void algorithmThatIsNoStringIsRefused() {
    for (Object algorithm : Arrays.asList(null, 256, true, List.of("RS256"), Map.of("RS256", 1))) {
      assertThat(outcome(sentinel, mint().header("alg", algorithm).compact()))
          .isEqualTo("malformed_token");
    }
    assertThat(outcome(sentinel, mint().withoutHeader("alg").compact()))
        .isEqualTo("malformed_token");
  }

  // HMAC with what everybody knows

  @TestFactory
  Stream<DynamicTest> hmacWithThePublicKeyIsRefusedInEveryEncoding() {
    RSAPublicKey rsa = (RSAPublicKey) key.pair().getPublic();
    Map<String, byte[]> secrets = new LinkedHashMap<>();
    byte[] der = rsa.getEncoded();
    String base64 = Base64.getEncoder().encodeToString(der);
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String pem = "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----";
    secrets.put("DER", der);
    secrets.put("base64", base64.getBytes(UTF_8));
    secrets.put("base64 in lines", lines.getBytes(UTF_8));
    secrets.put("PEM", pem.getBytes(UTF_8));
    secrets.put("PEM and a new line", (pem + "\n").getBytes(UTF_8));
    secrets.put("PEM, CR LF", (pem.replace("\n", "\r\n") + "\r\n").getBytes(UTF_8));
    secrets.put("PKCS#1", pkcs1(der));
    secrets.put("modulus", rsa.getModulus().toByteArray());
    secrets.put("modulus, unsigned", unsigned(rsa));
    secrets.put("modulus, hexadecimal", rsa.getModulus().toString(16).getBytes(UTF_8));
    secrets.put("modulus, decimal", rsa.getModulus().toString().getBytes(UTF_8));
    secrets.put("n", Base64.getUrlEncoder().withoutPadding().encode(unsigned(rsa)));
    secrets.put("JWK", key.toJwk().getBytes(UTF_8));
    secrets.put("JWKS", host.keys().document().getBytes(UTF_8));
    secrets.put("kid", key.kid().getBytes(UTF_8));
    secrets.put("published secret", "0123456789abcdef0123456789abcdef".getBytes(UTF_8));
    secrets.put("zeros", new byte[32]);

    return secrets.entrySet().stream()
        .map(
            secret ->
                DynamicTest.dynamicTest(
                    secret.getKey(),
                    () -> {
                      for (String algorithm : List.of("HS256", "HS384", "HS512")) {
                        for (String kid : List.of(key.kid(), "secret", "hostile-oct")) {
                          TokenMint mint = mint().hmac(algorithm, secret.getValue());
                          assertThat(outcome(sentinel, mint.header("kid", kid).compact()))
                              .isEqualTo("algorithm_not_accepted");
                          // the same under a name that is let in
                          assertThat(outcome(sentinel, mint.header("alg", "RS256").compact()))
                              .isIn("bad_signature", "unknown_key");
                        }
                      }
                    }));
  }

  // keys

  @Test
  void keyOfTheWrongTypeOrUseIsNotUsed() {
    assertThat(outcome(sentinel, mint().header("kid", "ec").compact()))
        .isEqualTo("key_does_not_fit");
    assertThat(outcome(sentinel, mint().header("alg", "ES256").compact()))
        .isEqualTo("key_does_not_fit");
    assertThat(outcome(sentinel, mint().algorithm("RS512").compact()))
        .as("the key says RS256 only")
        .isEqualTo("key_does_not_fit");
    assertThat(outcome(sentinel, mint().algorithm("PS256").compact()))
        .isEqualTo("key_does_not_fit");
    assertThat(outcome(sentinel, mint().header("kid", "hostile-enc").compact()))
        .isEqualTo("unknown_key");
    assertThat(outcome(sentinel, mint().header("kid", "hostile-broken").compact()))
        .isEqualTo("unknown_key");
    assertThat(outcome(sentinel, mint().header("kid", "hostile-weak").compact()))
        .isEqualTo("weak_key");
    assertThat(outcome(sentinel, mint().withoutHeader("kid").compact()))
        .as("one RSA key fits")
        .isEqualTo(GOOD);
  }

  @Test
  void keyThatTheTokenBringsAlongIsNotUsed() {
    SigningKey own = SigningKey.ec("own");
    SigningKey ownRsa = emulator.newKey("own-rsa");
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("jwk", Map.of());
    headers.put("x5c", List.of("AAAA"));
    headers.put("jku", host.uri().resolve("/evil/jwks").toString());
    headers.put("x5u", host.uri().resolve("/evil/cert").toString());
    for (SigningKey evil : List.of(own, ownRsa)) {
      for (Map.Entry<String, Object> header : headers.entrySet()) {
        Object value = header.getKey().equals("jwk") ? jwk(evil) : header.getValue();
        TokenMint mint = mint().signedWith(evil).header(header.getKey(), value);
        assertThat(outcome(sentinel, mint.compact())).as(header.getKey()).isEqualTo("unknown_key");
        String kid = evil.equals(own) ? "ec" : key.kid();
        assertThat(outcome(sentinel, mint.header("kid", kid).compact()))
            .as(header.getKey())
            .isEqualTo("bad_signature");
      }
    }
    assertThat(host.count(Endpoint.OTHER)).as("nothing was followed").isZero();
    assertThat(
            outcome(
                sentinel, mint().header("jwk", jwk(ownRsa)).header("jku", "https://x").compact()))
        .as("but they do no harm either")
        .isEqualTo(GOOD);
  }

  @Test
  void kidIsANameAndNothingElse() {
    for (String kid :
        List.of(
            "../../dev/null",
            "/dev/null",
            "' OR 1=1 --",
            "${jndi:ldap://127.0.0.1/x}",
            "%00",
            "\u0000",
            "a\r\nb",
            key.kid() + "\u0000",
            key.kid() + " ",
            "\ud800",
            "",
            "x".repeat(2000))) {
      assertThat(outcome(sentinel, mint().header("kid", kid).compact())).isEqualTo("unknown_key");
    }
    for (Object kid : Arrays.asList(null, 1, true, List.of(key.kid()), Map.of("kid", key.kid()))) {
      assertThat(outcome(sentinel, mint().header("kid", kid).compact()))
          .isEqualTo("malformed_token");
    }
  }

  // header

  @Test
  void criticalHeadersAndDetachedPayloadsAreRefused() {
    for (Object crit :
        Arrays.asList(List.of("exp"), List.of(), List.of("b64"), "exp", null, Map.of())) {
      assertThat(outcome(sentinel, mint().header("crit", crit).compact()))
          .isEqualTo("critical_header");
    }
    for (Object b64 : Arrays.asList(true, false, null, "false")) {
      assertThat(outcome(sentinel, mint().header("b64", b64).compact()))
          .isEqualTo("critical_header");
    }
  }

  @Test
  void typeIsOfAnAccessTokenOrAbsent() {
    for (String type :
        List.of("JWT", "jwt", "at+jwt", "AT+JWT", "application/jwt", "Application/AT+JWT")) {
      assertThat(outcome(sentinel, mint().header("typ", type).compact())).as(type).isEqualTo(GOOD);
    }
    assertThat(outcome(sentinel, mint().withoutHeader("typ").compact())).isEqualTo(GOOD);
    for (Object type :
        Arrays.asList(
            "JOSE",
            "dpop+jwt",
            "id_token",
            "",
            "JWT ",
            "text/jwt",
            "application/",
            "application/application/jwt",
            "\u0130wt",
            null,
            1,
            List.of("JWT"))) {
      assertThat(outcome(sentinel, mint().header("typ", type).compact()))
          .as("%s", type)
          .isEqualTo("type_not_accepted");
    }
  }

  // JSON

  @Test
  void duplicateMembersAreRefusedInHeaderAndPayload() {
    String header = "\"kid\":\"" + key.kid() + "\",\"alg\":\"RS256\"";
    for (String raw :
        List.of(
            "{" + header + ",\"alg\":\"RS256\"}",
            "{\"alg\":\"none\"," + header + "}",
            "{" + header + ",\"\\u0061lg\":\"none\"}",
            "{" + header + ",\"x\":{\"y\":1,\"y\":1}}")) {
      assertThat(outcome(sentinel, mint().rawHeader(raw).compact())).isEqualTo("malformed_token");
    }
    for (String more :
        List.of(
            ",\"aud\":\"" + ACCOUNT + "\"",
            ",\"exp\":9999999999",
            ",\"\\u0065xp\":1",
            ",\"x\":[{\"y\":1,\"y\":2}]")) {
      assertThat(outcome(sentinel, mint().payload(payload(more)).compact()))
          .as(more)
          .isEqualTo("malformed_token");
    }
  }

  @Test
  void numbersBeyondLongDoNotWrapAround() {
    for (String exp :
        List.of(
            "18446744073709551616",
            "9223372036854775808",
            "99999999999999999999999",
            "1e400",
            "1e999999999",
            "-1e999999999",
            "-9223372036854775809")) {
      assertThat(
              outcome(
                  sentinel,
                  mint()
                      .payload(payload("").replaceAll("\"exp\":\\d+", "\"exp\":" + exp))
                      .compact()))
          .as(exp)
          .isEqualTo("malformed_claim");
    }
    for (String exp :
        List.of("1e99999999999", "0x7fffffff", "NaN", "Infinity", "01", "9".repeat(1500))) {
      assertThat(
              outcome(
                  sentinel,
                  mint()
                      .payload(payload("").replaceAll("\"exp\":\\d+", "\"exp\":" + exp))
                      .compact()))
          .as(exp)
          .isEqualTo("malformed_token");
    }
    assertThat(
            outcome(
                sentinel,
                mint().payload(payload(",\"x\":18446744073709551616,\"y\":1e999999999")).compact()))
        .as("where it is no date it is nobody's business")
        .isEqualTo(GOOD);
  }

  @Test
  void hugeAndDeepJsonIsRefusedQuickly() {
    List<String> payloads =
        List.of(
            payload(",\"x\":" + "[".repeat(2500) + "]".repeat(2500)),
            payload(",\"x\":" + "[".repeat(5000)),
            payload(",\"x\":" + "{\"a\":".repeat(900) + "1" + "}".repeat(900)),
            "[".repeat(5500),
            "{\"a\":".repeat(1000));
    for (String payload : payloads) {
      assertThat(outcome(sentinel, mint().payload(payload).compact())).isEqualTo("malformed_token");
    }
    assertThat(outcome(sentinel, mint().rawHeader("{\"alg\":" + "[".repeat(5000)).compact()))
        .isEqualTo("malformed_token");
    for (int length : new int[] {8193, 100_000, 20_000_000}) {
      assertThat(outcome(sentinel, "a".repeat(length))).isEqualTo("token_too_long");
      assertThat(outcome(sentinel, "a.".repeat(length / 2) + "a")).isEqualTo("token_too_long");
    }
    assertThat(outcome(sentinel, mint().claim("x", "y".repeat(7000)).compact()))
        .isEqualTo("token_too_long");
  }

  @Test
  void longestTokenIsReadAndALongerOneIsNot() {
    assertThat(outcome(sentinel, tokenOfLength(8192))).isEqualTo(GOOD);
    assertThat(outcome(sentinel, tokenOfLength(8193))).isEqualTo("token_too_long");
  }

  /** Some lengths can't be met by the payload alone, so the header lends a hand. */
  private static String tokenOfLength(int length) {
    for (int inHeader = 0; inHeader < 3; inHeader++) {
      for (int inPayload = length / 2; inPayload < length; inPayload++) {
        TokenMint mint = mint().header("x", "y".repeat(inHeader)).rawSignature("");
        int missing = length - mint.claim("x", "y".repeat(inPayload)).compact().length() - 342;
        if (missing == 0) {
          return mint.signatureBy(key).compact();
        }
      }
    }
    throw new AssertionError("no token of length " + length);
  }

  @Test
  void payloadThatIsNoObjectIsRefused() {
    for (String payload :
        List.of(
            "",
            " ",
            "null",
            "[]",
            "\"x\"",
            "1",
            "{",
            "{}{}",
            payload("") + "x",
            "\ufeff" + payload(""),
            payload("").replace("{", "{/**/"),
            payload(",\"x\":\"a\u0000b\""),
            payload(",\"x\":\"a\nb\""))) {
      assertThat(outcome(sentinel, mint().payload(payload).compact())).isEqualTo("malformed_token");
    }
  }

  // shape

  @Test
  void anythingButThreePartsIsRefused() {
    String[] parts = parts(mint().compact());
    String jwe = encode("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}");
    for (String token :
        List.of(
            "",
            ".",
            "..",
            "...",
            "....",
            parts[0],
            parts[0] + "." + parts[1],
            parts[0] + "." + parts[1] + ".",
            "." + parts[1] + "." + parts[2],
            parts[0] + ".." + parts[2],
            String.join(".", parts) + ".",
            "." + String.join(".", parts),
            String.join(".", parts) + "." + parts[2],
            jwe + ".AAAA.AAAA.AAAA.AAAA",
            jwe + "....",
            String.join(".", parts) + ".AAAA.AAAA",
            "{\"payload\":\""
                + parts[1]
                + "\",\"protected\":\""
                + parts[0]
                + "\",\"signature\":\""
                + parts[2]
                + "\"}")) {
      assertThat(outcome(sentinel, token)).as(token).isEqualTo("malformed_token");
    }
  }

  @Test
  void base64urlIsTakenToTheLetter() {
    String token = mint().compact();
    String[] parts = parts(token);
    assertThat(outcome(sentinel, token)).as("now remembered").isEqualTo(GOOD);
    for (int part = 0; part < 3; part++) {
      for (String junk :
          List.of(
              "=",
              "==",
              " ",
              "\n",
              "\r\n",
              "\t",
              "\u0000",
              "+",
              "/",
              "%3D",
              "\u00e4",
              "\u0100",
              "\u212a",
              "\ud83d\ude00",
              "\u0141")) {
        for (String changed :
            List.of(
                parts[part] + junk,
                junk + parts[part],
                parts[part].substring(0, 8) + junk + parts[part].substring(8))) {
          String[] copy = parts.clone();
          copy[part] = changed;
          assertThat(outcome(sentinel, String.join(".", copy)))
              .as(changed)
              .isEqualTo("malformed_token");
        }
      }
    }
    for (String around :
        List.of(
            " " + token,
            token + " ",
            token + "\n",
            "\u0000" + token,
            token + "\u0000",
            "\"" + token + "\"",
            token + ";",
            "Bearer " + token)) {
      assertThat(outcome(sentinel, around)).as("%s", around).isEqualTo("malformed_token");
    }
    // two characters of one code point become one byte: positions shift, even past the end
    for (int pairs = 1; pairs < 8; pairs++) {
      String shift = "\ud83d\ude00".repeat(pairs);
      for (String shifted :
          List.of(
              shift + token, shift + ".a.b", shift + ".a.bc", shift + ".a.bcd", "a.b." + shift)) {
        assertThat(outcome(sentinel, shifted)).as(shifted).isEqualTo("malformed_token");
      }
    }
  }

  @Test
  void headerThatHoldsMoreThanARememberedTokenIsABadRequest() {
    String token = mint().compact();
    try (Sentinel forgetful =
        Sentinel.builder(config(emulator, "sentinel.cache.size", "0")).clock(CLOCK).build()) {
      for (Sentinel asked : List.of(sentinel, forgetful)) {
        assertThat(status(asked, token)).isEqualTo(200);
        for (String junk :
            List.of(",", ";", "\"", "%", "\u0000", "\u0100", "\ud83d", "\ud83d\ude00", "=x")) {
          for (String header :
              List.of(token + junk, junk + token, token + junk + token, junk + ".a.b", junk)) {
            assertThat(status(asked, header)).as(header).isEqualTo(400);
          }
        }
        assertThat(status(asked, token + " x")).isEqualTo(400);
        assertThat(status(asked, token + "=")).as("a b64token, but no JWS").isEqualTo(401);
      }
    }
  }

  @Test
  void unusedLastBitsOfTheSignatureMustBeNought() {
    String token = mint().compact();
    assertThat(outcome(sentinel, token)).isEqualTo(GOOD);
    assertThat(parts(token)[2]).hasSize(342); // 256 bytes: the last character holds 2 bits
    char last = token.charAt(token.length() - 1);
    for (int bits = 1; bits < 16; bits++) {
      char other = ALPHABET.charAt(ALPHABET.indexOf(last) + bits);
      String twin = token.substring(0, token.length() - 1) + other;
      assertThat(Base64.getUrlDecoder().decode(parts(twin)[2]))
          .as("a lenient decoder sees no difference")
          .isEqualTo(Base64.getUrlDecoder().decode(parts(token)[2]));
      assertThat(outcome(sentinel, twin)).isEqualTo("malformed_token");
    }
  }

  @Test
  void partsOfDifferentTokensDoNotFitTogether() {
    List<String[]> tokens = new ArrayList<>();
    tokens.add(parts(mint().compact()));
    tokens.add(parts(mint().claim("scope", "admin").compact()));
    tokens.add(parts(mint().withoutHeader("typ").claim("jti", 1).compact()));
    for (String[] token : tokens) {
      assertThat(outcome(sentinel, String.join(".", token))).isEqualTo(GOOD);
    }
    int foreign = 0;
    for (String[] a : tokens) {
      for (String[] b : tokens) {
        for (String[] c : tokens) {
          String token = a[0] + "." + b[1] + "." + c[2];
          boolean genuine = b == c && a[0].equals(b[0]);
          assertThat(outcome(sentinel, token)).isEqualTo(genuine ? GOOD : "bad_signature");
          foreign += genuine ? 0 : 1;
        }
      }
    }
    assertThat(foreign).isGreaterThan(15);
    String[] token = tokens.get(0);
    for (String turned :
        List.of(
            token[1] + "." + token[0] + "." + token[2],
            token[2] + "." + token[1] + "." + token[0],
            token[0] + "." + token[2] + "." + token[1])) {
      assertThat(outcome(sentinel, turned)).isEqualTo("malformed_token");
    }
    assertThat(outcome(sentinel, mint().payloadAfterSigning(payload(",\"admin\":true")).compact()))
        .isEqualTo("bad_signature");
  }

  @Test
  void signatureOfOddLengthOrContentIsRefused() {
    byte[] n = unsigned((RSAPublicKey) key.pair().getPublic());
    for (byte[] signature :
        List.of(
            new byte[1],
            new byte[255],
            new byte[256],
            new byte[257],
            new byte[512],
            n,
            filled(256, 0xff),
            filled(256, 1))) {
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
      for (String kid : List.of(key.kid(), "ec")) {
        String algorithm = kid.equals("ec") ? "ES256" : "RS256";
        assertThat(
                outcome(
                    sentinel,
                    mint()
                        .header("kid", kid)
                        .header("alg", algorithm)
                        .rawSignature(text)
                        .compact()))
            .isEqualTo("bad_signature");
      }
    }
    for (int length : new int[] {64, 63, 65, 72}) {
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[length]);
      assertThat(
              outcome(
                  sentinel,
                  mint().header("kid", "ec").header("alg", "ES256").rawSignature(text).compact()))
          .as("ECDSA with r = s = 0 (CVE-2022-21449)")
          .isEqualTo("bad_signature");
    }
  }

  // random

  /**
   * Each mutation changes what the token says or how it is written. They run twice: time is judged
   * by the faster of the two runs, so that a pause of the machine (another process, a collection)
   * is not held against a token, while a token that is slow by itself is slow both times.
   */
  @Test
  void noneOfTenThousandMutationsIsAcceptedOrSlow() {
    List<String> originals =
        List.of(
            mint().compact(),
            mint()
                .claim("aud", List.of(ACCOUNT, "other"))
                .claim("nested", Map.of("a", List.of(1, 2.5, true)))
                .compact(),
            mint().withoutHeader("kid").compact());
    originals.forEach(token -> assertThat(outcome(sentinel, token)).isEqualTo(GOOD));
    Random random = new Random(SEED);
    List<String> mutations = new ArrayList<>();
    int[] changedParts = new int[3];
    while (mutations.size() < MUTATIONS) {
      String original = originals.get(random.nextInt(originals.size()));
      int part = random.nextInt(3);
      String mutation = mutate(original, part, random);
      if (!originals.contains(mutation)) {
        mutations.add(mutation);
        changedParts[part]++;
      }
    }
    assertThat(Arrays.stream(changedParts).min().orElse(0)).isGreaterThan(MUTATIONS / 4);

    long[] first = new long[MUTATIONS];
    long[] second = new long[MUTATIONS];
    Map<String, Integer> outcomes = new LinkedHashMap<>();
    for (long[] run : List.of(first, second)) {
      for (int i = 0; i < MUTATIONS; i++) {
        long start = System.nanoTime();
        String outcome = outcome(sentinel, mutations.get(i));
        run[i] = System.nanoTime() - start;
        assertThat(outcome).as("mutation %s: %s", i, mutations.get(i)).isNotEqualTo(GOOD);
        outcomes.merge(outcome, 1, Integer::sum);
      }
    }

    assertThat(outcomes)
        .as("nobody is left in doubt, and it is not all refused for one reason")
        .doesNotContainKey(Verifications.CANNOT_TELL)
        .containsKeys("malformed_token", "bad_signature");
    for (int i = 0; i < MUTATIONS; i++) {
      assertThat(Duration.ofNanos(Math.min(first[i], second[i])))
          .as("mutation %s: %s", i, mutations.get(i))
          .isLessThan(LONGEST);
    }
    originals.forEach(token -> assertThat(outcome(sentinel, token)).isEqualTo(GOOD));
  }

  @Test
  void everyBitOfATokenCounts() {
    String token = mint().compact();
    assertThat(outcome(sentinel, token)).isEqualTo(GOOD);
    byte[] bytes = token.getBytes(ISO_8859_1);
    for (int at = 0; at < bytes.length; at++) {
      for (int bit = 0; bit < 8; bit += 1 + at % 3) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << bit);
        assertThat(outcome(sentinel, new String(flipped, ISO_8859_1)))
            .as("bit %s of character %s", bit, at)
            .isNotEqualTo(GOOD)
            .isNotEqualTo(Verifications.CANNOT_TELL);
      }
    }
  }

  @Test
  void randomTextIsRefusedOverTheRequestToo() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(200); n > 0; n--) {
        text.append((char) random.nextInt(i % 2 == 0 ? 256 : 65536));
      }
      assertThat(status(sentinel, text.toString())).isIn(400, 401);
      assertThat(outcome(sentinel, text.toString())).isEqualTo("malformed_token");
    }
  }

  private static String mutate(String token, int part, Random random) {
    String[] parts = parts(token);
    byte[] bytes = Base64.getUrlDecoder().decode(parts[part]);
    String text = parts[part];
    switch (random.nextInt(9)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
      case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(16));
      case 4 -> {
        int from = random.nextInt(bytes.length);
        int to = random.nextInt(bytes.length);
        System.arraycopy(bytes, from, bytes, to, bytes.length - Math.max(from, to));
      }
      case 5 -> {
        int at = random.nextInt(text.length());
        parts[part] = text.substring(0, at) + (char) random.nextInt(256) + text.substring(at + 1);
        return String.join(".", parts);
      }
      case 6 -> {
        int at = random.nextInt(text.length());
        parts[part] =
            text.substring(0, at) + "=.\n\u0000 +/".charAt(random.nextInt(7)) + text.substring(at);
        return String.join(".", parts);
      }
      case 7 -> {
        int at = random.nextInt(text.length());
        parts[part] =
            text.substring(0, at) + text.substring(at + 1 + random.nextInt(text.length() - at));
        return String.join(".", parts);
      }
      default -> {
        String[] words = {"null", "{", "}", "[", "\"", ",", "1e999", "-", "\\u0000", ":"};
        String word = words[random.nextInt(words.length)];
        String decoded = new String(bytes, ISO_8859_1);
        int at = random.nextInt(decoded.length());
        bytes = (decoded.substring(0, at) + word + decoded.substring(at)).getBytes(ISO_8859_1);
      }
    }
    parts[part] = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return String.join(".", parts);
  }

  private static TokenMint mint() {
    return emulator.mint(app).signedWith(key);
  }

  /** Good claims as text, with more of them behind. */
  private static String payload(String more) {
    long now = CLOCK.instant().getEpochSecond();
    return "{\"iss\":\"Sentinel\",\"aud\":\""
        + ACCOUNT
        + "\",\"azp\":\"app\",\"scope\":\"a\",\"iat\":"
        + now
        + ",\"exp\":"
        + (now + 3600)
        + more
        + "}";
  }

  private static Object jwk(SigningKey of) {
    try {
      return JSONObjectUtils.parse(of.toJwk());
    } catch (java.text.ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static String[] parts(String token) {
    return token.split("\\.", -1);
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] unsigned(RSAPublicKey rsa) {
    byte[] modulus = rsa.getModulus().toByteArray();
    return Arrays.copyOfRange(modulus, modulus[0] == 0 ? 1 : 0, modulus.length);
  }

  /** What a SubjectPublicKeyInfo of RSA with 2048 bits wraps. */
  private static byte[] pkcs1(byte[] spki) {
    return Arrays.copyOfRange(spki, 24, spki.length);
  }

  /** Any key will do: the test above relies on the encodings being those of Java. */
  @Test
  void publicKeyIsEncodedAsExpected() {
    PublicKey rsa = key.pair().getPublic();
    assertThat(rsa.getFormat()).isEqualTo("X.509");
    assertThat(pkcs1(rsa.getEncoded())[0]).as("a sequence").isEqualTo((byte) 0x30);
  }
}
