package dev.sentinelauth;

import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.SentinelHttp;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The key sets that are held, by address. Where the configuration changes, the {@link AccountKeys}
 * of the old one and of the new one hold them together for a moment, so that a set that is still
 * wanted stays as it is: fetched, and refreshed in the background. Whoever gives a set back last
 * ends it, and the trust in its keys. Thread-safe.
 */
final class KeySets {
  private final SentinelConfig.Keys settings;
  private final SignatureProvider provider;
  private final SentinelHttp http;
  private final Background background;
  private final InstantSource clock;
  private final SentinelListener listener;
  private final KeySnapshot snapshot;

  /** Never held while anything is fetched. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<URI, Shared> byUri = new HashMap<>();

  private static final class Shared {
    final RemoteJwkSet keys;
    int holders;

    Shared(RemoteJwkSet keys) {
      this.keys = keys;
    }
  }

  KeySets(
      SentinelConfig.Keys settings,
      SignatureProvider provider,
      SentinelHttp http,
      Background background,
      InstantSource clock,
      SentinelListener listener,
      KeySnapshot snapshot) {
    this.settings = settings;
    this.provider = provider;
    this.http = http;
    this.background = background;
    this.clock = clock;
    this.listener = listener;
    this.snapshot = snapshot;
  }

  SignatureProvider provider() {
    return provider;
  }

  /** Whether sets of other settings would be no different, wherever they come from. */
  boolean isAsWith(SentinelConfig.Keys other, SignatureProvider otherProvider) {
    return provider == otherProvider && paceOf(settings).equals(paceOf(other));
  }

  private static List<Duration> paceOf(SentinelConfig.Keys keys) {
    return List.of(keys.refreshInterval(), keys.unknownKeyInterval(), keys.staleLimit());
  }

  /** For one {@link AccountKeys}, which holds nothing yet. */
  Holder holder() {
    return new Holder();
  }

  /** What is held for one of those who hold something. */
  final class Holder implements AutoCloseable {
    private final Map<URI, RemoteJwkSet> held = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private Holder() {}

    /** The set from there, held from now on; one that is closed where everything was given back. */
    RemoteJwkSet take(URI uri) {
      RemoteJwkSet keys = held.computeIfAbsent(uri, KeySets.this::take);
      if (closed) {
        // nobody else would give it back
        giveBack(uri, keys);
      }
      return keys;
    }

    /** The set from there if it is held, or {@code null}. */
    @Nullable RemoteJwkSet find(URI uri) {
      return held.get(uri);
    }

    Collection<RemoteJwkSet> all() {
      return held.values();
    }

    /** Gives all others back. */
    void keep(Set<URI> wanted) {
      held.forEach(
          (uri, keys) -> {
            if (!wanted.contains(uri)) {
              giveBack(uri, keys);
            }
          });
    }

    boolean isClosed() {
      return closed;
    }

    /** Gives all sets back, which ends those that nobody else holds. */
    @Override
    public void close() {
      closed = true;
      keep(Set.of());
    }

    private void giveBack(URI uri, RemoteJwkSet keys) {
      if (held.remove(uri, keys)) {
        KeySets.this.giveBack(keys);
      }
    }
  }

  private RemoteJwkSet take(URI uri) {
    lock.lock();
    try {
      Shared shared =
          byUri.computeIfAbsent(
              uri,
              u ->
                  new Shared(
                      new RemoteJwkSet(
                          u, settings, provider, http, background, clock, listener, snapshot)));
      shared.holders++;
      return shared.keys;
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(RemoteJwkSet keys) {
    lock.lock();
    try {
      Shared shared = byUri.get(keys.uri());
      if (shared == null || shared.keys != keys || --shared.holders > 0) {
        return;
      }
      byUri.remove(keys.uri());
    } finally {
      lock.unlock();
    }
    keys.close();
  }
}
