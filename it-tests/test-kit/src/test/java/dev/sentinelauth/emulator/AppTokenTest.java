package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Client credentials for an AppJWT, in all documented forms. */
class AppTokenTest {
  private static final String ACCOUNT = "le81823118";
  private static final String V1 = "/sentinel/api/account/le81823118/app/token?v=1.0";
  private static final String V2 = "/sentinel/api/v2/account/le81823118/app/token";
  private static final String V2_ALIAS = "/sentinel/api/account/le81823118/app/token?v=2.0";
  private static final Instant NOW = Instant.parse("2024-02-29T12:00:00Z");

  private final SentinelEmulator emulator =
      SentinelEmulator.start(InstantSource.fixed(NOW)).addAccount(ACCOUNT);
  private final Installation app =
      emulator.install(Installation.forApi(ACCOUNT, "msg.consumer msg.agent"));
  private final Http http = new Http(emulator);

  @AfterEach
  void close() {
    emulator.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {V2, V2_ALIAS})
  void clientCredentialsGiveAnAppJwtByAPublishedKey(String path) throws Exception {
    HttpResponse<String> answer = http.post(path, Http.credentials(app));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("application/json;charset=utf-8");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(Http.json(answer))
        .containsOnlyKeys("access_token", "token_type")
        .containsEntry("token_type", "Bearer");
    SignedJWT token = SignedJWT.parse((String) Http.json(answer).get("access_token"));
    JWKSet published = JWKSet.parse(http.get(emulator.host().jwksUri()).body());
    RSAKey key = published.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey();
    assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
    assertThat(token.getPayload().toJSONObject())
        .isEqualTo(
            Map.of(
                "aud",
                ACCOUNT,
                "azp",
                app.clientId(),
                "scope",
                "msg.consumer msg.agent",
                "iss",
                "Sentinel",
                "iat",
                NOW.getEpochSecond(),
                "exp",
                NOW.getEpochSecond() + 3600));
  }

