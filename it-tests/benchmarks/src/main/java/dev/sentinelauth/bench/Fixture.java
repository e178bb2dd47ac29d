package dev.sentinelauth.bench;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.emulator.SigningKey;
import dev.sentinelauth.emulator.TokenMint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * An emulated Sentinel with one account, and what benchmarks need of it: tokens in numbers, and
 * instances that trust its keys, fetched over HTTP before the first measurement.
 */
final class Fixture implements AutoCloseable {
  static final String ACCOUNT = "le81823118";

  /** As many different tokens as any benchmark takes by turns; a power of two. */
  static final int TOKENS = 4096;

  /** As many as are refused by turns; a power of two. */
  static final int REFUSED = 64;

  private final SentinelEmulator emulator = SentinelEmulator.start();
  private final Installation installation;
  private final List<Sentinel> sentinels = new ArrayList<>();

  Fixture() {
    emulator.addAccount(ACCOUNT);
    emulator.appJwtLifetime(Duration.ofHours(6));
    installation = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
  }

  /** See {@link Material#sentinel}. */
  Sentinel sentinel(String... more) {
    Sentinel sentinel = Material.sentinel(emulator.uri(), more);
    sentinels.add(sentinel);
    return sentinel;
  }

  SentinelHost host() {
    return emulator.host();
  }

  /** Valid tokens, no two alike. */
  String[] tokens(int count) {
    return IntStream.range(0, count).parallel().mapToObj(this::token).toArray(String[]::new);
  }

  /** A valid token with the claims of a real one, issued to another client for each number. */
  String token(int number) {
    return mint(number).compact();
  }

  TokenMint mint(int number) {
    return emulator.mint(installation).claim("azp", new UUID(0x4000L, number).toString());
  }

  /** A key that nobody knows yet. */
  SigningKey newKey(String kid) {
    return emulator.newKey(kid);
  }

  /** Everything that a verification needs to know, and the tokens that all of them are given. */
  Material material() {
    SigningKey stranger = newKey("of-a-stranger");
    Map<Fault, List<String>> refused = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      refused.put(
          fault,
          IntStream.range(0, REFUSED)
              .parallel()
              .mapToObj(number -> fault.token(mint(number), stranger))
              .toList());
    }
    SigningKey key = host().keys().current();
    return new Material(
        emulator.uri(),
        host().keys().document(),
        key.kid(),
        key.pair().getPublic().getEncoded(),
        List.of(tokens(TOKENS)),
        refused);
  }

  /** Leaves the material where other processes find it, for as long as this one is up. */
  Path publish() {
    try {
      Path directory = Files.createTempDirectory("bench");
      material().write(directory);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    sentinels.forEach(Sentinel::close);
    emulator.close();
  }
}
