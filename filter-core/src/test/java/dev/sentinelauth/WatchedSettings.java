package dev.sentinelauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A Sentinel whose settings stand in a file. They are read again when the test says so: the time is
 * pinned, and the next regular reading a day away.
 */
final class WatchedSettings implements AutoCloseable {
  static final RSAKey V1_KEY = key();

  /** Tokens are checked with the key above, and nothing is fetched. */
  static final String V1 =
      """
      sentinel.account-id = le1
      sentinel.keys = v1
      sentinel.v1.public-key = %s
      """
          .formatted(der());

  private static final String RELOAD = "sentinel.config.reload = 1d\n";

  final PinnedClock clock;
  final Path file;
  final Sentinel sentinel;

  WatchedSettings(Path directory, String settings) {
    this(directory, settings, new PinnedClock(Instant.parse("2024-06-01T12:00:00Z")));
  }

  WatchedSettings(Path directory, String settings, PinnedClock clock) {
    this.clock = clock;
    this.file = directory.resolve("sentinel.properties");
    write(settings);
    this.sentinel = Sentinel.builder(loader(file).load()).clock(clock).build();
  }

  static SentinelConfig.Loader loader(Path file) {
    return SentinelConfig.loader()
        .systemProperties(Map.of("sentinel.config", file.toString()))
        .environment(Map.of());
  }

  private static RSAKey key() {
    try {
      return new RSAKeyGenerator(2048).keyID("v1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String der() {
    try {
      return Base64.getEncoder().encodeToString(V1_KEY.toRSAPublicKey().getEncoded());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same settings as parameters, which name a file for the rest. */
  static Map<String, String> parameters(String settings, Path file) {
    Map<String, String> parameters = new HashMap<>();
    (RELOAD + settings)
        .lines()
        .map(line -> line.split(" = ", 2))
        .forEach(pair -> parameters.put(pair[0], pair[1]));
    parameters.put("sentinel.config", file.toString());
    return parameters;
  }

  void write(String settings) {
    writeExactly(RELOAD + settings);
  }

  void writeExactly(String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads them once, as the timer does. */
  void read() {
    boolean unused = watch().check();
  }

  SettingsWatch watch() {
    return Objects.requireNonNull(sentinel.watch());
  }

  /** Changes the settings, and reads them as often as a change takes. */
  void change(String settings) {
    write(settings);
    settle();
  }

  void settle() {
    if (watch().check()) {
      read();
    }
  }

  SentinelStatus.SettingsStatus status() {
    return Objects.requireNonNull(sentinel.status().settings());
  }

  /** A token for an account, signed with the v1 key. */
  String token(String account, String... scopes) {
    return LoopbackSentinel.token(V1_KEY, clock, claims(account, scopes));
  }

  static String claims(String account, String... scopes) {
    return "\"aud\":\"%s\",\"scope\":\"%s\"".formatted(account, String.join(" ", scopes));
  }

  /** {@code good}, or the code of the refusal. */
  String outcome(String token) {
    try {
      return sentinel.tokenVerifier().verify(token) == null ? "null" : "good";
    } catch (InvalidTokenException e) {
      return e.code();
    } catch (KeysUnavailableException e) {
      return Rejection.KEYS_UNAVAILABLE.code();
    }
  }

  /** The status that a request is answered with; 200 where it may pass. */
  int request(String path, String token) {
    return status(
        sentinel
            .requestAuthenticator()
            .authenticate("GET", path, "", token.isEmpty() ? List.of() : bearer(token)));
  }

  static int status(Verdict verdict) {
    return verdict instanceof Verdict.Refused refused ? refused.status() : 200;
  }

  static List<String> bearer(String token) {
    return List.of("Bearer " + token);
  }

  @Override
  public void close() {
    sentinel.close();
  }
}
