package dev.sentinelauth.bench;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.TokenVerifier;

/** This project. */
final class OurVerification implements Verification {
  private final Sentinel sentinel;
  private final TokenVerifier verifier;

  OurVerification(Sentinel sentinel) {
    this.sentinel = sentinel;
    this.verifier = sentinel.tokenVerifier();
  }

  @Override
  public Object verify(String compact) throws Exception {
    return verifier.verify(compact);
  }

  @Override
  public void close() {
    sentinel.close();
  }
}
