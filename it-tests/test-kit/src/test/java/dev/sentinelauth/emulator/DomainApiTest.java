package dev.sentinelauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The directory, and accounts that move. */
class DomainApiTest {
  private static final String ACCOUNT = "le81823118";
  private static final String V2 = "/sentinel/api/v2/account/le81823118/app/token";
  private static final String DIRECTORY = "/api/account/le81823118/service";
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
  void theDomainApiNamesOneService() throws Exception {
    HttpResponse<String> answer =
        http.get(DIRECTORY + "/sentinel/baseURI.json?version=1.0", "Accept", "application/json");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Http.json(answer))
        .isEqualTo(
            Map.of(
                "service", "sentinel", "account", ACCOUNT, "baseURI", emulator.host().authority()));
  }

  @Test
  void theDomainApiListsAllServices() throws Exception {
    HttpResponse<String> answer = http.get(DIRECTORY + "/baseURI.json?version=1.0");

    assertThat((List<?>) Http.json(answer).get("baseURIs"))
        .hasSize(3)
        .anySatisfy(
            entry ->
                assertThat((Map<?, ?>) entry)
                    .isEqualTo(
                        Map.of(
                            "service",
                            "idp",
                            "account",
                            ACCOUNT,
                            "baseURI",
                            emulator.host().authority())));
  }

  @ParameterizedTest
  @CsvSource({"LIST,/sentinel/baseURI.json,baseURIs", "SINGLE,/baseURI.json,baseURI"})
  void theDomainApiAnswersInTheOtherShapeOnDemand(DomainShape shape, String path, String member)
      throws Exception {
    emulator.domainShape(shape);

    assertThat(Http.json(http.get(DIRECTORY + path + "?version=1.0"))).containsKey(member);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/account/le81823118/service/sentinel/baseURI.json, 400",
    "/api/account/le81823118/service/sentinel/baseURI.json?version=2.0, 400",
    "/api/account/le81823118/service/Sentinel/baseURI.json?version=1.0, 400",
    "/api/account/nobody/service/sentinel/baseURI.json?version=1.0, 401",
    "/api/account/nobody/service/baseURI.json?version=1.0, 401",
  })
  void theDomainApiRefuses(String path, int status) throws Exception {
    assertThat(http.get(path).statusCode()).isEqualTo(status);
  }

  @Test
  void aMovedAccountIsServedByItsNewHostAlone() throws Exception {
    SentinelHost london = emulator.addHost("lo");

    emulator.moveAccount(ACCOUNT, london);

    assertThat(Http.json(http.get(DIRECTORY + "/sentinel/baseURI.json?version=1.0")))
        .containsEntry("baseURI", "127.0.0.1:" + london.port());
    assertThat(http.post(V2, Http.credentials(app)).statusCode()).isEqualTo(401);
    assertThat(kid(emulator.mint(app).compact())).isEqualTo(london.keys().current().kid());
    assertThat(london.keys().current().pair())
        .isNotEqualTo(emulator.host().keys().current().pair());
  }

  @Test
  void theDomainApiRepeatsWhateverIsAnnounced() throws Exception {
    emulator.announce(ACCOUNT, "sentinel", "https://user@evil.example/path");

    assertThat(Http.json(http.get(DIRECTORY + "/sentinel/baseURI.json?version=1.0")))
        .containsEntry("baseURI", "https://user@evil.example/path");
  }

  private static String kid(String compact) throws Exception {
    return SignedJWT.parse(compact).getHeader().getKeyID();
  }
}
