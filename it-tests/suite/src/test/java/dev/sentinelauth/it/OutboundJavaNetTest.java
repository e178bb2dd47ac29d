package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.ClientFixture;
import dev.sentinelauth.it.support.RecordingServer.Reply;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a 401 leads to with java.net.http. */
@Timeout(60)
class OutboundJavaNetTest {
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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusedRequestIsRepeatedOnceWithAnotherToken(boolean async) throws Exception {
    HttpRequest post = HttpRequest.newBuilder(uri()).POST(BodyPublishers.ofString("text")).build();
    var client = fixture.httpClient();
    var answer =
        async
            ? client.sendAsync(post, BodyHandlers.ofString()).get(20, TimeUnit.SECONDS)
            : client.send(post, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(fixture.server.authorizations()).containsExactly(revoked, fixture.bearer());
    assertThat(fixture.server.seen()).allMatch(request -> request.body().equals("text"));
  }

  @Test
  void streamIsSentOnceAndTheNextRequestHasAnotherToken() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(uri())
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[9])))
            .build();
    var client = fixture.httpClient();
    assertThat(client.send(post, BodyHandlers.discarding()).statusCode()).isEqualTo(401);
    assertThat(fixture.server.seen()).hasSize(1);
    assertThat(client.send(post, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
  }
}
