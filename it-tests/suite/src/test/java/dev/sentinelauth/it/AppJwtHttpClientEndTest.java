package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.OutboundFixture.PATIENCE;
import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.AppJwtHttpClient;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.it.support.OutboundFixture;
import dev.sentinelauth.it.support.ProtectedApi;
import dev.sentinelauth.it.support.Verifications;
import dev.sentinelauth.it.support.Way;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a client that adds tokens ends, by the methods that {@link HttpClient} has since JDK 21. */
@Timeout(60)
class AppJwtHttpClientEndTest {
  private final OutboundFixture sentinels = new OutboundFixture();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient inside = HttpClient.newHttpClient();
  private ProtectedApi api;
  private HttpClient client;

  @BeforeEach
  void open() throws IOException {
    api = new ProtectedApi();
    client =
        new AppJwtHttpClient(
            inside,
            sentinels.sentinel("sentinel.http.request-timeout", "30s").clientAuthenticator());
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    api.close();
    sentinels.close();
  }

  private HttpRequest get() {
    return HttpRequest.newBuilder(api.uri()).build();
  }

  /** As an application does that knows an {@link HttpClient} and nothing more. */
  private static Object call(HttpClient client, String method, Object... arguments)
      throws Exception {
    Class<?>[] types = arguments.length == 0 ? new Class<?>[0] : new Class<?>[] {Duration.class};
    try {
      return HttpClient.class.getMethod(method, types).invoke(client, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** A request that gets no further than to the wait for its token. */
  private Future<HttpResponse<String>> waiting(Way way) {
    sentinels.fail(Fault.hang());
    Future<HttpResponse<String>> answer = threads.submit(() -> way.send(client, get(), ofString()));
    Verifications.await("the request for a token", PATIENCE, () -> sentinels.posts() == 1);
    return answer;
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void closeEndsTheClientInside() throws Exception {
    client.send(get(), ofString());
    assertThat(call(client, "isTerminated")).isEqualTo(false);

    call(client, "close");

    assertThat(call(inside, "isTerminated")).isEqualTo(true);
    assertThat(call(client, "isTerminated")).isEqualTo(true);
    assertThat(call(client, "awaitTermination", Duration.ZERO)).isEqualTo(true);
    call(client, "close");
    assertThatThrownBy(() -> client.send(get(), ofString())).isInstanceOf(IOException.class);
    assertThat(api.calls).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  @EnabledForJreRange(min = JRE.JAVA_21)
  void requestThatWaitsForItsTokenIsCarriedOutAfterAShutdown(Way way) throws Exception {
    Future<HttpResponse<String>> before = waiting(way);

    call(client, "shutdown");

    CompletableFuture<HttpResponse<String>> after = client.sendAsync(get(), ofString());
    assertThatThrownBy(after::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThat(call(client, "awaitTermination", Duration.ofMillis(1))).isEqualTo(false);
    assertThat(call(client, "isTerminated")).isEqualTo(false);
    sentinels.host.clearFaults();
    assertThat(before.get().statusCode()).isEqualTo(200);
    assertThat(call(client, "awaitTermination", PATIENCE)).isEqualTo(true);
    assertThat(call(inside, "isTerminated")).isEqualTo(true);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void shutdownNowEndsWhatIsUnderWay() throws Exception {
    Future<HttpResponse<String>> answer = waiting(Way.SEND_ASYNC);

    call(client, "shutdownNow");

    assertThatThrownBy(answer::get).hasRootCauseInstanceOf(IOException.class);
    assertThat(call(client, "awaitTermination", PATIENCE)).isEqualTo(true);
    assertThat(call(inside, "isTerminated")).isEqualTo(true);
    assertThat(api.calls).isEmpty();
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void cancelledRequestKeepsNobodyFromClosing() throws Exception {
    sentinels.fail(Fault.hang());
    CompletableFuture<HttpResponse<String>> answer = client.sendAsync(get(), ofString());

    answer.cancel(true);
    call(client, "close");

    assertThat(call(inside, "isTerminated")).isEqualTo(true);
    assertThat(api.calls).isEmpty();
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void interruptedCloseEndsWhatIsUnderWay() throws Exception {
    Future<HttpResponse<String>> answer = waiting(Way.SEND_ASYNC);

    Thread.currentThread().interrupt();
    call(client, "close");

    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(answer::get).hasRootCauseInstanceOf(IOException.class);
    assertThat(call(inside, "isTerminated")).isEqualTo(true);
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  void olderJdkSaysThatItCannotAndTheClientGoesOn() throws Exception {
    AppJwtHttpClient own = (AppJwtHttpClient) client;

    assertThatThrownBy(own::close).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(own::shutdown).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(own::shutdownNow).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(own::isTerminated).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> own.awaitTermination(Duration.ZERO))
        .isInstanceOf(UnsupportedOperationException.class);

    assertThat(client.send(get(), ofString()).statusCode()).isEqualTo(200);
  }
}
