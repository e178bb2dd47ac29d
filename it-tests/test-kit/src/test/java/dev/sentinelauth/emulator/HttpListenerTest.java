package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The listener's HTTP, spoken by hand. */
class HttpListenerTest {
  private final HttpListener listener =
      HttpListener.open(
          0,
          "test",
          request -> {
            if (request.path().equals("/bug")) {
              throw new IllegalStateException("a bug");
            }
            return Reply.of(200).body("text/plain", request.path() + request.body());
          });

  @AfterEach
  void close() {
    listener.close();
  }

  @Test
  void aConnectionIsKeptForFurtherRequests() throws IOException {
    String both =
        talk(
            "POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nxy"
                + "GET /b HTTP/1.1\r\nConnection: close\r\n\r\n");

    assertThat(both).containsSubsequence("HTTP/1.1 200", "/axy", "HTTP/1.1 200", "/b");
  }

  @ParameterizedTest
  @CsvSource({
    "'GET /', 400",
    "'GET / HTTP/1.0', 505",
    "'GET http://localhost/ HTTP/1.1', 400",
    "'GET / HTTP/1.1|no colon', 400",
    "'POST / HTTP/1.1|Content-Length: x', 400",
    "'POST / HTTP/1.1|Content-Length: 1|Content-Length: 2', 400",
    "'POST / HTTP/1.1|Content-Length: 262145', 413",
    "'POST / HTTP/1.1|Transfer-Encoding: chunked', 501",
  })
  void anUnreadableRequestEndsTheConnection(String lines, int status) throws IOException {
    assertThat(talk(lines.replace("|", "\r\n") + "\r\n\r\n")).startsWith("HTTP/1.1 " + status);
  }

  @Test
  void anEndlessHeadIsCutOff() throws IOException {
    String head = "GET / HTTP/1.1\r\nX: " + "x".repeat(RequestReader.MAX_HEAD_BYTES);

    assertThat(talk(head)).startsWith("HTTP/1.1 431");
  }

  @Test
  void aBugIsAnswered500() throws IOException {
    assertThat(talk("GET /bug HTTP/1.1\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 500");
  }

  @Test
  void closingEndsAllThreads() throws IOException {
    HttpListener other = HttpListener.open(0, "short-lived", request -> Reply.of(204));
    try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), other.port())) {
      // only what was accepted can be closed properly; the kernel resets what still waits for that
      idle.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(idle.getInputStream(), ISO_8859_1));
      while (!answer.readLine().isEmpty()) {
        assertThat(threads("emulator-short-lived")).isPositive();
      }

      other.close();

      assertThat(threads("emulator-short-lived")).isZero();
      assertThat(answer.read()).isEqualTo(-1);
    }
  }

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .peek(thread -> assertThat(thread.isDaemon()).isTrue())
        .count();
  }

  private String talk(String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        BufferedReader answers =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      StringBuilder all = new StringBuilder();
      for (int c = answers.read(); c >= 0; c = answers.read()) {
        all.append((char) c);
      }
      return all.toString();
    }
  }
}
