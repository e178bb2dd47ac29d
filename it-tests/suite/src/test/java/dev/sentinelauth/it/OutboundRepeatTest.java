package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.ClientFixture;
import dev.sentinelauth.it.support.ClientFixture.Connector;
import dev.sentinelauth.it.support.RecordingServer.Reply;
import dev.sentinelauth.it.support.RecordingServer.Seen;
import dev.sentinelauth.jersey.AppJwtClientRequestFilter;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.glassfish.jersey.message.GZipEncoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a 401 to a request with a token of ours leads to. */
@Timeout(60)
class OutboundRepeatTest {
  private ClientFixture fixture;
  private String revoked;

  @BeforeEach
  void revokeTheTokenInUse() throws Exception {
    fixture = new ClientFixture();
    revoked = fixture.revoke(Reply.challenge("Bearer error=\"invalid_token\""));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void refuse(Reply refusal) {
    fixture.server.answering(
        request -> request.authorization().equals(revoked) ? refusal : Reply.of(200));
  }

  private URI uri() {
    return fixture.server.uri("/a%2Fb/%7Bc%7D?q=%26%3D%7B1%7D&r=+%20");
  }

  private void assertRepeatedOnce() {
    List<Seen> seen = fixture.server.seen();
    assertThat(seen).hasSize(2);
    assertThat(seen.get(0).authorization()).isEqualTo(revoked);
    assertThat(seen.get(1).authorization()).isEqualTo(fixture.bearer()).isNotEqualTo(revoked);
    assertThat(seen.get(1).method()).isEqualTo(seen.get(0).method());
    assertThat(seen.get(1).uri()).isEqualTo(seen.get(0).uri());
    assertThat(seen.get(1).body()).isEqualTo(seen.get(0).body());
    Map<String, List<String>> first = new HashMap<>(seen.get(0).headers());
    Map<String, List<String>> second = new HashMap<>(seen.get(1).headers());
    first.remove("Authorization");
    second.remove("Authorization");
    assertThat(second).isEqualTo(first);
    assertThat(fixture.tokens()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void getIsRepeatedOnceWithAnotherToken(Connector connector) {
    try (Client client = fixture.client(connector)) {
      Response answer = client.target(uri()).request("text/x").header("X-One", "1").get();
      assertThat(answer.getStatus()).isEqualTo(200);
      assertThat(answer.readEntity(String.class)).isEqualTo("answer 200");
    }
    assertRepeatedOnce();
    assertThat(fixture.server.seen().get(1).uri())
        .isEqualTo("/a%2Fb/%7Bc%7D?q=%26%3D%7B1%7D&r=+%20");
  }

  static Stream<Entity<?>> repeatable() {
    List<Entity<?>> entities =
        List.of(
            Entity.text("text"),
            Entity.entity("bytes".getBytes(StandardCharsets.UTF_8), "application/x-own"),
            Entity.form(new Form("a", "b&c")),
            Entity.form(new Form("a", "b").asMap()),
            Entity.entity("<a/>", MediaType.TEXT_XML_TYPE.withCharset("UTF-16")),
            Entity.entity(new GenericEntity<>("generic", String.class), "text/plain"));
    return entities.stream();
  }

  @ParameterizedTest
  @MethodSource("repeatable")
  void bodyIsSentAgain(Entity<?> entity) {
    for (Connector connector : Connector.values()) {
      close();
      try {
        revokeTheTokenInUse();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      try (Client client = fixture.client(connector)) {
        assertThat(client.target(uri()).request().method("PUT", entity).getStatus()).isEqualTo(200);
      }
      assertRepeatedOnce();
    }
  }

  static Stream<Supplier<Object>> streaming() {
    return Stream.of(
        () -> new ByteArrayInputStream(new byte[9]),
        () -> new StringReader("text"),
        () -> (StreamingOutput) out -> out.write(7));
  }

  @ParameterizedTest
  @MethodSource("streaming")
  void streamIsSentOnceAndTheNextRequestHasAnotherToken(Supplier<Object> stream) {
    try (Client client = fixture.client(Connector.JAVA_NET_HTTP)) {
      Response answer = client.target(uri()).request().post(Entity.text(stream.get()));
      assertThat(answer.getStatus()).isEqualTo(401);
      assertThat(fixture.server.seen()).hasSize(1);
      assertThat(client.target(uri()).request().post(Entity.text(stream.get())).getStatus())
          .isEqualTo(200);
    }
    assertThat(fixture.server.seen()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void secondRefusalIsTheAnswer(Connector connector) {
    fixture.server.answering(
        request -> {
          fixture.advance(Duration.ofSeconds(2));
          return Reply.challenge("Bearer");
        });
    try (Client client = fixture.client(connector)) {
      Response answer = client.target(uri()).request().get();
      assertThat(answer.getStatus()).isEqualTo(401);
      assertThat(answer.getHeaderString("WWW-Authenticate")).isEqualTo("Bearer");
    }
    assertThat(fixture.server.seen()).hasSize(2);
    assertThat(fixture.tokens()).isEqualTo(2);
  }

  @Test
  void refusalWithoutAChallengeIsOneOfTheToken() {
    refuse(Reply.of(401));
    try (Client client = fixture.client()) {
      assertThat(client.target(uri()).request().get().getStatus()).isEqualTo(200);
    }
    assertRepeatedOnce();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic realm=\"x\"",
        "Negotiate",
        "Basic realm=\"a, bearer b\"",
        "Basic realm=\"a\\\", bearer b\""
      })
  void refusalThatAsksForSomethingElseIsTheAnswer(String challenge) {
    refuse(Reply.challenge(challenge));
    try (Client client = fixture.client(Connector.JAVA_NET_HTTP)) {
      assertThat(client.target(uri()).request().get().getStatus()).isEqualTo(401);
    }
    assertThat(fixture.server.authorizations()).containsExactly(revoked);
    assertThat(fixture.bearer()).isEqualTo(revoked);
  }

  @Test
  void refusalThatAsksForABearerTokenAmongOthersIsOneOfTheToken() {
    refuse(Reply.challenge("Basic realm=\"a\\\\\", Bearer realm=\"b\""));
    try (Client client = fixture.client()) {
      assertThat(client.target(uri()).request().get().getStatus()).isEqualTo(200);
    }
    assertRepeatedOnce();
  }

  @Test
  void refusedRelayedTokenIsNeitherRepeatedNorDropped() {
    try (Client client =
        Connector.JAVA_NET_HTTP
            .client()
            .register(AppJwtClientRequestFilter.relaying(fixture.sentinel, () -> revoked))) {
      assertThat(client.target(uri()).request().get().getStatus()).isEqualTo(401);
    }
    assertThat(fixture.server.authorizations()).containsExactly(revoked);
    assertThat(fixture.bearer()).isEqualTo(revoked);
  }

  @Test
  void repeatTakesTheConnectionOfTheRefusal() {
    refuse(new Reply(401, Map.of(), "x".repeat(100_000)));
    try (Client client = fixture.client()) {
      assertThat(client.target(uri()).request().get().getStatus()).isEqualTo(200);
    }
    assertRepeatedOnce();
    assertThat(fixture.server.seen())
        .extracting(Seen::port)
        .containsOnly(fixture.server.seen().get(0).port());
  }

  @Test
  void filtersBehindFindTheRepeatAsTheyFoundTheRequest() {
    ClientRequestFilter adding =
        request -> {
          request.getHeaders().add("X-Trace", "t");
          request.setEntity("<" + request.getEntity() + ">");
        };
    try (Client client = fixture.client().register(adding)) {
      client.target(uri()).request().header("X-One", "1").post(Entity.text("e")).close();
    }
    assertRepeatedOnce();
    Seen repeat = fixture.server.seen().get(1);
    assertThat(repeat.body()).isEqualTo("<e>");
    assertThat(repeat.header("X-Trace")).isEqualTo("t");
    assertThat(repeat.header("X-One")).isEqualTo("1");
  }

  @Test
  void answerToTheRepeatIsDecodedOnce() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
      zip.write("plain".getBytes(StandardCharsets.UTF_8));
    }
    fixture.server.answering(
        request ->
            request.authorization().equals(revoked)
                ? Reply.challenge("Bearer")
                : new Reply(
                    200,
                    Map.of("Content-Encoding", "gzip"),
                    zipped.toString(StandardCharsets.ISO_8859_1)));
    try (Client client = fixture.client().register(GZipEncoder.class)) {
      assertThat(client.target(uri()).request().get(String.class)).isEqualTo("plain");
    }
  }
}
