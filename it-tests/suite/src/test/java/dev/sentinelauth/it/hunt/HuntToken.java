package dev.sentinelauth.it.hunt;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.TokenMint;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a hunt's request has in its {@code Authorization} header, and what that is worth. */
enum HuntToken {
  NONE(false, "", "", ""),
  GARBAGE(false, "read write", "app-one", "le1"),
  EXPIRED(false, "read write", "app-one", "le1"),
  FORGED(false, "read write", "app-one", "le1"),
  WEAK(true, "other", "app-two", "le1"),
  READER(true, "read", "app-two", "le1"),
  WRITER(true, "write", "app-two", "le1"),
  NEIGHBOUR(true, "read write", "app-one", "le2"),
  FULL(true, "read write", "app-one", "le1");

  /** The accounts that a hunt's applications serve. */
  static final List<String> ACCOUNTS = List.of("le1", "le2");

  private final boolean valid;
  private final String scopes;
  private final String party;
  private final String account;

  HuntToken(boolean valid, String scopes, String party, String account) {
    this.valid = valid;
    this.scopes = scopes;
    this.party = party;
    this.account = account;
  }

  boolean valid() {
    return valid;
  }

  List<String> scopes() {
    return List.of(scopes.split(" ", -1));
  }

  String party() {
    return party;
  }

  String account() {
    return account;
  }

  /** The header of each, but of {@link #NONE}. */
  static Map<HuntToken, String> headers(SentinelEmulator emulator) {
    ACCOUNTS.forEach(emulator::addAccount);
    Map<HuntToken, String> headers = new EnumMap<>(HuntToken.class);
    for (HuntToken token : values()) {
      if (token != NONE) {
        headers.put(token, "Authorization: Bearer " + token.compact(emulator));
      }
    }
    return headers;
  }

  private String compact(SentinelEmulator emulator) {
    if (this == GARBAGE) {
      return "a.b.c";
    }
    TokenMint mint =
        emulator
            .mint(emulator.install(Installation.forApi(account, "any")))
            .claim("azp", party)
            .claim("scope", scopes);
    if (this == EXPIRED) {
      mint.issuedAt(Instant.now().minus(Duration.ofDays(1)));
    } else if (this == FORGED) {
      mint.rawSignature("AAAA");
    }
    return mint.compact();
  }
}