  @Test
  void version1IsSignedWithTheStaticKey() throws Exception {
    SignedJWT token = appJwt(http.post(V1, Http.credentials(app)));

    byte[] der = Base64.getDecoder().decode(emulator.v1PublicKey());
    RSAPublicKey key =
        (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
    assertThat(token.getHeader().getKeyID()).isEqualTo("appjwt-24-02-29");
    assertThat(emulator.host().keys().document()).doesNotContain("appjwt-24-02-29");
  }

  @Test
  void version1TakesItsParametersFromTheQuery() throws Exception {
    String query = V1 + "&" + Form.encode(Http.credentials(app));

    assertThat(appJwt(http.post(query, "")).getHeader().getKeyID()).startsWith("appjwt-");
  }

  @Test
  void version1TakesTheGrantTypeFromTheQueryAndTheCredentialsFromTheBody() throws Exception {
    Map<String, String> body = new HashMap<>(Http.credentials(app));
    String query = V1 + "&grant_type=" + body.remove("grant_type");

    assertThat(appJwt(http.post(query, body)).getHeader().getKeyID()).startsWith("appjwt-");
  }

  @Test
  void aliasOfVersion2TakesAllFromTheQueryAsTheVendorsJavaClientSendsIt() throws Exception {
    String query = V2_ALIAS + "&" + Form.encode(Http.credentials(app));

    for (String type : new String[] {"application/x-www-form-urlencoded", "application/json"}) {
      SignedJWT token = appJwt(http.post(query, "", "Content-Type", type));
      assertThat(token.getHeader().getKeyID()).isEqualTo(emulator.host().keys().current().kid());
    }
    Http.assertRefused(http.post(query, Map.of("scope", "")), 400, "invalid_request");
  }

  @Test
  void refusedClientGetsAChallenge() throws Exception {
    HttpResponse<String> answer = http.post(V2, Http.credentials(app.withSecret("wrong")));

    assertThat(answer.headers().allValues("WWW-Authenticate"))
        .containsExactly("Basic realm=\"sentinel\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {V1, V2, V2_ALIAS, "/sentinel/api/account/le81823118/token?v=1.0"})
  void clientThatAuthenticatesByAHeaderIsRefusedWithAChallenge(String path) throws Exception {
    String basic =
        Base64.getEncoder()
            .encodeToString((app.clientId() + ":" + app.clientSecret()).getBytes(US_ASCII));
    String[] headers = {
      "Authorization", "Basic " + basic, "Content-Type", "application/x-www-form-urlencoded"
    };

    Http.assertRefused(
        http.post(path, "grant_type=client_credentials", headers), 401, "invalid_client");
    Http.assertRefused(
        http.post(path, Form.encode(Http.credentials(app)), headers), 400, "invalid_request");
  }

  @Test
  void version2TakesNothingFromTheQuery() throws Exception {
    Http.assertRefused(
        http.post(V2 + "?" + Form.encode(Http.credentials(app)), ""), 400, "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({
    "client_id, nobody, 401, invalid_client",
    "client_secret, wrong, 401, invalid_client",
    "client_secret, '', 400, invalid_request",
    "grant_type, '', 400, invalid_request",
    "grant_type, password, 400, unsupported_grant_type",
  })
  void wrongCredentialsAreRefused(String name, String value, int status, String error)
      throws Exception {
    Map<String, String> form = new HashMap<>(Http.credentials(app));
    form.put(name, value);

    Http.assertRefused(http.post(V2, form), status, error);
  }

  @Test
  void aRepeatedParameterIsRefused() throws Exception {
    String body = Form.encode(Http.credentials(app)) + "&client_id=" + app.clientId();

    Http.assertRefused(
        http.post(V2, body, "Content-Type", "application/x-www-form-urlencoded"),
        400,
        "invalid_request");
  }

  @Test
  void aBodyThatIsNoFormIsRefused() throws Exception {
    Http.assertRefused(
        http.post(V2, "{}", "Content-Type", "application/json"), 400, "invalid_request");
  }

  @Test
  void anUnknownVersionIsRefused() throws Exception {
    String path = "/sentinel/api/account/le81823118/app/token";

    Http.assertRefused(http.post(path, Http.credentials(app)), 400, "invalid_request");
    Http.assertRefused(http.post(path + "?v=3.0", Http.credentials(app)), 400, "invalid_request");
  }

  @Test
  void aClientWithoutTheGrantIsRefused() throws Exception {
    Installation login = emulator.install(Installation.forLogin(ACCOUNT));

    Http.assertRefused(http.post(V2, Http.credentials(login)), 400, "unauthorized_client");
  }

  @Test
  void anotherAccountsClientIsRefused() throws Exception {
    emulator.addAccount("other");

    Http.assertRefused(
        http.post("/sentinel/api/v2/account/other/app/token", Http.credentials(app)),
        401,
        "invalid_client");
  }

  @Test
  void aChangedSecretTakesTheOldOnesPlace() throws Exception {
    Installation changed = emulator.install(app.withSecret("new"));

    Http.assertRefused(http.post(V2, Http.credentials(app)), 401, "invalid_client");
    assertThat(http.post(V2, Http.credentials(changed)).statusCode()).isEqualTo(200);
  }

  @Test
  void theLifetimeIsSentOnDemand() throws Exception {
    emulator.appJwtLifetime(Duration.ofMinutes(5));
    emulator.sendExpiresIn(true);

    HttpResponse<String> answer = http.post(V2, Http.credentials(app));

    assertThat(Http.json(answer)).containsEntry("expires_in", 300L);
    assertThat(appJwt(answer).getJWTClaimsSet().getExpirationTime())
        .isEqualTo(NOW.plusSeconds(300));
  }

  @Test
  void anotherMethodIsNotAllowed() throws Exception {
    HttpResponse<String> answer = http.get(V2);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
  }

  private static SignedJWT appJwt(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(200);
    return SignedJWT.parse((String) Http.json(answer).get("access_token"));
  }
}
