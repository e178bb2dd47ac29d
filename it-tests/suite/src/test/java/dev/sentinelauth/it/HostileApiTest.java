package dev.sentinelauth.it;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sentinelauth.AppJwtHttpClient;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.it.support.OutboundFixture;
import dev.sentinelauth.it.support.Verifications;
import dev.sentinelauth.it.support.Way;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Refusals from servers that are broken, or mean harm. */
@Timeout(20)
class HostileApiTest {

  /** The body of a refusal; none of them is one that can be had in full. */
  enum Refusal {
    TOO_LONG(0) {
      @Override
      void write(OutputStream body) throws IOException {
        body.write(new byte[1024 * 1024]);
      }
    },
    CUT_OFF(100) {
      @Override
      void write(OutputStream body) throws IOException {
        body.write(new byte[10]);
        // Newer JDKs' server has not sent even the header fields by now, and never would.
        body.flush();
      }
    },
    ENDLESS(0) {
      @Override
      void write(OutputStream body) throws IOException {
        while (true) {
          body.write(new byte[1024]);
        }
      }
    },
    TRICKLING(0) {
      @Override
      void write(OutputStream body) throws IOException {
        try {
          while (true) {
            body.write(0);
            body.flush();
            TimeUnit.MILLISECONDS.sleep(50);
          }
        } catch (InterruptedException stopped) {
          throw new IOException(stopped);
        }
      }
    };

    /** As it is announced; 0 is unknown. */
    private final int length;

    Refusal(int length) {
      this.length = length;
    }

    abstract void write(OutputStream body) throws IOException;
  }

  private final OutboundFixture sentinels = new OutboundFixture();
  private final HttpClient plain = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final CountDownLatch hungUp = new CountDownLatch(1);
  private HttpServer server;
  private volatile String refused = "";
  private volatile Refusal refusal = Refusal.TOO_LONG;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    threads.shutdownNow();
    sentinels.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      authorizations.add(authorization);
      boolean isRefused = authorization.equals(refused);
      exchange.sendResponseHeaders(isRefused ? 401 : 200, isRefused ? refusal.length : 0);
      if (isRefused) {
        refusal.write(exchange.getResponseBody());
      } else {
        exchange.getResponseBody().write("fine".getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      hungUp.countDown();
      throw e;
    }
  }

  private HttpRequest get() {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build();
  }

  @ParameterizedTest
  @EnumSource
  void bodyOfARefusalDoesNotKeepTheRequestFromBeingRepeated(Refusal body) throws Exception {
    for (Way way : Way.values()) {
      Sentinel sentinel = sentinels.sentinel();
      HttpClient client = new AppJwtHttpClient(plain, sentinel.clientAuthenticator());
      refused = "Bearer " + sentinel.appJwtSupplier().get();
      refusal = body;
      sentinels.clock.advance(Duration.ofSeconds(1));

      assertThat(way.send(client, get(), ofString()).body()).isEqualTo("fine");

      assertThat(authorizations.get(authorizations.size() - 1)).isNotEqualTo(refused);
    }
  }

  @Test
  void cancelledRequestIsGivenUp() throws Exception {
    Sentinel sentinel = sentinels.sentinel();
    HttpClient client =
        new AppJwtHttpClient(plain, sentinel.relayingClientAuthenticator(() -> "x"));
    refused = "Bearer x";
    refusal = Refusal.TRICKLING;

    CompletableFuture<HttpResponse<String>> answer = client.sendAsync(get(), ofString());
    Verifications.await("the request", OutboundFixture.PATIENCE, () -> authorizations.size() == 1);
    assertThat(answer.cancel(true)).isTrue();

    assertThat(hungUp.await(5, TimeUnit.SECONDS)).isTrue();
  }
}
