package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.AppJwtUnavailableException;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.it.support.ClientFixture;
import dev.sentinelauth.it.support.ClientFixture.Connector;
import dev.sentinelauth.it.support.RecordingServer;
import dev.sentinelauth.jersey.AppJwtClientRequestFilter;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.glassfish.jersey.jdkhttp.JdkHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests of a Jakarta REST client carry a token. */
@Timeout(60)
class OutboundJerseyTest {
  private ClientFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new ClientFixture();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Client relaying(String token) {
    return Connector.HTTP_URL_CONNECTION
        .client()
        .register(AppJwtClientRequestFilter.relaying(fixture.sentinel, () -> token));
  }

  private String authorizationSent(Client client) {
    try (client) {
      client.target(fixture.server.uri("/a")).request().get().close();
    }
    assertThat(fixture.server.seen()).hasSize(1);
    return fixture.server.authorizations().get(0);
  }

  /** What a request would carry to a host that isn't asked; null for nothing. */
  private Object authorizationFor(URI target) {
    AtomicReference<Object> seen = new AtomicReference<>();
    ClientRequestFilter last =
        request -> {
          seen.set(request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION));
          request.abortWith(Response.ok().build());
        };
    try (Client client = fixture.client().register(last)) {
      client.target(target).request().get().close();
    }
    return seen.get();
  }

  @ParameterizedTest
  @EnumSource
  void allowedHostGetsTheToken(Connector connector) {
    assertThat(authorizationSent(fixture.client(connector))).isEqualTo(fixture.bearer());
  }

  @Test
  void asynchronousAndReactiveRequestsCarryTheToken() throws Exception {
    try (Client client = fixture.client()) {
      var request = client.target(fixture.server.uri("/a")).request();
      request.async().get().get(20, TimeUnit.SECONDS).close();
      request.rx().get().toCompletableFuture().get(20, TimeUnit.SECONDS).close();
    }
    assertThat(fixture.server.authorizations()).containsExactly(fixture.bearer(), fixture.bearer());
  }

  @Test
  void schemeNoneSendsTheBareToken() throws Exception {
    fixture.close();
    fixture = new ClientFixture("sentinel.app-jwt.scheme", "none");
    assertThat(authorizationSent(fixture.client()))
        .isEqualTo(fixture.sentinel.appJwtSupplier().get());
  }

  @Test
  void accountCanBeNamed() {
    AppJwtClientRequestFilter filter =
        new AppJwtClientRequestFilter(fixture.sentinel, ClientFixture.ACCOUNT);
    assertThat(authorizationSent(Connector.HTTP_URL_CONNECTION.client().register(filter)))
        .isEqualTo(fixture.bearer());
    assertThatThrownBy(() -> new AppJwtClientRequestFilter(fixture.sentinel, "another"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.example.com/a, true",
    "https://API.EXAMPLE.COM:8443/a, true",
    "http://api.example.com/a, false",
    "https://example.com/a, false",
    "https://api.example.com.evil.test/a, false",
    "https://user@api.example.com/a, false",
    "https://evil.test/api.example.com, false",
    "http://localhost/a, false",
    "http://127.0.0.1/a, true"
  })
  void onlyAllowedHostsGetTheToken(URI target, boolean allowed) {
    assertThat(authorizationFor(target)).isEqualTo(allowed ? fixture.bearer() : null);
  }

  @Test
  void noTokenIsFetchedForAHostThatMayNotHaveIt() {
    assertThat(authorizationFor(URI.create("https://evil.test/"))).isNull();
    assertThat(fixture.tokens()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "authorization"})
  void applicationsOwnHeaderIsLeftAlone(String name) {
    try (Client client = fixture.client()) {
      client.target(fixture.server.uri("/a")).request().header(name, "Basic eDp5").get().close();
    }
    assertThat(fixture.server.authorizations()).containsExactly("Basic eDp5");
    assertThat(fixture.tokens()).isZero();
  }

  @Test
  void headerOfAnEarlierFilterIsLeftAlone() {
    ClientRequestFilter earlier =
        request -> request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, "Basic eDp5");
    assertThat(
            authorizationSent(fixture.client().register(earlier, Priorities.AUTHENTICATION - 100)))
        .isEqualTo("Basic eDp5");
  }

  @Test
  void tokenIsTakenOffWhereALaterFilterTurnsTheRequestToAnotherHost() throws Exception {
    try (RecordingServer foreign = new RecordingServer()) {
      ClientRequestFilter turning = request -> request.setUri(foreign.foreignUri("/stolen"));
      try (Client client = fixture.client().register(turning)) {
        client.target(fixture.server.uri("/a")).request().get().close();
      }
      assertThat(foreign.authorizations()).containsExactly("");
    }
  }

  @Test
  void missingTokenIsAClearErrorWithoutSecrets() {
    fixture.emulator.host().fail(Endpoint.APP_TOKEN, Fault.status(503));
    try (Client client = fixture.client()) {
      var request = client.target(fixture.server.uri("/a")).request();
      assertThatThrownBy(request::get)
          .isInstanceOf(ProcessingException.class)
          .hasCauseInstanceOf(AppJwtUnavailableException.class)
          .hasMessageContainingAll(ClientFixture.ACCOUNT, "127.0.0.1", "503")
          .hasMessageNotContaining(fixture.installation.clientSecret());
      assertThatThrownBy(() -> request.async().get().get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(AppJwtUnavailableException.class);
    }
    assertThat(fixture.server.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b.c", "Bearer a.b.c", "bearer  a.b.c"})
  void tokenIsRelayedOnPurpose(String incoming) {
    assertThat(authorizationSent(relaying(incoming))).isEqualTo("Bearer a.b.c");
    assertThat(fixture.tokens()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic eDp5", "", "Bearer ", "a b", "a\r\nX-Other: b", "é"})
  void whatIsNoBearerTokenIsNotRelayed(String incoming) {
    assertThat(authorizationSent(relaying(incoming))).isEmpty();
  }

  @Test
  void tokenIsRelayedToAllowedHostsOnly() {
    try (Client client = relaying("a.b.c")) {
      client.target(fixture.server.foreignUri("/a")).request().get().close();
    }
    assertThat(fixture.server.authorizations()).containsExactly("");
  }

  /** Calls another server while it answers a request that has a token of its own. */
  @Path("call")
  public static class Calling {
    private final Client client;
    private final URI target;

    Calling(Client client, URI target) {
      this.client = client;
      this.target = target;
    }

    @GET
    public String call() {
      return client.target(target).request().get(String.class);
    }
  }

  @Test
  void incomingTokenIsNotForwardedByAccident() throws Exception {
    String incoming =
        "Bearer " + fixture.emulator.mint(fixture.installation).claim("sub", "x").compact();
    Sentinel inbound = Sentinel.create(SentinelConfig.load(fixture.properties()));
    Client client = fixture.client();
    ResourceConfig application =
        new ResourceConfig()
            .register(new SentinelAuthenticationFeature(inbound))
            .register(new Calling(client, fixture.server.uri("/a")));
    var server =
        JdkHttpServerFactory.createHttpServer(URI.create("http://127.0.0.1:0/"), application);
    try (inbound;
        client;
        Client caller = Connector.HTTP_URL_CONNECTION.client()) {
      assertThat(
              caller
                  .target("http://127.0.0.1:" + server.getAddress().getPort() + "/call")
                  .request()
                  .header("Authorization", incoming)
                  .get(String.class))
          .isEqualTo("answer 200");
    } finally {
      server.stop(0);
    }
    assertThat(fixture.server.authorizations()).containsExactly(fixture.bearer());
    assertThat(fixture.bearer()).isNotEqualTo(incoming);
  }
}
