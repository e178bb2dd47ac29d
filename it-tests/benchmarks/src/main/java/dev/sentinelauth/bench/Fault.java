package dev.sentinelauth.bench;

import dev.sentinelauth.emulator.SigningKey;
import dev.sentinelauth.emulator.TokenMint;
import java.time.Instant;
import java.util.Locale;

/** What is wrong with a token that has to be refused. */
public enum Fault {
  EXPIRED,
  OTHER_ISSUER,
  OTHER_AUDIENCE,
  OTHER_ALGORITHM,
  NO_JSON,
  TOO_LONG,
  /** Has no authorized party, so it isn't an AppJWT. */
  ID_TOKEN,
  UNKNOWN_KEY,
  BAD_SIGNATURE;

  /**
   * Spoils a token.
   *
   * @param stranger a key that isn't in any set
   */
  String token(TokenMint mint, SigningKey stranger) {
    TokenMint changed =
        switch (this) {
          case EXPIRED -> mint.expiresAt(Instant.EPOCH);
          case OTHER_ISSUER -> mint.claim("iss", "Sentinal");
          case OTHER_AUDIENCE -> mint.claim("aud", "le00000000");
          case OTHER_ALGORITHM -> mint.header("alg", "HS256");
          case NO_JSON -> mint.payload("{\"aud\":\"" + Fixture.ACCOUNT + "\",\"exp\":1");
          case TOO_LONG -> mint.claim("x", "y".repeat(8192));
          case ID_TOKEN -> mint.withoutClaim("azp");
          case UNKNOWN_KEY -> mint.signedWith(stranger);
          case BAD_SIGNATURE -> mint.signatureBy(stranger);
        };
    return changed.compact();
  }

  /** Whether it can be seen without the signature. */
  boolean isCheap() {
    return this != BAD_SIGNATURE && this != UNKNOWN_KEY;
  }

  /** In words. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
