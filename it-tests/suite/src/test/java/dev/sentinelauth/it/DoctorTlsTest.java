package dev.sentinelauth.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sentinelauth.it.support.OnlineDoctor;
import dev.sentinelauth.it.support.OnlineDoctor.Run;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor asks a server whose certificate a company has issued itself. */
class DoctorTlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;
  private static HttpsServer server;

  @BeforeAll
  static void start() throws Exception {
    Path keys = folder.resolve("server.p12");
    keytool(
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost,O=Company",
        "-ext",
        "san=dns:localhost");
    keytool("-exportcert", "-rfc", "-file", folder.resolve("server.crt").toString());
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    String set =
        "{\"keys\":["
            + new RSAKeyGenerator(2048).keyID("k1").generate().toPublicJWK().toJSONString()
            + "]}";
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, set.length());
            exchange.getResponseBody().write(set.getBytes(UTF_8));
          }
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "server", "-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", folder.resolve("server.p12").toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
  }

  private static Run check(String host, String more) throws Exception {
    OnlineDoctor doctor = new OnlineDoctor(folder);
    doctor.settings(
        """
        sentinel.account-id = le1
        sentinel.server = https://%s:%s
        %s
        """
            .formatted(host, server.getAddress().getPort(), more));
    return doctor.run("check", "--online");
  }

  @Test
  void certificateThatNobodyTrustsIsNamedWithWhatToDo() throws Exception {
    Run run = check("localhost", "");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.unwrapped())
        .contains("? keys certificate not trusted: subject CN=localhost,O=Company, issuer CN=")
        .contains("-> Put the certificate of the issuer")
        .contains("sentinel.http.trusted-certificates");
  }

  @Test
  void certificateForAnotherNameIsNamedWithWhatToDo() throws Exception {
    Run run =
        check("127.0.0.1", "sentinel.http.trusted-certificates = " + folder.resolve("server.crt"));

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.unwrapped())
        .contains("the certificate is not for this host: subject CN=localhost")
        .contains("-> Put the name that the certificate is for into sentinel.server");
  }

  @Test
  void certificateThatIsTrustedIsShown() throws Exception {
    Run run =
        check("localhost", "sentinel.http.trusted-certificates = " + folder.resolve("server.crt"));

    assertThat(run.exit()).isZero();
    assertThat(run.unwrapped())
        .contains("ok keys k1 (RSA 2048)")
        .contains("certificate subject: CN=localhost,O=Company; certificate issuer: CN=localhost")
        .contains("certificate days left: ")
        .contains("ok clock as that of localhost");
  }
}
