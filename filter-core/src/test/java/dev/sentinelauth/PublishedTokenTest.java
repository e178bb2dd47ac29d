package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The example token of the vendor's documentation. It expired in 2018, and its signature is of a
 * 1024-bit key that nobody publishes: good for decoding, and to be refused by everybody.
 */
class PublishedTokenTest {
  private static final Instant WHILE_IT_WAS_VALID = Instant.ofEpochSecond(1_524_643_000);

  private static String token;
  private static HttpServer server;

  /** Serves the published v1 key under the very key id that the token names. */
  @BeforeAll
  static void publishTheKeyUnderTheTokensKeyId() throws Exception {
    try (InputStream in =
        PublishedTokenTest.class.getResourceAsStream("/published-example-token.txt")) {
      token = new String(in.readAllBytes(), UTF_8).strip();
    }
    RSAKey jwk = new RSAKey.Builder(V1PublicKey.published()).keyID("appjwt-13-05-17").build();
    byte[] document =
        ("{\"keys\":[" + JSONObjectUtils.toJSONString(jwk.toJSONObject()) + "]}").getBytes(UTF_8);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/sentinel/well-known/jwks",
        exchange -> {
          exchange.sendResponseHeaders(200, document.length);
          exchange.getResponseBody().write(document);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @Test
  void itIsDecoded() throws Exception {
    CompactJws jws = CompactJws.parse(token);

    assertThat(jws.header()).isEqualTo(new CompactJws.Header("RS256", "appjwt-13-05-17"));
    assertThat(jws.claims())
        .containsEntry("aud", "le81823118")
        .containsEntry("azp", "75588e18-0213-4e33-8174-883acac7e3c4")
        .containsEntry("scope", "msg.consumer")
        .containsEntry("iss", "Sentinel")
        .containsEntry("exp", 1_524_646_270L)
        .containsEntry("iat", 1_524_642_670L)
        .hasSize(6);
    assertThat(jws.signature()).as("1024 bits").hasSize(128);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jwks", "v1", "jwks,v1"})
  void itIsRefusedAsExpired(String keys) {
    assertRefused(keys, InstantSource.system(), Rejection.EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jwks", "v1", "jwks,v1"})
  void itIsRefusedEvenWhileItWasValid(String keys) {
    assertRefused(keys, InstantSource.fixed(WHILE_IT_WAS_VALID), Rejection.BAD_SIGNATURE);
  }

  private static void assertRefused(String keys, InstantSource clock, Rejection expected) {
    Properties properties = new Properties();
    properties.setProperty("sentinel.account-id", "le81823118");
    properties.setProperty("sentinel.server", "http://127.0.0.1:" + server.getAddress().getPort());
    properties.setProperty("sentinel.keys", keys);
    try (Sentinel sentinel =
        Sentinel.builder(SentinelConfig.load(properties)).clock(clock).build()) {
      assertThatThrownBy(() -> sentinel.tokenVerifier().verify(token))
          .isInstanceOfSatisfying(
              InvalidTokenException.class, e -> assertThat(e.rejection()).isEqualTo(expected));
    }
  }

  @Test
  void publishedV1KeyIsTheDefault() {
    Properties properties = new Properties();
    properties.setProperty("sentinel.account-id", "le81823118");
    properties.setProperty("sentinel.keys", "v1");

    RSAPublicKey key = SentinelConfig.load(properties).keys().v1Key();

    assertThat(key).isNotNull().isEqualTo(V1PublicKey.published());
    assertThat(key.getModulus().bitLength()).isEqualTo(2048);
    assertThat(Base64.getEncoder().encodeToString(key.getEncoded()))
        .startsWith("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvGQctwBFFZBaSu")
        .endsWith("JoptUSQIDAQAB")
        .hasSize(392);
  }
}
