package dev.sentinelauth.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The one key and the tokens that all contenders get. One process makes them, and the processes
 * that measure read them from files: so all see the same ones, no time goes by with signing, and
 * nothing has run before the first measurement that a real application wouldn't run either.
 *
 * @param server the root of the emulated Sentinel
 * @param jwks its key set, as it publishes it
 * @param keyId of the only key
 * @param publicKeyInfo the same key: SubjectPublicKeyInfo, DER
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Material(
    URI server,
    String jwks,
    String keyId,
    byte[] publicKeyInfo,
    List<String> tokens,
    Map<Fault, List<String>> refused) {

  /** The system property with the directory that it is read from. */
  static final String DIRECTORY = "bench.material";

  void write(Path directory) throws IOException {
    Files.writeString(directory.resolve("server"), server.toString());
    Files.writeString(directory.resolve("jwks"), jwks);
    Files.writeString(directory.resolve("kid"), keyId);
    Files.write(directory.resolve("key"), publicKeyInfo);
    Files.write(directory.resolve("tokens"), tokens, US_ASCII);
    for (Map.Entry<Fault, List<String>> tokensOfFault : refused.entrySet()) {
      Files.write(
          directory.resolve("refused." + tokensOfFault.getKey().name()),
          tokensOfFault.getValue(),
          US_ASCII);
    }
  }

  /** Reads what this process was given. */
  static Material read() {
    String directory = System.getProperty(DIRECTORY);
    if (directory == null) {
      throw new IllegalStateException(
          "no " + DIRECTORY + ": start dev.sentinelauth.bench.Benchmarks");
    }
    try {
      return read(Path.of(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Material read(Path directory) throws IOException {
    Map<Fault, List<String>> refused = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      refused.put(fault, Files.readAllLines(directory.resolve("refused." + fault.name())));
    }
    return new Material(
        URI.create(Files.readString(directory.resolve("server"))),
        Files.readString(directory.resolve("jwks")),
        Files.readString(directory.resolve("kid")),
        Files.readAllBytes(directory.resolve("key")),
        Files.readAllLines(directory.resolve("tokens")),
        refused);
  }

  /** The first tokens of all. */
  String[] tokens(int count) {
    return tokens.subList(0, count).toArray(String[]::new);
  }

  RSAPublicKey publicKey() throws GeneralSecurityException {
    return (RSAPublicKey)
        KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(publicKeyInfo));
  }

  /** An instance with default settings, but for these; see {@link #sentinel(URI, String...)}. */
  Sentinel sentinel(String... more) {
    return sentinel(server, more);
  }

  /**
   * An instance with default settings, but for these. Its key set is there, and stays fresh for the
   * whole measurement.
   *
   * @param more names and values, by turns, without the prefix {@code sentinel.}
   */
  static Sentinel sentinel(URI server, String... more) {
    return Sentinel.create(config(server, more));
  }

  /** The configuration of that. */
  static SentinelConfig config(URI server, String... more) {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", Fixture.ACCOUNT);
    settings.setProperty("sentinel.server", server.toString());
    settings.setProperty("sentinel.startup", "required");
    settings.setProperty("sentinel.jwks.refresh-interval", "6h");
    for (int i = 0; i < more.length; i += 2) {
      settings.setProperty("sentinel." + more[i], more[i + 1]);
    }
    return SentinelConfig.load(settings);
  }
}
