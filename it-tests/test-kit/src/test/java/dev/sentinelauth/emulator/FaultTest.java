package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each way to fail, as a client sees it. */
class FaultTest {
  private static final String JWKS = "/sentinel/well-known/jwks";

  private final SentinelEmulator emulator = SentinelEmulator.start();
  private final SentinelHost host = emulator.host();
  private final Http http = new Http(emulator);

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void aStatusComesWithRetryAfterInSeconds() throws Exception {
    host.fail(Endpoint.JWKS, Fault.status(503).retryAfter(Duration.ofSeconds(7)).html());

    HttpResponse<String> answer = http.get(JWKS);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html");
    assertThat(answer.body()).contains("<html>");
  }

  @Test
  void retryAfterMayBeADate() throws Exception {
    Instant date = Instant.parse("1994-11-06T08:49:37Z");
    host.fail(Endpoint.JWKS, Fault.status(429).retryAfter(date));

    assertThat(http.get(JWKS).headers().firstValue("Retry-After"))
        .hasValue("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void faultsAreUsedUpInTheOrderOfTheirScript() throws Exception {
    host.fail(Endpoint.JWKS, Fault.status(500), 2);
    host.fail(Endpoint.JWKS, Fault.status(502), 1);

    assertThat(http.get(JWKS).statusCode()).isEqualTo(500);
    assertThat(http.get(JWKS).statusCode()).isEqualTo(500);
    assertThat(http.get(JWKS).statusCode()).isEqualTo(502);
    assertThat(http.get(JWKS).statusCode()).isEqualTo(200);
    assertThat(host.count(Endpoint.JWKS)).isEqualTo(4);
  }

  @Test
  void aFaultStaysUntilItIsCleared() throws Exception {
    host.fail(Endpoint.JWKS, Fault.status(500));
    assertThat(http.get(JWKS).statusCode()).isEqualTo(500);
    assertThat(http.get(JWKS).statusCode()).isEqualTo(500);

    host.clearFaults(Endpoint.JWKS);

    assertThat(http.get(JWKS).statusCode()).isEqualTo(200);
  }

  @Test
  void otherEndpointsAreSpared() throws Exception {
    host.fail(Endpoint.APP_TOKEN, Fault.reset());

    assertThat(http.get(JWKS).statusCode()).isEqualTo(200);
  }

  @Test
  void aScriptedAnswerMayBeGood() throws Exception {
    host.fail(Endpoint.OTHER, Fault.status(200).body("text/plain", "hello").header("X-A", "b"));

    HttpResponse<String> answer = http.get("/anything");

    assertThat(answer.body()).isEqualTo("hello");
    assertThat(answer.headers().firstValue("X-A")).hasValue("b");
  }

  @Test
  void aDelayedAnswerIsTheTrueOne() throws Exception {
    host.fail(Endpoint.JWKS, Fault.delay(Duration.ofMillis(20)));
    long start = System.nanoTime();

    assertThat(http.get(JWKS).body()).isEqualTo(host.keys().document());
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void clearingAFaultEndsItsDelay() throws Exception {
    host.fail(Endpoint.JWKS, Fault.status(500).after(Duration.ofHours(1)));
    CompletableFuture<HttpResponse<String>> answer = getAsync(Http.PATIENCE);
    assertThat(host.awaitRequests(Endpoint.JWKS, 1, Http.PATIENCE)).hasSize(1);

    host.clearFaults();

    assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(500);
  }

  @Test
  void aHangingRequestIsAnsweredWhenItIsReleased() throws Exception {
    host.fail(Endpoint.JWKS, Fault.hang(), 1);
    CompletableFuture<HttpResponse<String>> answer = getAsync(Http.PATIENCE);
    assertThat(host.awaitRequests(Endpoint.JWKS, 1, Http.PATIENCE)).hasSize(1);
    assertThat(answer).isNotDone();
    assertThat(http.get(JWKS).statusCode()).isEqualTo(200);

    SigningKey later = host.keys().rotate("later");
    host.clearFaults(Endpoint.JWKS);

    assertThat(answer.get(10, TimeUnit.SECONDS).body()).contains(later.kid());
  }

  @Test
  void aHangingRequestIsNeverAnswered() {
    host.fail(Endpoint.JWKS, Fault.hang());

    assertThatThrownBy(() -> getAsync(Duration.ofMillis(50)).get())
        .hasCauseInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void garbageIsNoJson() throws Exception {
    host.fail(Endpoint.JWKS, Fault.garbage());

    HttpResponse<String> answer = http.get(JWKS);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> Http.json(answer)).isInstanceOf(ParseException.class);
  }

  @Test
  void aTruncatedAnswerBreaksOff() {
    host.fail(Endpoint.JWKS, Fault.truncated());

    assertThatThrownBy(() -> http.get(JWKS))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void anOversizedAnswerIsOtherwiseGood() throws Exception {
    host.fail(Endpoint.JWKS, Fault.oversized());

    String body = http.get(JWKS).body();

    assertThat(body).hasSize(256 * 1024 + 1);
    assertThat(body.strip()).isEqualTo(host.keys().document());
  }

  @Test
  void anEndlessAnswerGoesOnUntilTheClientHangsUp() throws Exception {
    host.fail(Endpoint.JWKS, Fault.endless(), 1);
    HttpRequest request = HttpRequest.newBuilder(host.jwksUri()).build();

    try (InputStream body = http.client().send(request, BodyHandlers.ofInputStream()).body()) {
      assertThat(body.readNBytes(1_000_000)).hasSize(1_000_000);
    }
    assertThat(http.get(JWKS).statusCode()).isEqualTo(200);
  }

  @Test
  void aTricklingAnswerArrivesInTheEnd() throws Exception {
    host.keys().replaceDocument("{\"keys\":[]}");
    host.fail(Endpoint.JWKS, Fault.trickle(Duration.ofMillis(1)));

    assertThat(http.get(JWKS).body()).isEqualTo("{\"keys\":[]}");
  }

  @Test
  void aRedirectLeadsElsewhere() throws Exception {
    host.fail(Endpoint.JWKS, Fault.redirect(URI.create("http://evil.example/keys")));

    HttpResponse<String> answer = http.get(JWKS);

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).hasValue("http://evil.example/keys");
  }

  @Test
  void aResetIsNoOrderlyEnd() throws Exception {
    host.fail(Endpoint.JWKS, Fault.reset());

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port())) {
      socket.getOutputStream().write(("GET " + JWKS + " HTTP/1.1\r\n\r\n").getBytes(US_ASCII));

      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void aStoppedHostComesBackOnItsPort() throws Exception {
    assertThat(http.get(JWKS).statusCode()).isEqualTo(200);
    int port = host.port();

    host.stop();
    assertThat(host.isRunning()).isFalse();
    assertThatThrownBy(() -> http.get(JWKS)).isInstanceOf(ConnectException.class);

    host.start();
    assertThat(host.port()).isEqualTo(port);
    assertThat(http.get(JWKS).body()).isEqualTo(host.keys().document());
  }

  @Test
  void stoppingEndsWhatHangs() throws Exception {
    host.fail(Endpoint.JWKS, Fault.hang());
    CompletableFuture<HttpResponse<String>> answer = getAsync(Http.PATIENCE);
    assertThat(host.awaitRequests(Endpoint.JWKS, 1, Http.PATIENCE)).hasSize(1);

    host.stop();

    assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IOException.class);
  }

  private CompletableFuture<HttpResponse<String>> getAsync(Duration timeout) {
    HttpRequest request = HttpRequest.newBuilder(host.jwksUri()).timeout(timeout).build();
    return http.client().sendAsync(request, BodyHandlers.ofString());
  }
}
