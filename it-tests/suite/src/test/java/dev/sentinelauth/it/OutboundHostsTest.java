package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.ClientAuthenticator;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.it.support.ClientFixture;
import dev.sentinelauth.it.support.WrittenLog;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts get a token without being listed, and what is said of those that get none. */
@Timeout(60)
class OutboundHostsTest {
  private final ClientFixture fixture;
  private final WrittenLog log = new WrittenLog();

  OutboundHostsTest() throws Exception {
    fixture = new ClientFixture();
  }

  @AfterEach
  void close() {
    log.close();
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://proactive-messaging.z1.fs.liveperson.com/api/v2/campaign",
        "https://va.msg.liveperson.net/api"
      })
  void allThatLivePersonDocumentsIsAllowedByDefault(URI target) {
    Properties settings = fixture.properties();
    settings.remove("sentinel.app-jwt.hosts");
    try (Sentinel sentinel = Sentinel.create(SentinelConfig.load(settings))) {
      assertThat(sentinel.clientAuthenticator().authorization(target)).startsWith("Bearer ");
    }
  }

  @Test
  void hostThatGetsNoTokenIsToldOfOnceByWhateverClientCallsIt() throws Exception {
    URI foreign = fixture.server.foreignUri("/a"); // localhost is not in the list
    for (int i = 0; i < 2; i++) {
      try (Client client = fixture.client()) {
        client.target(foreign).request().get().close();
      }
      HttpRequest request = HttpRequest.newBuilder(foreign).build();
      fixture.httpClient().send(request, BodyHandlers.discarding());
      fixture.httpClient().sendAsync(request, BodyHandlers.discarding()).get(20, TimeUnit.SECONDS);
    }

    assertThat(fixture.server.authorizations()).hasSize(6).containsOnly("");
    assertThat(log.linesWith("without an AppJWT"))
        .containsExactly(
            "INFO Requests to localhost go out without an AppJWT:"
                + " it is not in sentinel.app-jwt.hosts");
  }

  @Test
  void requestThatIsTurnedToAHostThatGetsNoneIsToldOf() throws Exception {
    URI foreign = fixture.server.foreignUri("/a");
    try (Client client = fixture.client()) {
      client
          .register((ClientRequestFilter) request -> request.setUri(foreign), 9_000)
          .target(fixture.server.uri("/a"))
          .request()
          .get()
          .close();
    }

    assertThat(log.linesWith("Requests to localhost")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "http://api.example.com/a, api.example.com, it is not called by https",
    "https://user:pass@api.example.com/a, api.example.com, its URI holds a user",
    "https://EVIL.test:8443/secret?token=secret, evil.test, it is not in sentinel.app-jwt.hosts",
    "https://user:pass@my_host/a, my_host, its URI names no host",
    "https:/a, (no host), its URI names no host"
  })
  void reasonIsNamedAndNothingOfTheUriButItsHost(URI target, String host, String reason) {
    ClientAuthenticator authenticator = fixture.sentinel.clientAuthenticator();

    assertThat(authenticator.authorization(target)).isNull();
    assertThat(authenticator.bareAuthorization(target)).isNull();

    assertThat(log.linesWith("without an AppJWT"))
        .containsExactly("INFO Requests to " + host + " go out without an AppJWT: " + reason);
  }

  @Test
  void hostThatMayHaveATokenAndRequestsWithTheirOwnAreNotToldOf() throws Exception {
    URI foreign = fixture.server.foreignUri("/a");
    fixture
        .httpClient()
        .send(
            HttpRequest.newBuilder(foreign).header("Authorization", "Basic eDp5").build(),
            BodyHandlers.discarding());
    try (Client client = fixture.client()) {
      client.target(foreign).request().header("Authorization", "Basic eDp5").get().close();
      client.target(fixture.server.uri("/a")).request().get().close();
    }

    assertThat(log.linesWith("without an AppJWT")).isEmpty();
  }

  @Test
  void howeverManyHostsAreCalledTheLogIsNotFlooded() {
    ClientAuthenticator authenticator = fixture.sentinel.clientAuthenticator();
    for (int i = 0; i < 5_000; i++) {
      authenticator.authorization(URI.create("https://h" + i + ".test/"));
    }

    assertThat(log.linesWith("without an AppJWT")).hasSize(500);
  }
}
