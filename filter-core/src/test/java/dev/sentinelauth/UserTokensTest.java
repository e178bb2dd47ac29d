package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.Connections;
import dev.sentinelauth.internal.remote.SentinelHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of the answers that a login and its refreshes bring. */
class UserTokensTest {
  private final Background background = new Background(null);
  private HttpServer server;
  private volatile String answer = "";

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = answer.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    background.close();
  }

  private SentinelConfig config() {
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            "sentinel.account-id", "le1",
            "sentinel.server", "http://127.0.0.1:" + server.getAddress().getPort(),
            "sentinel.client-id", "id",
            "sentinel.client-secret", "secret",
            "sentinel.login.redirect-uri", "http://127.0.0.1/callback"));
    return SentinelConfig.load(settings);
  }

  private UserTokens refreshed() throws Exception {
    SentinelConfig config = config();
    InstantSource clock = InstantSource.system();
    Connections connections =
        new Connections(
            null,
            config.remote().network(),
            config.remote().connectTimeout(),
            config.remote().requestTimeout(),
            background);
    SentinelHttp http = new SentinelHttp(connections, background, clock);
    KeySnapshot snapshot = new KeySnapshot(null, Duration.ZERO, clock, Runnable::run);
    Domains domains = new Domains(config, http, background, clock, snapshot);
    try (http) {
      return new TokenEndpoint("le1", config, http, domains)
          .refresh("refresh", config.login())
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "3600 | PT1H",
        "90.5 | PT1M30.5S",
        "\"3600\" | PT1H",
        "\" 36e2 \" | PT1H",
        // these say nothing, and the setting decides
        "0 |",
        "\"0\" |",
        "-3600 |",
        "\"-3600\" |",
        "\"soon\" |",
        "\"\" |",
        "null |",
        "true |",
        "[3600] |",
        "1e99 | P365D",
        "\"1e99\" | P365D",
        "9223372036854775807 | P365D",
        "99999999999999999999 | P365D",
        "\"99999999999999999999\" | P365D",
      })
  void lifetimeIsReadAsNumberOrTextAndAbsurdOnesDoNoHarm(
      String expiresIn, @Nullable Duration lifetime) throws Exception {
    answer = "{\"access_token\":\"a\",\"expires_in\":" + expiresIn + "}";

    assertThat(refreshed().expiresIn()).isEqualTo(lifetime);
  }
}
