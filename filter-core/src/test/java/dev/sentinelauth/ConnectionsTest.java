package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.Connections;
import dev.sentinelauth.internal.remote.SentinelHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told about the way to Sentinel, against a server that reads what arrives. */
class ConnectionsTest {
  private static final String PASSWORD = "user:pass-word";

  @TempDir Path folder;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private ServerSocket server;

  /** Answers the first request of each connection, and is silent about any other. */
  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept);
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          head.append(line).append('\n');
        }
        heads.add(head.toString());
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private static SentinelConfig config(String... settings) {
    Properties properties = new Properties();
    properties.setProperty("sentinel.account-id", "le1");
    properties.setProperty("sentinel.server", "http://127.0.0.1:1");
    properties.setProperty("sentinel.startup", "lazy");
    for (int i = 0; i < settings.length; i += 2) {
      properties.setProperty(settings[i], settings[i + 1]);
    }
    return SentinelConfig.loader()
        .systemProperties(Map.of())
        .environment(Map.of())
        .properties("test", properties)
        .load();
  }

  private static void get(SentinelConfig config, String uri, int times) throws Exception {
    Background background = new Background(null);
    Connections connections =
        new Connections(
            null,
            config.remote().network(),
            config.remote().connectTimeout(),
            config.remote().requestTimeout(),
            background);
    SentinelHttp http = new SentinelHttp(connections, background, java.time.InstantSource.system());
    try {
      for (int i = 0; i < times; i++) {
        http.post(java.net.URI.create(uri), Map.of(), 1000)
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
      }
    } finally {
      http.close();
      background.close();
    }
  }

  @Test
  void serverThatFallsSilentAfterOneRequestDoesNotFailTheNextCall() throws Exception {
    get(config(), "http://" + address() + "/token", 3);

    assertThat(heads).hasSize(3);
  }

  @Test
  void proxyIsAskedAndToldThePassword() throws Exception {
    get(
        config("sentinel.http.proxy", address(), "sentinel.http.proxy-credentials", PASSWORD),
        "http://127.0.0.1:1/token",
        1);

    assertThat(heads.get(0))
        .startsWith("POST http://127.0.0.1:1/token ")
        .contains("Proxy-Authorization: Basic dXNlcjpwYXNzLXdvcmQ=");
  }

  @Test
  void serverIsNotToldThePasswordOfTheProxy() throws Exception {
    get(config("sentinel.http.proxy-credentials", PASSWORD), "http://" + address() + "/token", 1);

    assertThat(heads.get(0)).doesNotContainIgnoringCase("proxy-");
  }

  @Test
  void jvmThatSendsNoPasswordThroughTunnelsIsNamed() {
    assertThatThrownBy(
            () ->
                config(
                    "sentinel.server",
                    "https://sentinel.example",
                    "sentinel.http.proxy",
                    address(),
                    "sentinel.http.proxy-credentials",
                    PASSWORD))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("jdk.http.auth.tunneling.disabledSchemes")
        .hasMessageNotContaining("pass-word");
  }

  @Test
  void everyMistakeIsNamedAndNoPassword() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.pem"));

    assertThatThrownBy(
            () ->
                config(
                    "sentinel.http.proxy",
                    "proxy:99999",
                    "sentinel.http.proxy-credentials",
                    "no-colon-here",
                    "sentinel.http.trusted-certificates",
                    empty.toString()))
        .hasMessageContaining("sentinel.http.proxy (test): expected host:port")
        .hasMessageContaining("expected user:password")
        .hasMessageContaining("sentinel.http.trusted-certificates (test): expected a PEM file")
        .hasMessageNotContaining("no-colon-here");
  }

  @Test
  void clientThatFollowsRedirectsIsRefused() {
    HttpClient follows =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    assertThatThrownBy(() -> Sentinel.builder(config()).httpClient(follows))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void settingsThatAClientOfOnesOwnDoesNotObeyAreRefused() {
    assertThatThrownBy(
            () ->
                Sentinel.builder(config("sentinel.http.proxy", "none"))
                    .httpClient(HttpClient.newHttpClient())
                    .build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("sentinel.http.proxy");
  }
}
