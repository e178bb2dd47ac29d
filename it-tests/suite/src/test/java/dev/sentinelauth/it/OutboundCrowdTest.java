package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.ClientFixture;
import dev.sentinelauth.it.support.ClientFixture.Connector;
import dev.sentinelauth.it.support.RecordingServer.Reply;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.jdk.connector.JdkConnectorProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hundred requests at once whose token is refused. */
@Timeout(60)
class OutboundCrowdTest {
  private ClientFixture fixture;
  private String revoked;

  @BeforeEach
  void start() throws Exception {
    fixture = new ClientFixture();
    revoked = fixture.revoke(Reply.of(401));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private URI uri() {
    return fixture.server.uri("/a");
  }

  /** The server refuses the old token when a hundred requests with it have arrived. */
  private void refuseHundredAtOnce() {
    CyclicBarrier all = new CyclicBarrier(100);
    fixture.server.answering(
        request -> {
          if (!request.authorization().equals(revoked)) {
            return Reply.of(200);
          }
          try {
            all.await(20, TimeUnit.SECONDS);
          } catch (Exception e) {
            return Reply.of(500);
          }
          return Reply.challenge("Bearer");
        });
  }

  private Client clientForAHundred(Connector connector) {
    return fixture
        .client(connector)
        .property(JdkConnectorProperties.MAX_CONNECTIONS_PER_DESTINATION, 100);
  }

  @ParameterizedTest
  @EnumSource
  void hundredRefusalsCauseOneNewToken(Connector connector) throws Exception {
    refuseHundredAtOnce();
    ExecutorService threads = Executors.newFixedThreadPool(100);
    try (Client client = clientForAHundred(connector)) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(threads.submit(() -> client.target(uri()).request().get(String.class)));
      }
      for (Future<String> answer : answers) {
        assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("answer 200");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(fixture.server.seen()).hasSize(200);
    assertThat(fixture.tokens()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void hundredAsynchronousRefusalsCauseOneNewToken(Connector connector) throws Exception {
    refuseHundredAtOnce();
    // the others hand answers over on threads that must not wait for another
    boolean repeats = connector == Connector.HTTP_URL_CONNECTION;
    try (Client client = clientForAHundred(connector)) {
      List<Future<Response>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(client.target(uri()).request().async().get());
      }
      for (Future<Response> answer : answers) {
        Response response = answer.get(30, TimeUnit.SECONDS);
        assertThat(response.getStatus()).isEqualTo(repeats ? 200 : 401);
        response.close();
      }
      assertThat(client.target(uri()).request().get().getStatus()).isEqualTo(200);
    }
    assertThat(fixture.server.seen()).hasSize(repeats ? 201 : 101);
    assertThat(fixture.tokens()).isEqualTo(2);
  }
}
