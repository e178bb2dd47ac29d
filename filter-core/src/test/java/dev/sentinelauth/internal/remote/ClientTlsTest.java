package dev.sentinelauth.internal.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.sentinelauth.ConnectProxy;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JVM's TLS settings are read once in its life, so each of these starts one of its own, which
 * runs {@link Child}: a Sentinel that is reached by https, and asks for a client's certificate.
 */
class ClientTlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;
  private static Path serverKeys;
  private static Path trusted;

  @BeforeAll
  static void makeKeyStores() throws Exception {
    serverKeys = folder.resolve("server.p12");
    trusted = folder.resolve("trusted.p12");
    Path certificate = folder.resolve("server.crt");
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost",
        "-keystore",
        serverKeys.toString());
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "server",
        "-file",
        certificate.toString(),
        "-keystore",
        serverKeys.toString());
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        "server",
        "-file",
        certificate.toString(),
        "-keystore",
        trusted.toString());
  }

  @Test
  void keyStoreThatCannotBeOpenedStopsNothing() throws Exception {
    String said = child("-Djavax.net.ssl.keyStore=" + serverKeys, trustStore(), trustPassword());

    assertThat(said).contains("ready true").contains("client certificates 0");
  }

  @Test
  void keyStoreOfTheJvmIsNotShownToSentinel() throws Exception {
    String said =
        child(
            "-Djavax.net.ssl.keyStore=" + serverKeys,
            "-Djavax.net.ssl.keyStorePassword=" + PASSWORD,
            trustStore(),
            trustPassword());

    assertThat(said).contains("ready true").contains("client certificates 0");
  }

  @Test
  void whomTheJvmDoesNotTrustIsNotTrusted() throws Exception {
    String said = child("-Djavax.net.ssl.keyStore=" + serverKeys);

    assertThat(said)
        .contains("there are no keys for account")
        .contains("certificate not trusted: subject CN=localhost, issuer CN=localhost");
  }

  @Test
  void certificateForAnotherNameIsNamed() throws Exception {
    String said = child("-Dhost=127.0.0.1", trustStore(), trustPassword());

    assertThat(said)
        .contains(
            "the certificate is not for this host: subject CN=localhost, issuer CN=localhost");
  }

  @Test
  void certificateThatIsTrustedBesidesTheJvmsIsEnough() throws Exception {
    String said = child("-Dsentinel.http.trusted-certificates=" + folder.resolve("server.crt"));

    assertThat(said).contains("ready true");
  }

  @Test
  void tunnelOfAProxyThatAsksForAPasswordIsGone() throws Exception {
    String said = childBehindProxy("user:pass:word");

    assertThat(said).contains("ready true").contains("told the server null");
  }

  @Test
  void proxyThatRefusesThePasswordIsNamed() throws Exception {
    String said = childBehindProxy("user:another");

    assertThat(said)
        .contains("there are no keys for account")
        .contains("HTTP 407 (the proxy asks for a password)")
        .doesNotContain("another");
  }

  @Test
  void clientOfOnesOwnShowsItsCertificate() throws Exception {
    String said = child("-DownClient=true", "-DneedsCertificate=true");

    assertThat(said).contains("ready true").contains("client certificates 1");
  }

  private static String childBehindProxy(String credentials) throws Exception {
    return child(
        "-Djdk.http.auth.tunneling.disabledSchemes=",
        "-DbehindProxy=true",
        "-Dsentinel.http.proxy-credentials=" + credentials,
        "-Dsentinel.http.trusted-certificates=" + folder.resolve("server.crt"));
  }

  @Test
  void trustStoreThatCannotBeReadIsNamed() throws Exception {
    String said = child(trustStore(), "-Djavax.net.ssl.trustStorePassword=wrong");

    assertThat(said).contains("IllegalStateException").contains("javax.net.ssl.trustStore");
  }

  @Test
  void contextThatSomebodyGaveTheJvmIsUsed() throws Exception {
    String said = child("-DgiveContext=true");

    assertThat(said).contains("ready true");
  }

  private static String trustStore() {
    return "-Djavax.net.ssl.trustStore=" + trusted;
  }

  private static String trustPassword() {
    return "-Djavax.net.ssl.trustStorePassword=" + PASSWORD;
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(tool("keytool")));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    run(command);
  }

  private static String child(String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(tool("java"), "-Xshare:auto"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Child.class.getName(), serverKeys.toString()));
    return run(command);
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static String run(List<String> command) throws Exception {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output);
  }

  /** What runs in the JVM of its own; it says how it went. */
  static final class Child {
    private static final AtomicReference<@Nullable SSLSession> session = new AtomicReference<>();

    private static final AtomicReference<@Nullable String> proxyAuthorization =
        new AtomicReference<>();

    private Child() {}

    public static void main(String[] arguments) throws Exception {
      HttpsServer server = server(Path.of(arguments[0]));
      server.start();
      if (Boolean.getBoolean("giveContext")) {
        SSLContext.setDefault(tls(null));
      }
      Properties properties = new Properties();
      properties.setProperty("sentinel.account-id", "le1");
      properties.setProperty(
          "sentinel.server",
          "https://"
              + System.getProperty("host", "localhost")
              + ":"
              + server.getAddress().getPort());
      properties.setProperty("sentinel.startup", "required");
      // The first handshake of a JVM that has just begun takes its time on a busy machine.
      properties.setProperty("sentinel.http.connect-timeout", "30s");
      properties.setProperty("sentinel.http.request-timeout", "30s");
      if (Boolean.getBoolean("behindProxy")) {
        properties.setProperty("sentinel.http.proxy", ConnectProxy.start("user:pass:word"));
      }
      try (Sentinel sentinel = sentinel(SentinelConfig.load(properties), arguments[0])) {
        System.out.println("ready " + sentinel.status().ready());
        System.out.println("client certificates " + shown());
        System.out.println("told the server " + proxyAuthorization.get());
      } catch (RuntimeException e) {
        System.out.println(e);
      } finally {
        server.stop(0);
      }
      System.exit(0);
    }

    private static Sentinel sentinel(SentinelConfig config, String keys) throws Exception {
      Sentinel.Builder builder = Sentinel.builder(config);
      if (Boolean.getBoolean("ownClient")) {
        builder.httpClient(HttpClient.newBuilder().sslContext(tls(Path.of(keys))).build());
      }
      return builder.build();
    }

    private static int shown() {
      SSLSession made = session.get();
      try {
        return made == null ? -1 : made.getPeerCertificates().length;
      } catch (SSLPeerUnverifiedException none) {
        return 0;
      }
    }

    private static HttpsServer server(Path keys) throws Exception {
      RSAKey key = new RSAKeyGenerator(2048).keyID("key").generate().toPublicJWK();
      byte[] set = ("{\"keys\":[" + key.toJSONString() + "]}").getBytes(UTF_8);
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(
          new HttpsConfigurator(tls(keys)) {
            @Override
            public void configure(HttpsParameters parameters) {
              SSLParameters asking = getSSLContext().getDefaultSSLParameters();
              asking.setWantClientAuth(true);
              if (Boolean.getBoolean("needsCertificate")) {
                asking.setNeedClientAuth(true);
              }
              parameters.setSSLParameters(asking);
            }
          });
      server.createContext(
          "/",
          exchange -> {
            session.set(((HttpsExchange) exchange).getSSLSession());
            proxyAuthorization.set(exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
            exchange.sendResponseHeaders(200, set.length);
            exchange.getResponseBody().write(set);
            exchange.close();
          });
      return server;
    }

    /** Trusts everybody, and shows the key in that store if there is one. */
    private static SSLContext tls(@Nullable Path keys) throws Exception {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys == null ? null : open(keys), PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), new TrustManager[] {new TrustsAll()}, null);
      return context;
    }

    private static KeyStore open(Path keys) throws Exception {
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(keys)) {
        store.load(in, PASSWORD.toCharArray());
      } catch (IOException e) {
        throw new IllegalStateException("the key store of the test", e);
      }
      return store;
    }
  }

  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
