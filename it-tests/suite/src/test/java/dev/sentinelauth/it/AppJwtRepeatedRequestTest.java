package dev.sentinelauth.it;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.AppJwtHttpClient;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.it.support.OutboundFixture;
import dev.sentinelauth.it.support.ProtectedApi;
import dev.sentinelauth.it.support.Way;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of {@code java.net.http} that were answered 401: which are sent once more. */
@Timeout(60)
class AppJwtRepeatedRequestTest {
  private final OutboundFixture sentinels = new OutboundFixture();
  private final HttpClient plain = HttpClient.newHttpClient();
  private ProtectedApi api;

  @BeforeEach
  void open() throws IOException {
    api = new ProtectedApi();
  }

  @AfterEach
  void close() {
    api.close();
    sentinels.close();
  }

  private AppJwtHttpClient client(String... settings) {
    return new AppJwtHttpClient(plain, sentinels.sentinel(settings).clientAuthenticator());
  }

  private HttpRequest get() {
    return HttpRequest.newBuilder(api.uri()).build();
  }

  /** Another token than the one before; its seconds tell them apart. */
  private void letTimePass() {
    sentinels.clock.advance(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @EnumSource
  void refusedGetIsSentAgainWithAnotherToken(Way way) throws Exception {
    HttpClient client = client();
    way.send(client, get(), ofString());
    letTimePass();
    api.then(401, "no", "Bearer error=\"invalid_token\"");

    HttpResponse<String> answer = way.send(client, get(), ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("fine");
    List<String> sent = api.authorizations();
    assertThat(sent).hasSize(3);
    assertThat(sent.get(1)).isEqualTo(sent.get(0));
    assertThat(sent.get(2)).startsWith("Bearer eyJ").isNotEqualTo(sent.get(0));
    assertThat(sentinels.posts()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void refusedPostOfKnownLengthIsSentAgainInFull(Way way) throws Exception {
    HttpClient client = client();
    way.send(client, get(), ofString());
    letTimePass();
    api.then(401, "");
    HttpRequest post =
        HttpRequest.newBuilder(api.uri())
            .header("X-Trace", "7")
            .POST(BodyPublishers.ofString("hello"))
            .build();

    assertThat(way.send(client, post, ofString()).statusCode()).isEqualTo(200);

    assertThat(api.calls.subList(1, 3)).allMatch(call -> call.body().equals("hello"));
    assertThat(api.calls.subList(1, 3))
        .allMatch(call -> "7".equals(call.headers().getFirst("X-Trace")));
    assertThat(api.calls).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource
  void refusedStreamIsNotSentAgainAndItsTokenStays(Way way) throws Exception {
    HttpClient client = client();
    way.send(client, get(), ofString());
    letTimePass();
    api.then(401, "no");
    byte[] body = "stream".getBytes(StandardCharsets.UTF_8);
    HttpRequest post =
        HttpRequest.newBuilder(api.uri())
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .build();

    HttpResponse<String> answer = way.send(client, post, ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEqualTo("no");
    assertThat(api.calls).hasSize(2);
    assertThat(api.calls.get(1).body()).isEqualTo("stream");
  }

  @ParameterizedTest
  @EnumSource
  void secondRefusalEndsItAndTheCallerSeesIt(Way way) throws Exception {
    HttpClient client = client();
    way.send(client, get(), ofString());
    letTimePass();
    api.then(401, "first").then(401, "second");

    HttpResponse<String> answer = way.send(client, get(), ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEqualTo("second");
    assertThat(api.calls).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource
  void callerSeesTheRefusalWhereNoOtherTokenCanBeHad(Way way) throws Exception {
    HttpClient client = client();
    way.send(client, get(), ofString());
    letTimePass();
    sentinels.fail(Fault.status(503));
    api.then(401, "sorry", "Bearer realm=\"api\"");

    HttpResponse<String> answer = way.send(client, get(), ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).as("its body too").isEqualTo("sorry");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"api\"");
    assertThat(answer.toString()).doesNotContain("eyJ");
    assertThat(api.calls).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic realm=\"api\"", "Digest realm=\"bearer of news\"", ""})
  void refusalThatIsNotAboutTheTokenIsHandedOn(String challenge) throws Exception {
    api.then(401, "", challenge);

    assertThat(client().send(get(), ofString()).statusCode()).isEqualTo(401);
    assertThat(api.calls).hasSize(1);
    assertThat(sentinels.posts()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 407, 500, 302})
  void otherAnswersAreHandedOn(int status) throws Exception {
    api.then(status, "", "Bearer");

    assertThat(client().send(get(), ofString()).statusCode()).isEqualTo(status);
    assertThat(api.calls).hasSize(1);
  }

  /** The JDK's handler doesn't truncate: what the refusal wrote would stay behind the answer. */
  @ParameterizedTest
  @EnumSource
  void refusalThatIsRepeatedReachesNoFile(Way way, @TempDir Path directory) throws Exception {
    HttpClient client = client();
    way.send(client, get(), ofString());
    letTimePass();
    api.then(401, "a long explanation of what went wrong");

    Path file = way.send(client, get(), BodyHandlers.ofFile(directory.resolve("answer"))).body();

    assertThat(Files.readString(file)).isEqualTo("fine");
  }

  @ParameterizedTest
  @EnumSource
  void refusalThatIsHandedOnCanBeStreamed(Way way) throws Exception {
    HttpClient client = client();
    api.then(401, "x".repeat(100_000));

    // the clock stands, so the next token is the same, and the request isn't sent again
    try (InputStream body = way.send(client, get(), BodyHandlers.ofInputStream()).body()) {
      assertThat(body.readAllBytes()).hasSize(100_000);
    }
  }

  @Test
  void crowdThatIsRefusedCausesOneNewToken() throws Exception {
    HttpClient client = client();
    client.send(get(), ofString());
    letTimePass();
    int crowd = 100;
    api.refuse(api.authorizations().get(0));
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < crowd; i++) {
      answers.add(client.sendAsync(get(), ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }

    assertThat(sentinels.posts()).isEqualTo(2);
  }
}
