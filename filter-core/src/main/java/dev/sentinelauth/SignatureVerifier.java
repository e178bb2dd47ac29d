package dev.sentinelauth;

import dev.sentinelauth.internal.remote.FetchException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key that a token's signature is checked with, and checks it.
 *
 * <p>With the key set and the v1 key both trusted, a {@code kid} that the set holds decides for the
 * set. Any other token is tried with the v1 key, and only one that the v1 key did not sign may
 * cause a fetch: v1 tokens carry key ids that no set will ever hold.
 */
final class SignatureVerifier {
  private final @Nullable TrustedKey v1;
  private final @Nullable AccountKeys accountKeys;
  private final long timeoutNanos;

  /**
   * @param v1Key {@code null} where the v1 key is not trusted
   * @param accountKeys {@code null} where no key set is
   */
  SignatureVerifier(
      @Nullable RSAPublicKey v1Key,
      @Nullable AccountKeys accountKeys,
      SignatureProvider provider,
      Duration timeout) {
    this.v1 = v1Key == null ? null : TrustedKey.rsa(null, v1Key, null, provider);
    if (v1 != null) {
      v1.trustUntil(Long.MAX_VALUE);
    }
    this.accountKeys = accountKeys;
    this.timeoutNanos = timeout.toNanos();
  }

  /**
   * Checks the signature.
   *
   * @return the key that vouches for the token
   */
  TrustedKey verify(CompactJws jws, List<String> audience)
      throws InvalidTokenException, KeysUnavailableException {
    if (accountKeys == null) {
      return verifyV1(jws);
    }
    if (v1 != null) {
      JwkSet held = accountKeys.peek(audience);
      if ((held == null || !held.names(jws.header().keyId())) && fitsV1(jws) && v1.signed(jws)) {
        return v1;
      }
    }
    try {
      long deadline = System.nanoTime() + timeoutNanos;
      RemoteJwkSet keys = accountKeys.forAudience(audience, deadline);
      if (accountKeys.isProvisional(audience)) {
        TrustedKey key = signer(jws, accountKeys.peek(audience));
        if (key != null) {
          return key;
        }
        accountKeys.settle(audience, deadline);
        if (accountKeys.isProvisional(audience)) {
          // no seat, or no time left: the key may be on its way
          throw new FetchException("the first answer is not there yet");
        }
        keys = accountKeys.forAudience(audience, deadline);
      }
      for (TrustedKey key : keys.candidates(jws.header(), deadline)) {
        if (key.signed(jws)) {
          return key;
        }
      }
      throw new InvalidTokenException(Rejection.BAD_SIGNATURE);
    } catch (FetchException e) {
      throw new KeysUnavailableException(
          "no usable keys are at hand: " + e.getMessage(), e.retryAfterOrSoon());
    }
  }

  /** The key of the set that signed a token, if any did. */
  private static @Nullable TrustedKey signer(CompactJws jws, @Nullable JwkSet set) {
    try {
      if (set != null) {
        for (TrustedKey key : set.candidates(jws.header())) {
          if (key.signed(jws)) {
            return key;
          }
        }
      }
    } catch (InvalidTokenException notByThisSet) {
      return null;
    }
    return null;
  }

  /** Has stale keys refreshed behind, for a remembered token that needs no look at them. */
  void touch(List<String> audience) {
    if (accountKeys != null) {
      accountKeys.touch(audience);
    }
  }

  private TrustedKey verifyV1(CompactJws jws) throws InvalidTokenException {
    if (v1 == null || !fitsV1(jws)) {
      throw new InvalidTokenException(Rejection.KEY_DOES_NOT_FIT);
    }
    if (!v1.signed(jws)) {
      throw new InvalidTokenException(Rejection.BAD_SIGNATURE);
    }
    return v1;
  }

  private boolean fitsV1(CompactJws jws) {
    return v1 != null && v1.fits(jws.header().algorithm());
  }
}
