package dev.sentinelauth.bench;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.TokenMint;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * An emulated Sentinel with one account, and what benchmarks need of it: tokens in numbers, and
 * instances that trust its keys, fetched over HTTP before the first measurement.
 */
final class Fixture implements AutoCloseable {
  static final String ACCOUNT = "le81823118";

  private final SentinelEmulator emulator = SentinelEmulator.start();
  private final Installation installation;
  private final List<Sentinel> sentinels = new ArrayList<>();

  Fixture() {
    emulator.addAccount(ACCOUNT);
    installation = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
  }

  /**
   * An instance with default settings, but for these. Its key set stays fresh for the whole
   * measurement.
   *
   * @param more names and values, by turns, without the prefix {@code sentinel.}
   */
  Sentinel sentinel(String... more) {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", ACCOUNT);
    settings.setProperty("sentinel.server", emulator.uri().toString());
    settings.setProperty("sentinel.startup", "required");
    settings.setProperty("sentinel.jwks.refresh-interval", "6h");
    for (int i = 0; i < more.length; i += 2) {
      settings.setProperty("sentinel." + more[i], more[i + 1]);
    }
    Sentinel sentinel = Sentinel.create(SentinelConfig.load(settings));
    sentinels.add(sentinel);
    return sentinel;
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

  /** The key that all tokens are signed by. */
  RSAPublicKey publicKey() {
    return (RSAPublicKey) emulator.host().keys().current().pair().getPublic();
  }

  @Override
  public void close() {
    sentinels.forEach(Sentinel::close);
    emulator.close();
  }
}
