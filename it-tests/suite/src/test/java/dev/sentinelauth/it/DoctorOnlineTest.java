package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.it.support.OnlineDoctor;
import dev.sentinelauth.it.support.OnlineDoctor.Run;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor asks: what it finds where all is well, and cause and cure where it isn't. */
class DoctorOnlineTest {
  private static final String ACCOUNT = "le81823118";

  @TempDir Path folder;
  private final SentinelEmulator emulator = SentinelEmulator.start();
  private final SentinelHost host = emulator.host();
  private Installation client;
  private OnlineDoctor doctor;

  @BeforeEach
  void start() throws Exception {
    emulator.addAccount(ACCOUNT);
    client = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
    doctor = new OnlineDoctor(folder);
    settings("");
  }

  /** Wherever a run went, neither the secret nor a token is in what it said. */
  @AfterEach
  void nothingSecretWasSaid() {
    emulator.close();
    assertThat(doctor.everything())
        .doesNotContain(client.clientSecret())
        .doesNotContainPattern("eyJ[A-Za-z0-9_-]+[.]eyJ");
  }

  private void settings(String more) throws Exception {
    doctor.settings(
        """
        sentinel.account-id = %s
        sentinel.domain-api.uri = %s
        sentinel.client-id = %s
        sentinel.client-secret = %s
        sentinel.http.request-timeout = 500ms
        %s
        """
            .formatted(
                ACCOUNT, emulator.domainApiUri(), client.clientId(), client.clientSecret(), more));
  }

  private Run check() {
    return doctor.run("check", "--online");
  }

  @Test
  void whatAnswersIsShownWithWhatItSaid() throws Exception {
    String kid = host.keys().current().kid();

    Run run = check();

    assertThat(run.exit()).isZero();
    assertThat(run.unwrapped())
        .contains("ok domain-api account " + ACCOUNT + " is served by " + host.authority())
        .contains("ok keys " + kid + " (RSA 2048) key ids: " + kid + "; accounts: " + ACCOUNT)
        .contains("address: " + host.jwksUri() + "; took: ")
        .contains("proxy: none")
        .contains("ok token-endpoint gave an AppJWT, which lives for 1 h; it was not kept")
        .endsWith("Good. ");
    assertThat(host.count(Endpoint.DOMAIN_API)).isEqualTo(1);
    assertThat(host.count(Endpoint.JWKS)).isEqualTo(1);
    assertThat(host.count(Endpoint.APP_TOKEN)).isEqualTo(1);
  }

  @Test
  void nobodyIsAskedWithoutTheOption() {
    assertThat(doctor.run("check").exit()).isZero();
    assertThat(host.count(Endpoint.DOMAIN_API) + host.count(Endpoint.JWKS)).isZero();
  }

  @Test
  void entriesThatArePassedOverAreNamedWithTheReason() {
    host.keys().publish(emulator.newKey("for-encryption"), Map.of("use", "enc"));

    assertThat(check().unwrapped()).contains("passed over: for-encryption: is for use \"enc\"");
  }

