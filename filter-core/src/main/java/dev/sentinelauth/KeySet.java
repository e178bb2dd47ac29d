package dev.sentinelauth;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.sentinelauth.Json.MalformedJsonException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The usable keys of a JWK set (RFC 7517 section 5). Entries that can't be used are passed over; of
 * those that are too weak the name is kept, so that a refusal can say so.
 */
final class KeySet {
  private final List<TrustedKey> keys;

  /** With {@code null} for those without a name. */
  private final Set<@Nullable String> weakKeyIds;

  private KeySet(List<TrustedKey> keys, Set<@Nullable String> weakKeyIds) {
    this.keys = keys;
    this.weakKeyIds = weakKeyIds;
  }

  /**
   * Reads a JWK set.
   *
   * @param before the keys held so far: what is still there keeps its object, and with it the
   *     tokens it vouched for
   * @param provider checks the signatures
   * @throws FetchException if the document is no JWK set, or an empty one
   */
  static KeySet parse(byte[] document, @Nullable KeySet before, SignatureProvider provider)
      throws FetchException {
    Map<String, @Nullable Object> set;
    try {
      set = Json.object(document);
    } catch (MalformedJsonException e) {
      throw new FetchException("the key set is " + e.getMessage());
    }
    if (!(set.get("keys") instanceof List<?> entries)) {
      throw new FetchException("the key set has no array of keys");
    }
    if (entries.isEmpty()) {
      throw new FetchException("the key set is empty");
    }
    List<TrustedKey> keys = new ArrayList<>();
    Set<@Nullable String> weak = new HashSet<>();
    for (Object entry : entries) {
      TrustedKey key = usable(entry, weak, provider);
      if (key != null) {
        keys.add(before == null ? key : before.same(key));
      }
    }
    if (keys.isEmpty() && (weak.isEmpty() || (before != null && !before.keys.isEmpty()))) {
      // good keys aren't given up for this; weak ones alone are a set that refuses with a reason
      throw new FetchException("none of the keys in the key set can be used");
    }
    return new KeySet(List.copyOf(keys), weak);
  }

  @SuppressWarnings("unchecked") // the names of JSON objects are strings
  private static @Nullable TrustedKey usable(
      @Nullable Object entry, Set<@Nullable String> weak, SignatureProvider provider) {
    if (!(entry instanceof Map<?, ?> members)) {
      return null;
    }
    try {
      JWK jwk = JWK.parse((Map<String, Object>) members);
      String keyId = jwk.getKeyID();
      if ((jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE))
          || (jwk.getKeyOperations() != null
              && !jwk.getKeyOperations().contains(KeyOperation.VERIFY))) {
        return null;
      }
      Algorithm algorithm = jwk.getAlgorithm();
      JWSAlgorithm only = algorithm == null ? null : JWSAlgorithm.parse(algorithm.getName());
      if (jwk instanceof RSAKey rsa) {
        if (TrustedKey.isWeak(rsa.toRSAPublicKey())) {
          weak.add(keyId);
          return null;
        }
        return TrustedKey.rsa(keyId, rsa.toRSAPublicKey(), only, provider);
      }
      return jwk instanceof ECKey ec && TrustedKey.isUsable(ec.getCurve())
          ? TrustedKey.ec(keyId, ec.toECPublicKey(), only, provider)
          : null;
    } catch (ParseException | JOSEException | RuntimeException broken) {
      return null; // this entry alone; Nimbus throws unchecked ones, too, for some broken keys
    }
  }

  private TrustedKey same(TrustedKey key) {
    for (TrustedKey held : keys) {
      if (held.sameAs(key)) {
        return held;
      }
    }
    return key;
  }

  /** Whether the set says anything about a key of this name. */
  boolean names(@Nullable String keyId) {
    if (keyId == null) {
      return false;
    }
    // a loop, because every new token comes along here
    for (TrustedKey key : keys) {
      if (keyId.equals(key.keyId())) {
        return true;
      }
    }
    return weakKeyIds.contains(keyId);
  }

  /**
   * The keys that may have signed a token: those that the {@code kid} names (one, unless the set
   * uses a name twice), or without a {@code kid} the only one that fits.
   *
   * @throws InvalidTokenException if no key can be meant
   */
  List<TrustedKey> candidates(CompactJws.Header header) throws InvalidTokenException {
    String keyId = header.keyId();
    List<TrustedKey> fitting = new ArrayList<>(1);
    boolean named = false;
    for (TrustedKey key : keys) {
      if (keyId == null || keyId.equals(key.keyId())) {
        named = true;
        if (key.fits(header.algorithm())) {
          fitting.add(key);
        }
      }
    }
    if (keyId == null && fitting.size() != 1) {
      throw keys.isEmpty() && !weakKeyIds.isEmpty()
          ? new InvalidTokenException(Rejection.WEAK_KEY)
          : new InvalidTokenException(
              Rejection.UNKNOWN_KEY,
              "the token has no kid, and it is not clear which key is meant");
    }
    if (fitting.isEmpty()) {
      throw new InvalidTokenException(
          named
              ? Rejection.KEY_DOES_NOT_FIT
              : weakKeyIds.contains(keyId) ? Rejection.WEAK_KEY : Rejection.UNKNOWN_KEY);
    }
    return fitting;
  }

  /**
   * Extends the trust in these keys, and ends it for those of the older set that are not among
   * them.
   */
  void replace(@Nullable KeySet before, long trustedUntil) {
    keys.forEach(key -> key.trustUntil(trustedUntil));
    if (before != null) {
      before.keys.stream().filter(key -> !keys.contains(key)).forEach(TrustedKey::retire);
    }
  }

  /** Ends the trust in all of them. */
  void retire() {
    keys.forEach(TrustedKey::retire);
  }

  /** The names of the usable keys, sorted; one without a name appears as {@code (no kid)}. */
  Set<String> keyIds() {
    Set<String> ids = new TreeSet<>();
    keys.forEach(key -> ids.add(key.keyId() == null ? "(no kid)" : key.keyId()));
    return ids;
  }

  boolean sameKeys(@Nullable KeySet other) {
    return other != null && keys.size() == other.keys.size() && other.keys.containsAll(keys);
  }
}
