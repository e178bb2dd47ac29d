package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.it.support.ClientFixture;
import dev.sentinelauth.it.support.Pages;
import dev.sentinelauth.it.support.Verifications;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What keeps a call from Sentinel is named in the status, and the pages have the cure. */
@Timeout(60)
class NamedCausesTest {

  /** What is done to a connection. */
  private interface Treatment {
    void give(Socket connection) throws IOException;
  }

  /** What is in the way. */
  @SuppressWarnings("ImmutableEnumChecker") // lambdas, which capture nothing
  private enum Obstacle {
    UNKNOWN_HOST("https://sentinel.invalid", "host not found", connection -> {}),
    NOBODY("http://127.0.0.1:%d", "connection refused", null),
    RESET(
        "http://127.0.0.1:%d",
        "connection reset",
        connection -> {
          assertThat(connection.getInputStream().read()).isPositive();
          connection.setSoLinger(true, 0);
        }),
    SILENT_END(
        "http://127.0.0.1:%d",
        "connection closed without an answer",
        connection -> {
          connection.setSoTimeout(200);
          try {
            connection.getInputStream().readAllBytes();
          } catch (SocketTimeoutException all) {
            // the whole request: what isn't read would make a reset of the end
          }
        }),
    SILENCE(
        "http://127.0.0.1:%d",
        "no complete answer within 1000 ms",
        connection -> connection.getInputStream().readAllBytes()),
    SIGN_IN_PAGE(
        "http://127.0.0.1:%d",
        "the answer is not a JSON object, at byte 0; it is text/html",
        connection ->
            answer(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")),
    NO_TLS(
        "https://127.0.0.1:%d",
        "the answer is no TLS; plain HTTP on that port?",
        connection -> answer(connection, "HTTP/1.1 400 Bad Request\r\n\r\n"));

    final String server;
    final String cause;
    final Treatment treatment;

    Obstacle(String server, String cause, Treatment treatment) {
      this.server = server;
      this.cause = cause;
      this.treatment = treatment;
    }

    private static void answer(Socket connection, String text) throws IOException {
      assertThat(connection.getInputStream().read()).isPositive();
      connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      connection.shutdownOutput();
      connection.getInputStream().readAllBytes();
    }
  }

  private final AtomicReference<Treatment> treatment = new AtomicReference<>();
  private ServerSocket socket;

  @BeforeEach
  void listen() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread server = new Thread(this::serve, "obstacle");
    server.setDaemon(true);
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        treatment.get().give(connection);
      } catch (IOException gone) {
        // the next one
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void causeIsInTheStatusAndInThePages(Obstacle obstacle) throws Exception {
    treatment.set(obstacle.treatment);
    int port = socket.getLocalPort();
    if (obstacle == Obstacle.NOBODY) {
      socket.close();
    }
    Properties properties = new Properties();
    properties.setProperty("sentinel.account-id", ClientFixture.ACCOUNT);
    properties.setProperty("sentinel.server", obstacle.server.formatted(port));
    properties.setProperty(
        "sentinel.http.request-timeout", obstacle == Obstacle.SILENCE ? "1s" : "20s");
    try (Sentinel sentinel = Sentinel.create(SentinelConfig.load(properties))) {
      Verifications.await(
          "the first failure",
          Duration.ofSeconds(30),
          () -> sentinel.status().keySets().get(0).lastFailure() != null);

      assertThat(sentinel.status().keySets().get(0).lastFailure()).isEqualTo(obstacle.cause);
    }
    String documented = obstacle.cause.replace("1000", "5000");
    assertThat(
            Pages.load().section("What stands between you and Sentinel").rows("what", "what to do"))
        .anySatisfy(row -> assertThat(row.get(2)).contains("`" + documented + "`"));
  }
}