  @Test
  void secretThatWasCutShortIsNamed() throws Exception {
    String secret = client.clientSecret();
    emulator.install(client.withSecret(secret + "x"));

    Run run = check();

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.unwrapped())
        .contains("FAILED token-endpoint HTTP 401 invalid_client")
        .contains("-> Compare sentinel.client-id and sentinel.client-secret")
        .contains("one that was cut short")
        .endsWith("Not good: token-endpoint. ");
  }

  @Test
  void clockThatIsAnHourOffIsNamed() {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().atOffset(ZoneOffset.UTC));
    host.fail(Endpoint.JWKS, Fault.delay(Duration.ZERO).header("Date", date));

    assertThat(check().exit()).isZero();

    doctor.clock(() -> Instant.now().plus(Duration.ofHours(1)));
    Run ahead = check();
    assertThat(ahead.exit()).isEqualTo(1);
    assertThat(ahead.unwrapped())
        .containsPattern(
            "FAILED clock this machine's clock is (1 h|59 min 5\\d s)( \\d s)? ahead of")
        .contains("good tokens count as expired")
        .contains("-> Set the clock");

    doctor.clock(() -> Instant.now().minus(Duration.ofHours(1)));
    assertThat(check().unwrapped())
        .contains(" behind that of 127.0.0.1: good tokens count as not yet valid");

    doctor.clock(() -> Instant.now().minus(Duration.ofSeconds(15)));
    Run alittle = check();
    assertThat(alittle.exit()).isZero();
    assertThat(alittle.unwrapped()).contains("sentinel.clock-skew allows for it");
  }

  @Test
  void nobodyWhoListensIsNamed() throws Exception {
    host.stop();

    Run run = check();

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.unwrapped())
        .contains("? domain-api connection refused")
        .contains("-> Nobody listens at this address")
        .contains("- keys no server is known")
        .contains("- token-endpoint no server is known")
        .contains("- clock nobody who answered said what time it is")
        .endsWith("Cannot tell: domain-api. ");
  }

  @Test
  void hostThatDoesNotExistIsNamed() throws Exception {
    settings("sentinel.jwks.uri = https://no-such-host.invalid/jwks");

    Run run = check();

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.unwrapped())
        .contains("? keys host not found")
        .contains("-> Look for a slip in the host's name")
        .contains("address: https://no-such-host.invalid/jwks");
  }

  @Test
  void somethingSlowIsNamed() {
    host.fail(Endpoint.JWKS, Fault.hang());

    Run run = check();

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.unwrapped())
        .contains("? keys no complete answer within 500 ms")
        .contains("sentinel.http.request-timeout");
  }

  @Test
  void pageOfAProxyInTheWayIsNamed() {
    host.fail(Endpoint.JWKS, Fault.status(200).html());

    Run run = check();

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.unwrapped())
        .contains("? keys the answer is not a JSON object, at byte 0; it is text/html")
        .contains("-> Something else answers in the place of Sentinel");
  }

  @Test
  void proxyThatAsksForAPasswordIsNamed() throws Exception {
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=x");
          exchange.sendResponseHeaders(407, -1);
          exchange.close();
        });
    proxy.start();
    try {
      String address = "127.0.0.1:" + proxy.getAddress().getPort();
      settings("sentinel.http.proxy = " + address);

      Run run = check();

      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.unwrapped())
          .contains("HTTP 407 (the proxy asks for a password)")
          .contains("-> Give the proxy its user and password: sentinel.http.proxy-credentials")
          .contains("proxy: " + address + " (sentinel.http.proxy)");
    } finally {
      proxy.stop(0);
    }
  }

  @Test
  void accountThatDoesNotExistIsNamed() throws Exception {
    doctor.settings(
        """
        sentinel.account-id = le99
        sentinel.domain-api.uri = %s
        """
            .formatted(emulator.domainApiUri()));

    Run run = check();

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.unwrapped())
        .contains("FAILED domain-api HTTP 401 ")
        .contains("-> The address or the account id is another")
        .contains("- keys no server is known");
  }

  @Test
  void proxyThatIsNotThereIsNamed() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      settings("sentinel.http.proxy = 127.0.0.1:" + free.getLocalPort());
    }

    assertThat(check().unwrapped())
        .contains("connection refused")
        .contains("(sentinel.http.proxy)");
  }

  @Test
  void hostThatIsNotLivePersonsIsNamed() {
    emulator.announce(ACCOUNT, "sentinel", "sentinel.example.org");

    Run run = check();

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.unwrapped())
        .contains("neither LivePerson's nor in sentinel.app-jwt.hosts: sentinel.example.org")
        .contains("-> If that host is to be trusted");
  }

  @Test
  void accountThatIsElsewhereIsToldBesideTheServerThatIsSet() throws Exception {
    SentinelHost other = emulator.addHost("other");
    settings("sentinel.server = " + other.uri());

    assertThat(check().unwrapped())
        .contains("account " + ACCOUNT + " is served by " + host.authority())
        .contains("calls go to " + other.authority() + ", as it is set");
  }

  @Test
  void accountsOfOneHostShareAKeySetAndEachGetsAToken() throws Exception {
    emulator.addAccount("le2");
    settings("");
    doctor.settings(
        """
        sentinel.account-id = %s, le2
        sentinel.domain-api.uri = %s
        """
            .formatted(ACCOUNT, emulator.domainApiUri()));

    Run run = check();

    assertThat(run.unwrapped()).contains("accounts: " + ACCOUNT + ", le2;");
    assertThat(host.count(Endpoint.JWKS)).isEqualTo(1);
    assertThat(host.count(Endpoint.APP_TOKEN)).isZero();
    assertThat(run.unwrapped()).contains("not asked: sentinel.client-id is not set");
  }

  @Test
  void keySetIsNotAskedWhereTheV1KeyIsTrustedAlone() throws Exception {
    settings("sentinel.keys = v1\nsentinel.v1.public-key = " + emulator.v1PublicKey());

    Run run = check();

    assertThat(run.exit()).isZero();
    assertThat(run.unwrapped()).contains("not asked: sentinel.keys trusts the v1 key alone");
    assertThat(host.count(Endpoint.JWKS)).isZero();
  }

  @Test
  void tokenIsShownByItsClaims() {
    Run run = doctor.run("token");

    assertThat(run.exit()).isZero();
    assertThat(run.unwrapped())
        .contains("ok token-endpoint gave an AppJWT account: " + ACCOUNT)
        .contains("valid until ")
        .contains("kid " + host.keys().current().kid())
        .contains("scope msg.consumer")
        .contains("azp " + client.clientId())
        .containsPattern("exp \\d+ \\(20\\d\\d-[0-9T:-]+Z\\)");
  }

  @Test
  void tokenThatIsPrintedStandsAloneOnStandardOutput() throws Exception {
    OnlineDoctor printing = new OnlineDoctor(folder);

    Run run = printing.run("token", "--print", "--json");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).matches("eyJ[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]+\\R");
    assertThat(run.err()).startsWith("{\"command\":\"token\"").doesNotContain(run.out().strip());
  }

  @Test
  void nothingIsPrintedWhereThereIsNoToken() throws Exception {
    host.fail(Endpoint.APP_TOKEN, Fault.status(503));
    Run down = doctor.run("token", "--print");
    assertThat(down.exit()).isEqualTo(3);
    assertThat(down.out()).isEmpty();
    assertThat(down.err()).contains("HTTP 503").contains("try again later");

    doctor.settings("sentinel.account-id = " + ACCOUNT);
    Run without = doctor.run("token", "--print");
    assertThat(without.exit()).isEqualTo(1);
    assertThat(without.out()).isEmpty();
    assertThat(without.err()).contains("sentinel.client-id");
  }

  @Test
  void ofSeveralAccountsOneHasToBeNamed() throws Exception {
    emulator.addAccount("le2");
    doctor.settings(
        """
        sentinel.account-id = %s, le2
        sentinel.domain-api.uri = %s
        sentinel.client-id = %s
        sentinel.client-secret = %s
        """
            .formatted(ACCOUNT, emulator.domainApiUri(), client.clientId(), client.clientSecret()));

    assertThat(doctor.run("token").exit()).isEqualTo(2);
    assertThat(doctor.run("token", "--account", "le3").exit()).isEqualTo(2);
    assertThat(doctor.run("token", "--account", ACCOUNT).exit()).isZero();
  }
}
