package dev.sentinelauth.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.AppJwtHttpClient;
import dev.sentinelauth.InvalidTokenException;
import dev.sentinelauth.KeysUnavailableException;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.LoginUser;
import dev.sentinelauth.emulator.RecordedRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an application is set up with, what it sent, and how its Sentinel fails. */
class TestSentinelTest {
  private final TestSentinel sentinel = TestSentinel.forAccount("le1");

  @AfterEach
  void close() {
    sentinel.close();
  }

  private Sentinel application() {
    return Sentinel.create(SentinelConfig.load(sentinel.settings()));
  }

  @Test
  void theSettingsGoBeforeThoseOfTheApplicationAsParameters() {
    Properties ofTheApplication = new Properties();
    ofTheApplication.setProperty("sentinel.account-id", "le99");
    ofTheApplication.setProperty("sentinel.server", "va.sentinel.liveperson.net");
    ofTheApplication.setProperty("sentinel.client-id", "${env:NOT_THERE_IN_TESTS}");
    ofTheApplication.setProperty("sentinel.client-secret", "${file:/run/secrets/not-there}");
    SentinelConfig config =
        SentinelConfig.loader()
            .parameters("context-param", sentinel.initParameters())
            .properties("sentinel.properties", ofTheApplication)
            .load();

    assertThat(config).isEqualTo(SentinelConfig.load(sentinel.settings()));
    assertThat(sentinel.initParameters())
        .containsAllEntriesOf(Map.of("sentinel.account-id", "le1"));
  }

  @Test
  void theSettingsAreACopyThatMayBeChanged() {
    Properties changed = sentinel.settings();
    changed.setProperty("sentinel.scopes", "msg.read");

    assertThat(sentinel.settings()).doesNotContainKey("sentinel.scopes");
  }

  @Test
  void callsOfTheApplicationAreAnsweredAndSeen() throws Exception {
    sentinel.failing(Endpoint.OTHER, Fault.status(401), 1);
    sentinel.apiAnswers(200, "application/json", "{\"sent\":true}");
    try (Sentinel application = application()) {
      HttpClient client =
          new AppJwtHttpClient(HttpClient.newHttpClient(), application.clientAuthenticator());
      HttpRequest call =
          HttpRequest.newBuilder(URI.create(sentinel.uri() + "/api/messages")).build();
      HttpResponse<String> answer = client.send(call, BodyHandlers.ofString());

      assertThat(answer.body()).isEqualTo("{\"sent\":true}");
    }

    assertThat(sentinel.received().apiCalls("/api/messages"))
        .hasSize(2)
        .extracting(request -> request.header("Authorization").orElse("none"))
        .allMatch(value -> value.startsWith("Bearer "))
        .doesNotHaveDuplicates();
    assertThat(sentinel.received().apiCalls("/elsewhere")).isEmpty();
    assertThat(sentinel.received().tokenRequests())
        .hasSize(2)
        .extracting(RecordedRequest::formParameters)
        .allMatch(form -> form.get("client_id").equals("test-client"));
  }

  @Test
  void rotatedKeysAreTakenUpAndThoseOfBeforeStayGood() throws Exception {
    try (Sentinel application = application()) {
      String before = sentinel.token().compact();
      assertThat(application.tokenVerifier().verify(before)).isNotNull();
      sentinel.rotateKeys();

      assertThat(application.tokenVerifier().verify(sentinel.token().compact())).isNotNull();
      assertThat(application.tokenVerifier().verify(before)).isNotNull();
    }
  }

  @Test
  void replacedKeysEndTheTokensOfBefore() throws Exception {
    try (Sentinel application = application()) {
      String before = sentinel.token().compact();
      assertThat(application.tokenVerifier().verify(before)).isNotNull();
      sentinel.replaceKeys();

      assertThat(application.tokenVerifier().verify(sentinel.token().compact())).isNotNull();
      assertThatExceptionOfType(InvalidTokenException.class)
          .isThrownBy(() -> application.tokenVerifier().verify(before));
    }
  }

  @Test
  void anOutageEndsWithRecovery() throws Exception {
    sentinel.unreachable();
    try (Sentinel application = application()) {
      assertThatExceptionOfType(KeysUnavailableException.class)
          .isThrownBy(() -> application.tokenVerifier().verify(sentinel.token().compact()));
    }
    sentinel.recover();
    sentinel.failing(Endpoint.JWKS, Fault.status(503));
    try (Sentinel application = application()) {
      assertThatExceptionOfType(KeysUnavailableException.class)
          .isThrownBy(() -> application.tokenVerifier().verify(sentinel.token().compact()));
    }
    sentinel.recover();
    try (Sentinel application = application()) {
      assertThat(application.tokenVerifier().verify(sentinel.token().compact())).isNotNull();
    }
  }

  @Test
  void requestsToComeAreWaitedFor() throws Exception {
    try (Sentinel application = application()) {
      assertThat(sentinel.received().await(Endpoint.JWKS, 1)).hasSize(1);
      assertThat(application.status()).isNotNull();
    }
  }

  @Test
  void usersLogInToAnApplicationWithLoginSettings() throws Exception {
    URI callback = URI.create("http://localhost:8080/callback");
    SentinelConfig config = SentinelConfig.load(sentinel.loginSettings(callback));
    sentinel.emulator().signInAs(new LoginUser("alice", true, false));

    try (Sentinel application = Sentinel.create(config)) {
      URI authorize = application.loginFlow().begin("/").authorizationUri();
      HttpRequest request = HttpRequest.newBuilder(authorize).build();
      String back =
          HttpClient.newHttpClient()
              .sendAsync(request, BodyHandlers.discarding())
              .join()
              .headers()
              .firstValue("Location")
              .orElse("nowhere");
      assertThat(back).startsWith("http://localhost:8080/callback?").contains("code=");
    }
  }

  @Test
  void whatIsClosedSaysSo() {
    sentinel.close();

    assertThatThrownBy(sentinel::settings)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has been closed");
    assertThatThrownBy(() -> sentinel.token().compact()).hasMessageContaining("has been closed");
    assertThatThrownBy(() -> sentinel.token().verified()).hasMessageContaining("has been closed");
    sentinel.close();
  }
}
