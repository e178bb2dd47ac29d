package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens made to order, judged by a library that did not make them. */
class TokenMintTest {
  private static final Instant NOW = Instant.parse("2024-02-29T12:00:00Z");

  private final SentinelEmulator emulator =
      SentinelEmulator.start(InstantSource.fixed(NOW)).addAccount("a1");
  private final Installation app = emulator.install(Installation.forApi("a1", "msg.consumer"));
  private final JWSVerifier current = verifier(emulator.host().keys().current());

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void aTokenIsValidAsItComes() throws Exception {
    SignedJWT token = SignedJWT.parse(emulator.mint(app).compact());

    assertThat(token.verify(current)).isTrue();
    assertThat(token.getHeader().toJSONObject())
        .containsOnlyKeys("kid", "typ", "alg")
        .containsEntry("typ", "JWT")
        .containsEntry("alg", "RS256");
  }

  @Test
  void claimsAndHeaderMembersAreSetAndRemoved() throws Exception {
    SignedJWT token =
        SignedJWT.parse(
            emulator
                .mint(app)
                .claim("nbf", 5)
                .claim("jti", null)
                .withoutClaim("azp")
                .header("jku", "https://evil.example")
                .withoutHeader("typ")
                .compact());

    assertThat(token.verify(current)).isTrue();
    assertThat(token.getPayload().toJSONObject())
        .containsEntry("nbf", 5L)
        .containsEntry("jti", null)
        .doesNotContainKey("azp");
    assertThat(token.getHeader().toJSONObject()).containsKey("jku").doesNotContainKey("typ");
  }

  @Test
  void timeIsMoved() {
    assertThat(payload(emulator.mint(app).issuedAt(Instant.ofEpochSecond(100))))
        .contains("\"iat\":100", "\"exp\":3700");
    assertThat(payload(emulator.mint(app).lifetime(Duration.ofSeconds(5))))
        .contains("\"exp\":" + (NOW.getEpochSecond() + 5));
    assertThat(payload(emulator.mint(app).expiresAt(Instant.ofEpochSecond(7))))
        .contains("\"exp\":7");
  }

  @Test
  void rawTextStandsForHeaderAndPayload() {
    String compact =
        emulator.mint(app).rawHeader("{\"alg\":\"RS256\",\"alg\":1}").payload("[]").compact();

    assertThat(decode(compact, 0)).isEqualTo("{\"alg\":\"RS256\",\"alg\":1}");
    assertThat(decode(compact, 1)).isEqualTo("[]");
  }

  @Test
  void anotherKeySigns() throws Exception {
    SigningKey rogue = emulator.newKey("rogue");
    SignedJWT honest = SignedJWT.parse(emulator.mint(app).signedWith(rogue).compact());
    SignedJWT forged = SignedJWT.parse(emulator.mint(app).signatureBy(rogue).compact());

    assertThat(honest.getHeader().getKeyID()).isEqualTo("rogue");
    assertThat(honest.verify(verifier(rogue))).isTrue();
    assertThat(forged.getHeader().getKeyID()).isEqualTo(emulator.host().keys().current().kid());
    assertThat(forged.verify(verifier(rogue))).isTrue();
    assertThat(forged.verify(current)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
  void anRsaKeySignsWithEachOfItsAlgorithms(String algorithm) throws Exception {
    SignedJWT token = SignedJWT.parse(emulator.mint(app).algorithm(algorithm).compact());

    assertThat(token.getHeader().getAlgorithm()).hasToString(algorithm);
    assertThat(token.verify(current)).isTrue();
  }

  @Test
  void anEllipticCurveKeySigns() throws Exception {
    SigningKey ec = SigningKey.ec("ec");
    SignedJWT token = SignedJWT.parse(emulator.mint(app).signedWith(ec).compact());

    assertThat(token.getHeader().getAlgorithm()).hasToString("ES256");
    assertThat(token.verify(new ECDSAVerifier((ECPublicKey) ec.pair().getPublic()))).isTrue();
  }

  @Test
  void aWeakKeySigns() throws Exception {
    String compact = emulator.mint(app).signedWith(SigningKey.weakRsa("weak")).compact();

    assertThat(Base64.getUrlDecoder().decode(compact.split("\\.", -1)[2])).hasSize(128);
  }

  @Test
  void thePublicKeyServesAsASharedSecret() throws Exception {
    byte[] secret = emulator.v1PublicKey().getBytes(UTF_8);
    SignedJWT token = SignedJWT.parse(emulator.mint(app).hmac("HS256", secret).compact());

    assertThat(token.getHeader().getAlgorithm()).hasToString("HS256");
    assertThat(token.verify(new MACVerifier(secret))).isTrue();
  }

  @Test
  void signaturesAreLeftOutOrMadeUp() {
    assertThat(decode(emulator.mint(app).unsigned().compact(), 0)).contains("\"alg\":\"none\"");
    assertThat(emulator.mint(app).unsigned().compact()).endsWith(".");
    assertThat(emulator.mint(app).withoutSignature().compact()).endsWith(".");
    assertThat(emulator.mint(app).rawSignature("!!").compact()).endsWith(".!!");
  }

  @Test
  void anAlgorithmMayBeAMereLabel() throws Exception {
    String compact = emulator.mint(app).header("alg", "RS512").compact();

    assertThat(decode(compact, 0)).contains("RS512");
    assertThat(SignedJWT.parse(compact).verify(current)).isFalse();
  }

  @Test
  void aPayloadIsTamperedWith() throws Exception {
    String compact = emulator.mint(app).payloadAfterSigning("{\"aud\":\"evil\"}").compact();

    assertThat(decode(compact, 1)).isEqualTo("{\"aud\":\"evil\"}");
    assertThat(SignedJWT.parse(compact).verify(current)).isFalse();
  }

  @Test
  void anAlgorithmMustFitItsKey() {
    assertThatThrownBy(() -> emulator.mint(app).algorithm("ES256").compact())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> emulator.mint(app).algorithm("none").compact())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anIdTokenIsMinted() throws Exception {
    LoginUser user = new LoginUser("alice", false, true);
    SignedJWT token = SignedJWT.parse(emulator.mintIdToken(app, user).compact());

    assertThat(token.verify(verifier(emulator.idTokenKey()))).isTrue();
    assertThat(token.getJWTClaimsSet().getBooleanClaim("is_lpa")).isTrue();
  }

  private static JWSVerifier verifier(SigningKey key) {
    return new RSASSAVerifier((RSAPublicKey) key.pair().getPublic());
  }

  private static String payload(TokenMint mint) {
    return decode(mint.compact(), 1);
  }

  private static String decode(String compact, int part) {
    return new String(Base64.getUrlDecoder().decode(compact.split("\\.", -1)[part]), UTF_8);
  }
}
