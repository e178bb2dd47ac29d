package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.AppJwtHttpClient;
import dev.sentinelauth.it.support.ClientFixture;
import dev.sentinelauth.it.support.ClientFixture.Connector;
import dev.sentinelauth.it.support.RecordingServer;
import dev.sentinelauth.it.support.RecordingServer.Reply;
import dev.sentinelauth.it.support.RecordingServer.Seen;
import dev.sentinelauth.jersey.AppJwtClientRequestFilter;
import dev.sentinelauth.jersey.ConsumerJwsRequestFilter;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;
import org.glassfish.jersey.client.ClientProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No hop of a redirect sees a token. */
@Timeout(60)
class OutboundRedirectTest {
  private static final List<Integer> STATUSES = List.of(301, 302, 303, 307, 308);

  private ClientFixture fixture;
  private RecordingServer foreign;

  /** Where redirects lead; each is another server than the one that was asked. */
  enum Destination {
    ANOTHER_HOST("http://localhost:%d/stolen"),
    ANOTHER_PORT("http://127.0.0.1:%d/stolen"),
    PLAIN_HTTP("http://plain.example.com:%d/stolen"),
    USER_INFO("http://user@127.0.0.1:%d/stolen");

    private final String uri;

    Destination(String uri) {
      this.uri = uri;
    }

    URI on(RecordingServer server) {
      return URI.create(uri.formatted(server.port()));
    }
  }

  @BeforeEach
  void start() throws Exception {
    fixture = new ClientFixture();
    foreign = new RecordingServer();
  }

  @AfterEach
  void close() {
    foreign.close();
    fixture.close();
  }

  static Stream<Arguments> redirects() {
    return STATUSES.stream()
        .flatMap(status -> Stream.of(Destination.values()).map(to -> Arguments.of(status, to)));
  }

  /** The first two hops stay on the server that may have the token, the third leaves it. */
  private void redirect(int status, URI to) {
    fixture.server.answering(
        request ->
            Reply.redirect(
                status, request.uri().equals("/start") ? fixture.server.uri("/hop") : to));
  }

  private void assertOnlyTheFirstHopHasSeenTheToken() {
    assertThat(foreign.seen()).isEmpty();
    assertThat(fixture.server.authorizations()).containsExactly(fixture.bearer());
  }

  @ParameterizedTest
  @MethodSource("redirects")
  void callerSeesTheRedirect(int status, Destination to) throws Exception {
    for (String path : List.of("/start", "/direct")) {
      for (Connector connector : Connector.values()) {
        assertRedirectIsTheAnswer(connector, path, status, to);
      }
      assertRedirectIsTheAnswerOfJavaNetHttp(path, status, to);
    }
  }

  private void assertRedirectIsTheAnswer(
      Connector connector, String path, int status, Destination destination) throws Exception {
    close();
    start();
    URI to = destination.on(foreign);
    redirect(status, to);
    try (Client client = fixture.client(connector)) {
      // by the request, and by the client, which the filter overrules
      client.property(ClientProperties.FOLLOW_REDIRECTS, true);
      Response answer =
          client
              .target(fixture.server.uri(path))
              .request()
              .property(ClientProperties.FOLLOW_REDIRECTS, true)
              .get();
      assertThat(answer.getStatus()).isEqualTo(status);
      assertThat(answer.getLocation())
          .isEqualTo(path.equals("/start") ? fixture.server.uri("/hop") : to);
      assertOnlyTheFirstHopHasSeenTheToken();
      Response posted = client.target(fixture.server.uri(path)).request().post(Entity.text("body"));
      assertThat(posted.getStatus()).isEqualTo(status);
    }
    assertThat(foreign.seen()).isEmpty();
    assertThat(fixture.server.seen()).hasSize(2);
  }

  private void assertRedirectIsTheAnswerOfJavaNetHttp(
      String path, int status, Destination destination) throws Exception {
    close();
    start();
    redirect(status, destination.on(foreign));
    HttpRequest post =
        HttpRequest.newBuilder(fixture.server.uri(path)).POST(BodyPublishers.ofString("b")).build();
    assertThat(fixture.httpClient().send(post, BodyHandlers.discarding()).statusCode())
        .isEqualTo(status);
    assertOnlyTheFirstHopHasSeenTheToken();
  }

  @ParameterizedTest
  @EnumSource
  void repeatIsNotRedirectedEither(Connector connector) {
    String revoked = fixture.revoke(Reply.of(401));
    fixture.server.answering(
        request ->
            request.authorization().equals(revoked)
                ? Reply.of(401)
                : Reply.redirect(302, foreign.foreignUri("/stolen")));
    try (Client client = fixture.client(connector)) {
      assertThat(client.target(fixture.server.uri("/a")).request().get().getStatus())
          .isEqualTo(302);
    }
    assertThat(foreign.seen()).isEmpty();
    assertThat(fixture.server.authorizations()).containsExactly(revoked, fixture.bearer());
  }

  @ParameterizedTest
  @EnumSource
  void requestOnBehalfOfAConsumerIsNotRedirected(Connector connector) {
    redirect(307, foreign.foreignUri("/stolen"));
    try (Client client = connector.client()) {
      Response answer =
          client
              .register(new ConsumerJwsRequestFilter(fixture.sentinel))
              .target(fixture.server.uri("/direct"))
              .request()
              .property(ConsumerJwsRequestFilter.CONSUMER_ID, "John")
              .get();
      assertThat(answer.getStatus()).isEqualTo(307);
    }
    assertThat(foreign.seen()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void filterOfATargetTurnsRedirectsOffToo(Connector connector) {
    redirect(302, foreign.foreignUri("/stolen"));
    try (Client client = connector.client()) {
      Response answer =
          client
              .target(fixture.server.uri("/direct"))
              .register(new AppJwtClientRequestFilter(fixture.sentinel))
              .request()
              .get();
      assertThat(answer.getStatus()).isEqualTo(302);
    }
    assertOnlyTheFirstHopHasSeenTheToken();
  }

  @ParameterizedTest
  @EnumSource
  void clientThatCouldFollowRedirectsIsRefused(Connector connector) {
    redirect(302, foreign.foreignUri("/stolen"));
    try (Client client = connector.client()) {
      client.register(new AppJwtClientRequestFilter(fixture.sentinel), ClientRequestFilter.class);
      assertThatThrownBy(() -> client.target(fixture.server.uri("/direct")).request().get())
          .isInstanceOf(ProcessingException.class)
          .hasRootCauseInstanceOf(IllegalStateException.class);
    }
    assertThat(fixture.server.seen()).isEmpty();
  }

  @Test
  void javaNetHttpClientThatFollowsRedirectsIsRefused() {
    for (Redirect policy : List.of(Redirect.NORMAL, Redirect.ALWAYS)) {
      HttpClient following = HttpClient.newBuilder().followRedirects(policy).build();
      assertThatThrownBy(
              () -> new AppJwtHttpClient(following, fixture.sentinel.clientAuthenticator()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** What would happen without the filter: this is what the tests above are about. */
  @Test
  void connectorsWouldCarryTheHeaderAnywhere() {
    redirect(302, foreign.foreignUri("/stolen"));
    try (Client client = Connector.JERSEY_JDK.client()) {
      client
          .target(fixture.server.uri("/direct"))
          .request()
          .header("Authorization", "Bearer own")
          .get()
          .close();
    }
    assertThat(foreign.seen()).extracting(Seen::authorization).containsExactly("Bearer own");
  }
}
