package dev.sentinelauth.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys of one Sentinel host: the one that signs, and the set that is published. */
public final class KeyRing {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Entry> published = new ArrayList<>();
  private final Function<@Nullable String, SigningKey> newKeys;
  private SigningKey current;
  private @Nullable String replacement;

  /**
   * @param newKeys makes a key with the given key id, or with one of its own choice for {@code
   *     null}
   */
  KeyRing(Function<@Nullable String, SigningKey> newKeys) {
    this.newKeys = newKeys;
    this.current = newKeys.apply(null);
    this.published.add(Entry.of(current, Map.of()));
  }

  /** The key that signs AppJWTs of version 2. */
  public SigningKey current() {
    lock.lock();
    try {
      return current;
    } finally {
      lock.unlock();
    }
  }

  /** Publishes a new key and signs with it; the old ones stay published. */
  public SigningKey rotate() {
    return rotate(newKeys.apply(null));
  }

  /** Publishes a new key of that id and signs with it; the old ones stay published. */
  public SigningKey rotate(String kid) {
    return rotate(newKeys.apply(kid));
  }

  /** Publishes that key and signs with it; the old ones stay published. */
  public SigningKey rotate(SigningKey key) {
    lock.lock();
    try {
      published.add(Entry.of(key, Map.of()));
      current = key;
      return key;
    } finally {
      lock.unlock();
    }
  }

  /** Publishes a new key in place of all others and signs with it. */
  public SigningKey replace() {
    return replace(newKeys.apply(null));
  }

  /** Publishes a new key of that id in place of all others and signs with it. */
  public SigningKey replace(String kid) {
    return replace(newKeys.apply(kid));
  }

  /** Publishes that key in place of all others and signs with it. */
  public SigningKey replace(SigningKey key) {
    lock.lock();
    try {
      published.clear();
      return rotate(key);
    } finally {
      lock.unlock();
    }
  }

  /** Signs with a key, whether it is published or not. */
  public void signWith(SigningKey key) {
    lock.lock();
    try {
      current = key;
    } finally {
      lock.unlock();
    }
  }

  /** Takes all entries of a key id out of the published set. */
  public void withdraw(String kid) {
    lock.lock();
    try {
      published.removeIf(entry -> kid.equals(entry.kid));
    } finally {
      lock.unlock();
    }
  }

  /** Publishes one more key, which may well have the id of another. */
  public void publish(SigningKey key) {
    publish(Entry.of(key, Map.of()));
  }

  /** Publishes one more key, some of whose members say something else. */
  public void publish(SigningKey key, Map<String, ?> overrides) {
    publish(Entry.of(key, overrides));
  }

  /** Publishes a symmetric key, the means of an attacker who turns RS256 into HS256. */
  public void publishSecret(String kid, byte[] secret) {
    Map<String, Object> jwk = Map.of("kty", "oct", "kid", kid, "k", Base64Url.encode(secret));
    publish(new Entry(kid, null, Json.write(jwk)));
  }

  /** Publishes any text as an entry; text that is not JSON breaks the whole document. */
  public void publishEntry(String json) {
    publish(new Entry(null, null, json));
  }

  /** Publishes one of each kind of entry that a client has to pass over. */
  public void publishHostileEntries() {
    publish(SigningKey.weakRsa("hostile-weak"));
    publish(newKeys.apply("hostile-enc"), Map.of("use", "enc", "alg", "RSA-OAEP-256"));
    publish(SigningKey.ec("hostile-ec"));
    publishSecret("hostile-oct", new byte[32]);
    publishEntry("{\"kty\":\"RSA\",\"kid\":\"hostile-broken\",\"n\":\"!\"}");
    publishEntry("{\"kty\":\"XYZ\",\"kid\":\"hostile-type\"}");
    publishEntry("{\"kid\":42}");
    publishEntry("\"no object\"");
    publishEntry("null");
  }

  private void publish(Entry entry) {
    lock.lock();
    try {
      published.add(entry);
    } finally {
      lock.unlock();
    }
  }

  /** Serves any text in place of the key set. */
  public void replaceDocument(String raw) {
    lock.lock();
    try {
      replacement = raw;
    } finally {
      lock.unlock();
    }
  }

  /** Serves the key set again. */
  public void restoreDocument() {
    lock.lock();
    try {
      replacement = null;
    } finally {
      lock.unlock();
    }
  }

  /** What the JWKS endpoint serves now. */
  public String document() {
    lock.lock();
    try {
      return replacement != null
          ? replacement
          : published.stream()
              .map(Entry::json)
              .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    } finally {
      lock.unlock();
    }
  }

  /** The key that a published entry of this id was made from. */
  Optional<SigningKey> find(@Nullable String kid) {
    lock.lock();
    try {
      return published.stream()
          .filter(entry -> kid != null && kid.equals(entry.kid))
          .flatMap(entry -> Optional.ofNullable(entry.key).stream())
          .findFirst();
    } finally {
      lock.unlock();
    }
  }

  private record Entry(@Nullable String kid, @Nullable SigningKey key, String json) {
    static Entry of(SigningKey key, Map<String, ?> overrides) {
      return new Entry(key.kid(), key, key.toJwk(overrides));
    }
  }
}
