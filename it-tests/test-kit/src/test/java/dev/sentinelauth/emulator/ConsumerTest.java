package dev.sentinelauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The IDP. */
class ConsumerTest {
  private static final String ACCOUNT = "le81823118";
  private static final String CONSUMER = "/api/account/le81823118/consumer?v=1.0";
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

  @Test
  void anAppJwtAndANameGiveAConsumerJws() throws Exception {
    for (TokenMint mint : List.of(emulator.mint(app), emulator.mintV1(app))) {
      HttpResponse<String> answer = consumer(mint.compact());

      assertThat(answer.statusCode()).isEqualTo(200);
      SignedJWT token = SignedJWT.parse((String) Http.json(answer).get("token"));
      assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("John_Doe");
    }
  }

  @Test
  void theIdpVerifiesTheAppJwt() throws Exception {
    emulator.addAccount("other");
    List<String> refused =
        List.of(
            "Bearer " + emulator.mint(app).compact(),
            emulator.mint(app).signatureBy(emulator.newKey("rogue")).compact(),
            emulator.mint(app).expiresAt(NOW).compact(),
            emulator.mint(app).withoutClaim("exp").compact(),
            emulator.mint(app).claim("aud", "other").compact(),
            emulator.mint(app).claim("iss", "sentinel").compact(),
            emulator.mint(app).unsigned().compact(),
            "nonsense");

    for (String authorization : refused) {
      Http.assertRefused(consumer(authorization), 401, "invalid_token");
    }
  }

  @Test
  void theIdpRefusesAConsumerWithoutAName() throws Exception {
    for (String body : List.of("{}", "[]", "{\"ext_consumer_id\":\"\"}")) {
      HttpResponse<String> answer =
          http.post(
              CONSUMER,
              body,
              "Authorization",
              emulator.mint(app).compact(),
              "Content-Type",
              "application/json");

      Http.assertRefused(answer, 400, "invalid_request");
    }
  }

  private HttpResponse<String> consumer(String authorization) throws Exception {
    return http.post(
        CONSUMER,
        "{\"ext_consumer_id\":\"John_Doe\"}",
        "Authorization",
        authorization,
        "Content-Type",
        "application/json");
  }
}
