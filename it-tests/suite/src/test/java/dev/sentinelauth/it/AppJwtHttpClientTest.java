package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.OutboundFixture.PATIENCE;
import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.AppJwtHttpClient;
import dev.sentinelauth.AppJwtSupplier;
import dev.sentinelauth.AppJwtUnavailableException;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.it.support.OutboundFixture;
import dev.sentinelauth.it.support.ProtectedApi;
import dev.sentinelauth.it.support.Verifications;
import dev.sentinelauth.it.support.Way;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of {@code java.net.http}: which carry a token, and which are sent twice. */
@Timeout(60)
class AppJwtHttpClientTest {
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
  void requestToAnAllowedHostCarriesTheToken(Way way) throws Exception {
    Sentinel sentinel = sentinels.sentinel();
    HttpClient client = new AppJwtHttpClient(plain, sentinel.clientAuthenticator());

    assertThat(way.send(client, get(), ofString()).body()).isEqualTo("fine");

    assertThat(api.authorizations()).containsExactly("Bearer " + sentinel.appJwtSupplier().get());
  }

  @ParameterizedTest
  @EnumSource
  void requestToAnotherHostCarriesNoneAndNoneIsFetchedForIt(Way way) throws Exception {
    HttpRequest foreign = HttpRequest.newBuilder(api.foreignUri()).build();

    assertThat(way.send(client(), foreign, ofString()).statusCode()).isEqualTo(200);

    assertThat(api.authorizations()).isEmpty();
    assertThat(sentinels.posts()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void headerOfTheApplicationIsLeftAlone(Way way) throws Exception {
    api.then(401, "", "Bearer");
    HttpRequest own =
        HttpRequest.newBuilder(api.uri()).header("authorization", "Basic eDp5").build();

    assertThat(way.send(client(), own, ofString()).statusCode()).isEqualTo(401);

    assertThat(api.authorizations()).containsExactly("Basic eDp5");
    assertThat(sentinels.posts()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void tokenStandsAloneWhereNoSchemeIsWanted(Way way) throws Exception {
    api.then(401, "");
    HttpClient client = client("sentinel.app-jwt.scheme", "none");
    way.send(client, get(), ofString()); // the same token: Sentinel's clock stands
    assertThat(api.authorizations())
        .allMatch(value -> value.matches("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+"));
  }

  @ParameterizedTest
  @EnumSource(names = {"ALWAYS", "NORMAL"})
  void clientThatFollowsRedirectsIsRefused(Redirect redirect) {
    HttpClient following = HttpClient.newBuilder().followRedirects(redirect).build();

    assertThatThrownBy(
            () -> new AppJwtHttpClient(following, sentinels.sentinel().clientAuthenticator()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Redirect.NEVER");
  }

  @Test
  void sendAsyncKeepsNoThreadWaitingForAToken() throws Exception {
    HttpClient client = client("sentinel.http.request-timeout", "30s");
    sentinels.fail(Fault.hang());
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(client.sendAsync(get(), ofString()));
    }
    Verifications.await("the request for a token", PATIENCE, () -> sentinels.posts() == 1);
    assertThat(answers).noneMatch(CompletableFuture::isDone);
    assertThat(threadsThatWaitForAToken()).isEmpty();
    sentinels.host.clearFaults();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }

    letTimePass();
    sentinels.fail(Fault.hang());
    api.refuseAll();
    answers.replaceAll(done -> client.sendAsync(get(), ofString()));
    // those sent after the first refusal find no token, and never get as far as the server
    Verifications.await("the next request for a token", PATIENCE, () -> sentinels.posts() == 2);
    assertThat(answers).noneMatch(CompletableFuture::isDone);
    // one may pass through just now, but one that waits would be there for longer than this
    Verifications.await("no thread to wait", PATIENCE, () -> threadsThatWaitForAToken().isEmpty());
    sentinels.host.clearFaults();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().statusCode()).isEqualTo(401);
    }
  }

  private static List<Thread> threadsThatWaitForAToken() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(
            thread ->
                Stream.of(thread.getValue())
                    .anyMatch(f -> f.getClassName().equals(AppJwtSupplier.class.getName())))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void callbackOfTheApplicationRunsOnNoThreadOfOurs() throws Exception {
    HttpClient client = client();
    sentinels.fail(Fault.status(503).after(Duration.ofMillis(200)));

    String thread =
        client
            .sendAsync(get(), ofString())
            .handle((answer, failure) -> Thread.currentThread().getName())
            .get();

    assertThat(thread).isNotEqualTo(OutboundFixture.BACKGROUND);
  }

  @Test
  void callFailsWhereNoTokenCanBeHadAndNothingIsSent() {
    sentinels.fail(Fault.status(503));
    HttpClient client = client();

    assertThatThrownBy(() -> client.send(get(), ofString()))
        .isInstanceOf(AppJwtUnavailableException.class)
        .hasMessageContaining("HTTP 503");
    assertThatThrownBy(() -> client.sendAsync(get(), ofString()).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(AppJwtUnavailableException.class);
    assertThat(api.calls).isEmpty();
  }

  @Test
  void relayedTokenFollowsTheSameRulesAndIsNeverReplaced() throws Exception {
    Sentinel sentinel = sentinels.sentinel();
    HttpClient client =
        new AppJwtHttpClient(plain, sentinel.relayingClientAuthenticator(() -> "theirs"));
    api.then(401, "", "Bearer");

    assertThat(client.send(get(), ofString()).statusCode()).isEqualTo(401);
    client.send(HttpRequest.newBuilder(api.foreignUri()).build(), ofString());

    assertThat(api.authorizations()).containsExactly("Bearer theirs");
    assertThat(sentinels.posts()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\r\nX: y", "", "a,b"})
  void relayedTextThatIsNoTokenIsNotSent(String text) throws Exception {
    HttpClient client =
        new AppJwtHttpClient(plain, sentinels.sentinel().relayingClientAuthenticator(() -> text));

    client.send(HttpRequest.newBuilder(URI.create(api.uri() + "?q")).build(), ofString());

    assertThat(api.authorizations()).isEmpty();
  }
}
