package dev.sentinelauth.it.support;

import dev.sentinelauth.AppJwtHttpClient;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.RecordingServer.Reply;
import dev.sentinelauth.jersey.AppJwtClientRequestFilter;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.HttpUrlConnectorProvider;
import org.glassfish.jersey.client.spi.ConnectorProvider;
import org.glassfish.jersey.jdk.connector.JdkConnectorProvider;
import org.glassfish.jersey.jnh.connector.JavaNetHttpConnectorProvider;

/**
 * An emulated Sentinel, an application that calls out, and a server that it calls; {@code
 * 127.0.0.1} may have tokens, {@code localhost} may not.
 */
public final class ClientFixture implements AutoCloseable {
  public static final String ACCOUNT = "le81823118";

  /** What Jersey sends requests with. */
  public enum Connector {
    HTTP_URL_CONNECTION,
    JERSEY_JDK,
    JAVA_NET_HTTP;

    public Client client() {
      ConnectorProvider provider =
          switch (this) {
            case HTTP_URL_CONNECTION -> new HttpUrlConnectorProvider();
            case JERSEY_JDK -> new JdkConnectorProvider();
            case JAVA_NET_HTTP -> new JavaNetHttpConnectorProvider();
          };
      return ClientBuilder.newClient(new ClientConfig().connectorProvider(provider));
    }
  }

  public final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  public final SentinelEmulator emulator = SentinelEmulator.start(now::get);
  public final Installation installation;
  public final RecordingServer server = new RecordingServer();
  public final Sentinel sentinel;

  public ClientFixture(String... settings) throws IOException {
    emulator.addAccount(ACCOUNT);
    installation = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
    sentinel = Sentinel.builder(SentinelConfig.load(properties(settings))).clock(now::get).build();
  }

  /** The defaults of all tests, and these keys and values. */
  public Properties properties(String... settings) {
    Properties properties = new Properties();
    properties.setProperty("sentinel.account-id", ACCOUNT);
    properties.setProperty("sentinel.server", emulator.uri().toString());
    properties.setProperty("sentinel.domain-api.uri", emulator.domainApiUri().toString());
    properties.setProperty("sentinel.client-id", installation.clientId());
    properties.setProperty("sentinel.client-secret", installation.clientSecret());
    properties.setProperty("sentinel.app-jwt.hosts", "127.0.0.1, *.example.com");
    for (int i = 0; i < settings.length; i += 2) {
      properties.setProperty(settings[i], settings[i + 1]);
    }
    return properties;
  }

  public Client client(Connector connector) {
    return connector.client().register(new AppJwtClientRequestFilter(sentinel));
  }

  public Client client() {
    return client(Connector.HTTP_URL_CONNECTION);
  }

  public HttpClient httpClient() {
    return new AppJwtHttpClient(HttpClient.newHttpClient(), sentinel.clientAuthenticator());
  }

  public String bearer() {
    return "Bearer " + sentinel.appJwtSupplier().get();
  }

  /** Has the server refuse the token in use from now on, and any other pass; gives its header. */
  public String revoke(Reply refusal) {
    String revoked = bearer();
    advance(Duration.ofSeconds(2)); // another token of the same second would be the same
    server.answering(request -> request.authorization().equals(revoked) ? refusal : Reply.of(200));
    return revoked;
  }

  /** How many tokens were asked for. */
  public long tokens() {
    return emulator.host().count(Endpoint.APP_TOKEN);
  }

  /** Later, so that a new token differs from the one before. */
  public void advance(Duration duration) {
    now.updateAndGet(instant -> instant.plus(duration));
  }

  @Override
  public void close() {
    sentinel.close();
    server.close();
    emulator.close();
  }
}
