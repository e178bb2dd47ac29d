package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import dev.sentinelauth.internal.codec.JsonParts;
import dev.sentinelauth.internal.codec.Text;
import dev.sentinelauth.internal.remote.FetchException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The usable keys of a JWK set (RFC 7517 section 5). Entries that can't be used are passed over,
 * one by one, and it is remembered why; a refusal says so of those that are too weak.
 */
final class JwkSet {
  /** More entries than anybody publishes. */
  private static final int MOST_SHOWN = 100;

  private final List<TrustedKey> keys;

  /** With {@code null} for those without a name. */
  private final Set<@Nullable String> weakKeyIds;

  private final List<String> passedOver;
  private final boolean faulty;

  private JwkSet(List<TrustedKey> keys, List<KeyEntry> passedOver) {
    this.keys = List.copyOf(keys);
    this.weakKeyIds = new HashSet<>();
    passedOver.stream()
        .filter(entry -> entry.fault() == KeyEntry.Fault.WEAK)
        .forEach(entry -> weakKeyIds.add(entry.keyId()));
    this.passedOver = passedOver.stream().limit(MOST_SHOWN).map(KeyEntry::shown).toList();
    this.faulty =
        passedOver.stream().anyMatch(entry -> entry.fault() != KeyEntry.Fault.FOR_OTHER_USE);
  }

  /**
   * Reads a JWK set.
   *
   * @param before the keys held so far: what is still there keeps its object, and with it the
   *     tokens it vouched for
   * @param provider checks the signatures
   * @throws FetchException if the document is no JWK set, or an empty one
   */
  static JwkSet parse(byte[] document, @Nullable JwkSet before, SignatureProvider provider)
      throws FetchException {
    List<byte[]> entries;
    try {
      entries = JsonParts.elements(document, "keys");
    } catch (MalformedJsonException e) {
      throw new FetchException("the key set is " + e.getMessage());
    }
    if (entries == null) {
      throw new FetchException("the key set has no array of keys");
    }
    if (entries.isEmpty()) {
      throw new FetchException("the key set is empty");
    }
    List<TrustedKey> keys = new ArrayList<>();
    List<KeyEntry> passedOver = new ArrayList<>();
    for (byte[] text : entries) {
      KeyEntry entry = KeyEntry.read(text, keys.size() + passedOver.size() + 1, provider);
      TrustedKey key = entry.key();
      if (key == null) {
        passedOver.add(entry);
      } else {
        keys.add(before == null ? key : before.same(key));
      }
    }
    JwkSet set = new JwkSet(keys, passedOver);
    if (keys.isEmpty() && (set.weakKeyIds.isEmpty() || (before != null && !before.isEmpty()))) {
      // good keys aren't given up for this; weak ones alone are a set that refuses with a reason
      throw new FetchException(
          "none of the keys in the key set can be used: "
              + Text.printable(String.join(", ", set.passedOver), 500));
    }
    return set;
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
  void replace(@Nullable JwkSet before, long trustedUntil) {
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

  /** The same with kind and size, for people: {@code kid (RSA 2048)}. */
  List<String> described() {
    return keys.stream()
        .map(key -> (key.keyId() == null ? "(no kid)" : key.keyId()) + " (" + key.size() + ")")
        .sorted()
        .toList();
  }

  private boolean isEmpty() {
    return keys.isEmpty();
  }

  /**
   * The entries that can't be used, with the reasons, in the order of the set: {@code kid: reason},
   * printable. Of a great many the first ones.
   */
  List<String> passedOver() {
    return passedOver;
  }

  /** Whether one of them is broken or weak, and not merely meant for something else. */
  boolean isFaulty() {
    return faulty;
  }

  boolean sameKeys(@Nullable JwkSet other) {
    return other != null && keys.size() == other.keys.size() && other.keys.containsAll(keys);
  }
}
