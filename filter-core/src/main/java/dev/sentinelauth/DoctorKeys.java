package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Text;
import dev.sentinelauth.internal.remote.FetchException;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a token was checked with, looked up where the verifier found them, after it has
 * spoken. Causes no fetch.
 */
final class DoctorKeys {
  private final SentinelConfig config;
  private final DoctorPatient token;
  private final Instant start;
  private final @Nullable RemoteJwkSet remote;
  private final @Nullable TrustedKey v1;
  private final List<SentinelStatus.KeySetStatus> status;

  /**
   * @param v1Key the v1 key, trusted or not; {@code null} where it can't be had
   * @param start when the doctor was called: what was fetched before was read from the snapshot
   */
  DoctorKeys(Sentinel sentinel, DoctorPatient token, @Nullable RSAPublicKey v1Key, Instant start) {
    this.config = sentinel.config();
    this.token = token;
    this.start = start;
    this.remote = remote(sentinel.accountKeys(), token.audience());
    this.status = sentinel.status().keySets();
    this.v1 =
        v1Key == null
            ? null
            : TrustedKey.rsa(
                null,
                v1Key,
                null,
                SignatureProvider.choose(config.cryptoProvider(), config.policy().algorithms()));
  }

  private static @Nullable RemoteJwkSet remote(@Nullable AccountKeys keys, List<String> audience) {
    try {
      return keys == null ? null : keys.forAudience(audience, System.nanoTime());
    } catch (InvalidTokenException | FetchException e) {
      return null;
    }
  }

  /** Whether no key set is trusted, so that every token is checked with the v1 key. */
  boolean isV1Alone() {
    return !config.keys().jwks();
  }

  boolean isV1Trusted() {
    return config.keys().v1Key() != null;
  }

  /** Whether it is a v1 token, trusted or not. */
  boolean isSignedByV1() {
    CompactJws jws = token.jws();
    return v1 != null && jws != null && v1.fits(jws.header().algorithm()) && v1.signed(jws);
  }

  /** The keys that may have signed it; none where no key can be meant. */
  List<TrustedKey> tried() {
    JwkSet set = remote == null ? null : remote.peek();
    if (v1 != null && (isV1Alone() || (isByV1() && isV1Trusted()))) {
      return List.of(v1);
    }
    CompactJws jws = token.jws();
    try {
      return set == null || jws == null ? List.of() : set.candidates(jws.header());
    } catch (InvalidTokenException e) {
      return List.of();
    }
  }

  private boolean isByV1() {
    JwkSet set = remote == null ? null : remote.peek();
    return (set == null || !set.names(token.keyId())) && isSignedByV1();
  }

  /** Whether it is the v1 key that is tried. */
  boolean isV1Tried() {
    return isV1Alone() || (isV1Trusted() && isByV1());
  }

  /** Where the key comes from, in words. */
  String from() {
    if (isV1Tried()) {
      boolean published = V1PublicKey.published().equals(config.keys().v1Key());
      return published ? "the published v1 key" : "the v1 key of sentinel.v1.public-key";
    }
    SentinelStatus.KeySetStatus set = set();
    return set == null ? "no key set" : DoctorValues.of(DoctorNetwork.shown(set.uri().toString()));
  }

  /** When the set was fetched, and whether that was just now; {@code null} for no set. */
  @Nullable String age() {
    SentinelStatus.KeySetStatus set = set();
    Instant fetchedAt = set == null ? null : set.fetchedAt();
    if (set == null || fetchedAt == null || isV1Tried()) {
      return null;
    }
    return isFromSnapshot()
        ? "of the snapshot file, fetched " + DoctorValues.of(fetchedAt)
        : "fetched just now";
  }

  boolean isFromSnapshot() {
    SentinelStatus.KeySetStatus set = set();
    Instant fetchedAt = set == null ? null : set.fetchedAt();
    return fetchedAt != null && fetchedAt.isBefore(start);
  }

  /** The key set of the token's account; {@code null} where there is none. */
  SentinelStatus.@Nullable KeySetStatus set() {
    return remote == null ? null : remote.status();
  }

  /** Why an entry of that name is of no use; {@code null} where there is none. */
  @Nullable String passedOver(String keyId) {
    SentinelStatus.KeySetStatus set = set();
    String shown = Text.printable(keyId, 60) + ": ";
    return set == null
        ? null
        : set.passedOver().stream()
            .filter(entry -> entry.startsWith(shown))
            .map(entry -> entry.substring(shown.length()))
            .findFirst()
            .orElse(null);
  }

  /** What went wrong with calls: {@code where: what}. */
  List<String> troubles() {
    return status.stream()
        .filter(set -> set.lastFailure() != null)
        .map(
            set ->
                DoctorValues.of(DoctorNetwork.shown(set.uri().toString()))
                    + ": "
                    + set.lastFailure())
        .toList();
  }
}
