package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A Sentinel that nobody can reach, whose keys are in a snapshot file, and tokens of it. */
final class DoctorTokens {
  static final String ACCOUNT = "le1";
  private static final String PASSWORD = "changeit";
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final RSAKey KEY = key("sentinel-key");
  static final RSAKey V1 = key("v1-key");
  static final RSAKey STRANGER = key("stranger");

  private DoctorTokens() {}

  private static RSAKey key(String keyId) {
    try {
      return new RSAKeyGenerator(2048).keyID(keyId).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Settings for a Sentinel that is down, with the key in the snapshot file. */
  static Properties offline(Path directory) {
    String server = "http://127.0.0.1:1";
    Path snapshot = saveKeys(directory, server + "/sentinel/well-known/jwks");
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", ACCOUNT);
    settings.setProperty("sentinel.server", server);
    settings.setProperty("sentinel.jwks.snapshot-file", snapshot.toString());
    settings.setProperty("sentinel.v1.public-key", publicKey(V1));
    return settings;
  }

  /** Puts the key into the snapshot file, as the one of that address. */
  static Path saveKeys(Path directory, String address) {
    Path snapshot = directory.resolve("keys.json");
    new KeySnapshot(snapshot, Duration.ofDays(1), () -> NOW, Runnable::run)
        .save(URI.create(address), NOW.minusSeconds(3600).toEpochMilli(), keySet());
    return snapshot;
  }

  static String publicKey(RSAKey key) {
    try {
      return Base64.getEncoder().encodeToString(key.toRSAPublicKey().getEncoded());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path written(Path directory, Properties settings) throws IOException {
    StringWriter text = new StringWriter();
    settings.store(text, null);
    return Files.writeString(directory.resolve("sentinel.properties"), text.toString());
  }

  static String keySet() {
    return "{\"keys\":[" + KEY.toPublicJWK().toJSONString() + "]}";
  }

  /** A server that answers everything like this, and says by its clock what time it really is. */
  static HttpServer server(String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answering(server, body);
    return server;
  }

  private static void answering(HttpServer server, String body) {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, body.length());
          exchange.getResponseBody().write(body.getBytes(UTF_8));
          exchange.close();
        });
    server.start();
  }

  /** The same by https, with a certificate that nobody knows: {@code server.crt}. */
  static HttpsServer privateServer(Path directory) throws Exception {
    Path keys = directory.resolve("server.p12");
    keytool(keys, "-genkeypair -keyalg EC -dname CN=localhost -ext san=dns:localhost");
    keytool(keys, "-exportcert -rfc -file " + directory.resolve("server.crt"));
    KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    answering(server, keySet());
    return server;
  }

  private static void keytool(Path keys, String arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments.split(" ", -1)));
    command.addAll(List.of("-alias", "server", "-storepass", PASSWORD, "-keystore", keys + ""));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
  }

  static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The doctor at {@link #NOW}, with this on its standard input. */
  static DoctorRun doctor(byte[] input, String... args) {
    return doctor(input, NOW, args);
  }

  static DoctorRun doctor(byte[] input, Instant now, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        DoctorMain.run(
            new DoctorTerminal(
                new ByteArrayInputStream(input),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                false,
                Map.of(),
                Map.of(),
                () -> now),
            args);
    return new DoctorRun(exit, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** A token in the making, good as it comes. */
  static final class Made {
    final Map<String, @Nullable Object> header = new LinkedHashMap<>();
    final Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    RSAKey key = KEY;
    String behindHeader = "";
    String behindClaims = "";
    boolean signed = true;

    Made() {
      header.put("kid", KEY.getKeyID());
      header.put("typ", "JWT");
      header.put("alg", "RS256");
      claims.put("iss", "Sentinel");
      claims.put("aud", ACCOUNT);
      claims.put("azp", "app");
      claims.put("scope", "msg.consumer");
      claims.put("iat", NOW.getEpochSecond() - 600);
      claims.put("exp", NOW.getEpochSecond() + 3000);
    }

    Made header(String name, @Nullable Object value) {
      header.put(name, value);
      return this;
    }

    Made claim(String name, @Nullable Object value) {
      claims.put(name, value);
      return this;
    }

    Made without(String claim) {
      claims.remove(claim);
      return this;
    }

    Made signedBy(RSAKey other) {
      key = other;
      return header("kid", other.getKeyID());
    }

    String compact() {
      String text =
          encoded(JSONObjectUtils.toJSONString(header) + behindHeader)
              + "."
              + encoded(JSONObjectUtils.toJSONString(claims) + behindClaims);
      return signed ? text + "." + signature(text) : text;
    }

    private String signature(String text) {
      try {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.toRSAPrivateKey());
        signature.update(text.getBytes(UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
      } catch (GeneralSecurityException | JOSEException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  static Made token() {
    return new Made();
  }
}
