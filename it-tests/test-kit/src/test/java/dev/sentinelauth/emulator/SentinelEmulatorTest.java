package dev.sentinelauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is installed, and what is recorded. */
class SentinelEmulatorTest {
  private static final String ACCOUNT = "le81823118";
  private static final String V2 = "/sentinel/api/v2/account/le81823118/app/token";
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
  void anInstallationDocumentIsTakenOverHttp() throws Exception {
    HttpResponse<String> answer =
        install(
            """
            {"client_name":"Bot","description":"","grant_types":["client_credentials"],
             "response_types":["token"],"scope":"msg.consumer"}""");

    assertThat(answer.statusCode()).isEqualTo(201);
    Map<String, String> form =
        Map.of(
            "client_id", (String) Http.json(answer).get("client_id"),
            "client_secret", (String) Http.json(answer).get("client_secret"),
            "grant_type", "client_credentials");
    assertThat(http.post(V2, form).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | invalid_client_metadata",
        "{} | invalid_client_metadata",
        "{\"client_name\":\"x\",\"grant_types\":[\"implicit\"]} | invalid_client_metadata",
        "{\"client_name\":\"x\",\"grant_types\":[null]} | invalid_client_metadata",
        "{\"client_name\":\"x\",\"grant_types\":[\"authorization_code\"]} | invalid_redirect_uri",
        "{\"client_name\":\"x\",\"redirect_uris\":[\"/x\"]} | invalid_redirect_uri",
      })
  void aWrongInstallationDocumentIsRefused(String document, String error) throws Exception {
    Http.assertRefused(install(document), 400, error);
    assertThatThrownBy(() -> emulator.install(ACCOUNT, document))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsAskedIsRecorded() throws Exception {
    HttpResponse<String> unused = http.post("/elsewhere?a=b%20c", "x=y", "X-Word", "hello");

    RecordedRequest request =
        emulator.host().awaitRequests(Endpoint.OTHER, 1, Http.PATIENCE).get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/elsewhere");
    assertThat(request.queryParameters()).isEqualTo(Map.of("a", "b c"));
    assertThat(request.formParameters()).isEqualTo(Map.of("x", "y"));
    assertThat(request.header("x-word")).hasValue("hello");
    assertThat(emulator.host().count(Endpoint.OTHER)).isEqualTo(1);
    assertThat(emulator.host().count(Endpoint.JWKS)).isZero();
  }

  @Test
  void waitingForRequestsEnds() {
    assertThatThrownBy(() -> emulator.host().awaitRequests(Endpoint.JWKS, 1, Duration.ofMillis(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("0 of 1 requests to JWKS");
  }

  @Test
  void secretsAreNotInDescriptions() {
    assertThat(app.toString()).doesNotContain(app.clientSecret());
    assertThat(emulator.v1Key().toString()).isEqualTo("SigningKey[appjwt-24-02-29]");
  }

  private HttpResponse<String> install(String document) throws Exception {
    return http.post(
        "/sentinel/api/account/le81823118/app/install",
        document,
        "Content-Type",
        "application/json");
  }
}
