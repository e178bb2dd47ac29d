package dev.sentinelauth.it.servers;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.TokenMint;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The emulated Sentinel that the servers ask for keys, and the tokens that it gave to callers. */
final class Callers implements AutoCloseable {
  static final String ACCOUNT = "le1";
  static final String OTHER = "le2";
  static final String CLIENT_SECRET = "b6f1c2a4-the-secret-of-the-installation";
  private static final String FOREIGN = "le3";

  private final SentinelEmulator emulator;
  private final Map<Caller, String> tokens = new EnumMap<>(Caller.class);

  Callers() {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT).addAccount(OTHER).addAccount(FOREIGN);
    Installation reader = install(ACCOUNT, "caller", "read");
    tokens.put(Caller.READER, emulator.mint(reader).compact());
    tokens.put(Caller.ADMIN, emulator.mint(install(ACCOUNT, "caller", "read admin")).compact());
    tokens.put(Caller.PARTNER, emulator.mint(install(ACCOUNT, "partner", "read")).compact());
    tokens.put(Caller.OTHER_ACCOUNT, emulator.mint(install(OTHER, "caller", "read")).compact());
    tokens.put(Caller.FOREIGN, emulator.mint(install(FOREIGN, "caller", "read admin")).compact());
    TokenMint old = emulator.mint(install(ACCOUNT, "caller", "read admin"));
    old.issuedAt(emulator.clock().instant().minus(Duration.ofDays(1)));
    tokens.put(Caller.EXPIRED, old.compact());
    TokenMint forged = emulator.mint(install(ACCOUNT, "caller", "read admin"));
    forged.signatureBy(emulator.newKey("nobody's"));
    tokens.put(Caller.FORGED, forged.compact());
  }

  private Installation install(String account, String client, String scope) {
    return emulator.install(
        Installation.forApi(account, scope).withClientId(client).withSecret(CLIENT_SECRET));
  }

  URI sentinel() {
    return emulator.uri();
  }

  @Nullable String token(Caller caller) {
    return tokens.get(caller);
  }

  /** What must not be found in any log. */
  List<String> secrets() {
    return Stream.concat(
            tokens.values().stream().map(token -> token.substring(token.lastIndexOf('.') + 1)),
            Stream.of(CLIENT_SECRET))
        .toList();
  }

  @Override
  public void close() {
    emulator.close();
  }
}
