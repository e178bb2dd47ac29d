package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.AppJwtUnavailableException;
import dev.sentinelauth.ConsumerJwsClient;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.it.support.ClientFixture;
import dev.sentinelauth.it.support.ClientFixture.Connector;
import dev.sentinelauth.it.support.OutboundFixture;
import dev.sentinelauth.it.support.RecordingServer.Reply;
import dev.sentinelauth.it.support.RecordingServer.Seen;
import dev.sentinelauth.jersey.AppJwtClientRequestFilter;
import dev.sentinelauth.jersey.ConsumerJwsRequestFilter;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.Invocation;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests on behalf of a consumer, and the tokens that name them. */
@Timeout(60)
class ConsumerJwsTest {
  private ClientFixture fixture;
  private SentinelHost idp;
  private ConsumerJwsClient consumers;

  @BeforeEach
  void start() throws Exception {
    fixture = new ClientFixture();
    idp = fixture.emulator.addHost("idp");
    fixture.emulator.announce(ClientFixture.ACCOUNT, "idp", idp.authority());
    consumers = fixture.sentinel.consumerJwsClient();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void answer(String token) {
    idp.clearFaults(Endpoint.CONSUMER);
    idp.fail(
        Endpoint.CONSUMER,
        Fault.status(200).body("application/json", "{\"token\":\"" + token + "\"}"));
  }

  private String jws(Duration lifetime) {
    return fixture
        .emulator
        .mint(fixture.installation)
        .issuedAt(fixture.now.get())
        .lifetime(lifetime)
        .compact();
  }

  private long posts() {
    return idp.count(Endpoint.CONSUMER);
  }

  private Client client() {
    return Connector.HTTP_URL_CONNECTION
        .client()
        .register(new AppJwtClientRequestFilter(fixture.sentinel))
        .register(new ConsumerJwsRequestFilter(fixture.sentinel));
  }

  private static Invocation.Builder onBehalf(Client client, URI target, String consumer) {
    return client.target(target).request().property(ConsumerJwsRequestFilter.CONSUMER_ID, consumer);
  }

  @Test
  void jwsIsObtainedWithTheBareAppJwt() {
    String jws = consumers.get("John \"Doe\" é");
    assertThat(jws.split("\\.")).hasSize(3);
    var request = idp.requests(Endpoint.CONSUMER).get(0);
    assertThat(request.header("Authorization")).contains(fixture.sentinel.appJwtSupplier().get());
    assertThat(request.body()).isEqualTo("{\"ext_consumer_id\":\"John \\\"Doe\\\" \\u00e9\"}");
  }

  @Test
  void jwsIsKeptPerConsumerUntilItExpires() {
    answer(jws(Duration.ofMinutes(2)));
    String first = consumers.get("a");
    fixture.advance(Duration.ofSeconds(119));
    assertThat(consumers.get("a")).isEqualTo(first);
    assertThat(posts()).isEqualTo(1);
    consumers.get("b");
    assertThat(posts()).isEqualTo(2);
    fixture.advance(Duration.ofSeconds(1));
    consumers.get("a");
    assertThat(posts()).isEqualTo(3);
  }

  @Test
  void jwsThatSaysNothingIsKeptForTenMinutes() {
    answer("opaque");
    assertThat(consumers.get("a")).isEqualTo("opaque");
    fixture.advance(Duration.ofSeconds(599));
    assertThat(consumers.get("a")).isEqualTo("opaque");
    assertThat(posts()).isEqualTo(1);
    fixture.advance(Duration.ofSeconds(1));
    consumers.get("a");
    assertThat(posts()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"iat\":1000,\"exp\":1120}          | PT2M",
        "{\"iat\":1000.5,\"exp\":1121.5e0}    | PT2M1S",
        "{\"exp\":NOW}                        | PT10M",
        "{\"exp\":1}                          | PT10M",
        "{\"iat\":1000,\"exp\":1000}          | PT10M",
        "{\"iat\":1000,\"exp\":-1000}         | PT10M",
        "{\"iat\":\"1000\",\"exp\":\"1120\"}  | PT10M",
        "{\"iat\":1000,\"exp\":null}          | PT10M",
        "{\"iat\":1000,\"exp\":1e400}         | PT10M",
        "{\"iat\":1000,\"exp\":1000.01}       | PT1S",
        "{\"iat\":1000,\"exp\":1000000000000} | P365D",
      })
  void jwsIsKeptForAsLongAsItSaysWithinReason(String claims, Duration kept) {
    String now = Long.toString(fixture.now.get().getEpochSecond());
    answer(OutboundFixture.jwt(claims.replace("NOW", now)));
    consumers.get("a");

    fixture.advance(kept.minusMillis(1));
    consumers.get("a");
    assertThat(posts()).isEqualTo(1);
    fixture.advance(Duration.ofMillis(1));
    consumers.get("a");
    assertThat(posts()).isEqualTo(2);
  }

  /** What the Domain API can do wrong. */
  enum Wrong {
    FAILS(Fault.status(500)),
    RUBBISH(Fault.garbage()),
    HTML(Fault.status(200).html()),
    REDIRECT(Fault.redirect(URI.create("http://127.0.0.1:1/"))),
    TRUNCATED(Fault.truncated()),
    NO_HOST(Fault.status(200).body("application/json", "{\"service\":\"idp\"}"));

    @SuppressWarnings("ImmutableEnumChecker") // nothing changes it
    private final Fault fault;

    Wrong(Fault fault) {
      this.fault = fault;
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsSentWhereTheDomainApiDoesNotAnswer(Wrong wrong) {
    fixture.emulator.host().fail(Endpoint.DOMAIN_API, wrong.fault);
    assertThatThrownBy(() -> consumers.get("a")).isInstanceOf(AppJwtUnavailableException.class);
    assertThat(posts()).isZero();
    assertThat(fixture.emulator.host().count(Endpoint.CONSUMER)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:PORT/path",
        "http://127.0.0.1:PORT",
        "user@127.0.0.1:PORT",
        "127.0.0.1:PORT?q",
        "127.0.0.1:PORT#f",
        " 127.0.0.1:PORT",
        "localhost:PORT",
        "127.0.0.2:PORT",
        "evil.test"
      })
  void nothingIsSentToAHostThatMayNotHaveTheToken(String announced) {
    fixture.emulator.announce(
        ClientFixture.ACCOUNT,
        "idp",
        announced.replace("PORT", Integer.toString(fixture.server.port())));
    assertThatThrownBy(() -> consumers.get("a"))
        .isInstanceOf(AppJwtUnavailableException.class)
        .hasMessageContaining("Domain API");
    assertThat(fixture.server.seen()).isEmpty();
    assertThat(posts()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "none"})
  void requestCarriesTheJwsBesideTheBareAppJwt(String scheme) throws Exception {
    close();
    fixture = new ClientFixture("sentinel.app-jwt.scheme", scheme);
    try (Client client = client()) {
      onBehalf(client, fixture.server.uri("/a"), "John").get().close();
      client.target(fixture.server.uri("/b")).request().get().close();
    }
    String appJwt = fixture.sentinel.appJwtSupplier().get();
    Seen named = fixture.server.seen().get(0);
    assertThat(named.authorization()).isEqualTo(appJwt);
    assertThat(named.header("X-LP-ON-BEHALF"))
        .isEqualTo(fixture.sentinel.consumerJwsClient().get("John"));
    Seen nobody = fixture.server.seen().get(1);
    assertThat(nobody.authorization())
        .isEqualTo(scheme.equals("none") ? appJwt : "Bearer " + appJwt);
    assertThat(nobody.headers()).doesNotContainKey("X-LP-ON-BEHALF");
  }

  @Test
  void foreignHostGetsNeitherToken() {
    try (Client client = client()) {
      onBehalf(client, fixture.server.foreignUri("/a"), "John").get().close();
    }
    assertThat(fixture.server.seen().get(0).headers())
        .doesNotContainKeys("X-LP-ON-BEHALF", "Authorization");
    assertThat(posts()).isZero();
    assertThat(fixture.tokens()).isZero();
  }

  @Test
  void applicationsOwnHeadersAreLeftAlone() {
    try (Client client = client()) {
      onBehalf(client, fixture.server.uri("/a"), "John")
          .header("Authorization", "Basic eDp5")
          .header("X-LP-ON-BEHALF", "own")
          .get()
          .close();
    }
    assertThat(fixture.server.authorizations()).containsExactly("Basic eDp5");
    assertThat(fixture.server.seen().get(0).header("X-LP-ON-BEHALF")).isEqualTo("own");
    assertThat(posts()).isZero();
  }

  @Test
  void refusedRequestIsRepeatedWithBothTokensNew() {
    answer("first");
    String revoked = fixture.sentinel.appJwtSupplier().get();
    assertThat(consumers.get("John")).isEqualTo("first");
    fixture.advance(Duration.ofSeconds(2));
    answer("second");
    Function<Seen, Reply> refusing =
        request -> Reply.of(request.authorization().equals(revoked) ? 401 : 200);
    fixture.server.answering(refusing);
    try (Client client = client()) {
      assertThat(onBehalf(client, fixture.server.uri("/a"), "John").get().getStatus())
          .isEqualTo(200);
    }
    assertThat(fixture.server.authorizations())
        .containsExactly(revoked, fixture.sentinel.appJwtSupplier().get());
    assertThat(fixture.server.seen())
        .extracting(request -> request.header("X-LP-ON-BEHALF"))
        .containsExactly("first", "second");
  }

  @Test
  void missingJwsIsAClearError() {
    idp.fail(Endpoint.CONSUMER, Fault.status(500));
    try (Client client = client()) {
      Invocation.Builder request = onBehalf(client, fixture.server.uri("/a"), "John");
      assertThatThrownBy(request::get)
          .isInstanceOf(ProcessingException.class)
          .hasCauseInstanceOf(AppJwtUnavailableException.class)
          .hasMessageContainingAll(ClientFixture.ACCOUNT, "500");
    }
    assertThat(fixture.server.seen()).isEmpty();
  }
}
