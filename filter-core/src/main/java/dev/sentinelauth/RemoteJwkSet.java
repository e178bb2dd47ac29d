package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Text;
import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.BackoffPolicy;
import dev.sentinelauth.internal.remote.Bulkhead;
import dev.sentinelauth.internal.remote.FailureLog;
import dev.sentinelauth.internal.remote.FetchException;
import dev.sentinelauth.internal.remote.RemoteValue;
import dev.sentinelauth.internal.remote.RemoteValue.Aged;
import dev.sentinelauth.internal.remote.SentinelHttp;
import dev.sentinelauth.internal.remote.Trouble;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key set at a URL, kept up to date. A token that names a key which isn't there causes at most
 * one fetch per {@code sentinel.jwks.unknown-key-interval}, so made-up key ids can't be used
 * against Sentinel, nor against other callers.
 */
final class RemoteJwkSet implements RemoteValue.Observer<JwkSet> {
  private static final Logger log = LoggerFactory.getLogger(RemoteJwkSet.class);
  static final int MAX_BYTES = 256 * 1024;

  /** Without keys nobody gets in, so attempts stay close together; with keys nobody notices. */
  private static final BackoffPolicy PAUSE = new BackoffPolicy(500, 2_500, 60_000, 0, false);

  private final URI uri;

  /** The address for log lines. */
  private final String shown;

  private final SentinelConfig.Keys settings;
  private final SignatureProvider provider;
  private final SentinelHttp http;
  private final InstantSource clock;
  private final SentinelListener listener;
  private final KeySnapshot snapshot;
  private final FailureLog failures;
  private final JwkSetLog setLog;
  private final RemoteValue<JwkSet> keys;
  private final UnknownKeyFetches unknownKeys;
  private final Bulkhead waiting = new Bulkhead();
  private volatile String lastDocument = "";

  RemoteJwkSet(
      URI uri,
      SentinelConfig.Keys settings,
      SignatureProvider provider,
      SentinelHttp http,
      Background background,
      InstantSource clock,
      SentinelListener listener,
      KeySnapshot snapshot) {
    this.uri = uri;
    this.shown = Text.printablePath(uri.toString(), 500);
    this.settings = settings;
    this.provider = provider;
    this.http = http;
    this.clock = clock;
    this.listener = listener;
    this.snapshot = snapshot;
    this.failures = new FailureLog(log, "Key set " + shown, clock);
    this.setLog = new JwkSetLog(log, shown);
    this.keys = new RemoteValue<>(this::fetch, PAUSE, this, background, clock);
    this.unknownKeys = new UnknownKeyFetches(keys, settings.unknownKeyInterval(), clock);
  }

  URI uri() {
    return uri;
  }

  /** Fetches in the background unless that has been done. */
  void warmUp() {
    keys.refreshBehind();
  }

  /** Fetches in the background, however young the set is. */
  void refresh() {
    Object unused = keys.refreshNow();
  }

  /** Waits until there is a usable set. */
  void load(long deadline) throws FetchException {
    keys.get(deadline);
  }

  /** The set, waited for where it was never fetched; fails if there is no usable one. */
  JwkSet held(long deadline) throws FetchException {
    return waiting.get(keys, deadline);
  }

  /** The set if it is at hand and usable, else {@code null}; causes nothing. */
  @Nullable JwkSet peek() {
    Aged<JwkSet> aged = keys.peek();
    return aged == null ? null : aged.value();
  }

  /** Has the set refreshed behind if it is stale; for requests that need no look at it. */
  void touch() {
    keys.getIfPresent();
  }

  /**
   * The keys that may have signed a token; fetches where the set doesn't know the {@code kid}.
   *
   * @param deadline as of {@link System#nanoTime}
   * @throws FetchException if there is no usable set
   */
  List<TrustedKey> candidates(CompactJws.Header header, long deadline)
      throws InvalidTokenException, FetchException {
    JwkSet set = held(deadline);
    String keyId = header.keyId();
    if (keyId != null && !set.names(keyId)) {
      set = afterUnknownKey(set, keyId, deadline);
    }
    return set.candidates(header);
  }

  private JwkSet afterUnknownKey(JwkSet held, String keyId, long deadline) throws FetchException {
    JwkSet set = waiting.seated(keys, until -> latest(held, keyId, until), deadline);
    return set == null ? held : set;
  }

  private JwkSet latest(JwkSet held, String keyId, long deadline)
      throws FetchException, TimeoutException {
    JwkSet set = held;
    // a fetch that is under way may already bring it; it may also have begun too early, so one of
    // our own comes next
    CompletableFuture<Aged<JwkSet>> running = keys.running();
    if (running != null) {
      set = keys.await(running, deadline).value();
    }
    if (!set.names(keyId)) {
      CompletableFuture<Aged<JwkSet>> fetch = unknownKeys.begin();
      // it may have landed since the set was looked at
      JwkSet landed = fetch == null ? peek() : keys.await(fetch, deadline).value();
      set = landed == null ? set : landed;
    }
    return set;
  }

  /**
   * Whether a saved set is in use while the first fetch is under way: it may vouch for a token, and
   * refuse none.
   */
  boolean isProvisional() {
    touch();
    return keys.isProvisional();
  }

  /** Waits for the fetch under way, whatever comes of it. */
  void settle(long deadline) throws FetchException {
    Object unused = waiting.seated(keys, keys::settle, deadline);
  }

  private CompletionStage<Aged<JwkSet>> fetch() {
    long begun = System.nanoTime();
    return http.get(uri, MAX_BYTES)
        .thenApply(
            document -> {
              try {
                Aged<JwkSet> last = keys.last();
                JwkSet set = JwkSet.parse(document, last == null ? null : last.value(), provider);
                lastDocument = new String(document, StandardCharsets.UTF_8);
                return aged(set, clock.millis());
              } catch (FetchException e) {
                throw new CompletionException(e);
              }
            })
        .whenComplete(
            (set, failure) ->
                listener.keysFetchEnded(
                    uri, Duration.ofNanos(System.nanoTime() - begun), failure == null));
  }

  private Aged<JwkSet> aged(JwkSet set, long fetchedAt) {
    long interval = settings.refreshInterval().toMillis();
    long fresh = interval - ThreadLocalRandom.current().nextLong(interval / 10 + 1);
    long limit = settings.staleLimit().toMillis();
    return new Aged<>(set, fetchedAt, fetchedAt + Math.min(fresh, limit), fetchedAt + limit);
  }

  @Override
  public void fetched(
      Aged<JwkSet> value, @Nullable Aged<JwkSet> before, @Nullable Trouble trouble) {
    JwkSet set = value.value();
    JwkSet old = before == null ? null : before.value();
    set.replace(old, value.expiresAt());
    failures.recovered(trouble);
    boolean changed = setLog.fetched(set, old);
    snapshot.save(uri, value.fetchedAt(), lastDocument);
    listener.keysFetched(uri, set.keyIds(), changed);
  }

  @Override
  public void failed(Trouble trouble, @Nullable Aged<JwkSet> inUse) {
    failures.failed(
        trouble,
        inUse != null,
        inUse == null
            ? "no keys are at hand, so tokens are answered 503"
            : "using the keys of "
                + Instant.ofEpochMilli(inUse.fetchedAt())
                + ", until "
                + Instant.ofEpochMilli(inUse.expiresAt()));
    listener.keysFailed(uri, trouble.reason(), trouble.since());
  }

  @Override
  public @Nullable Aged<JwkSet> fallback() {
    SnapshotContent.SavedSet saved = snapshot.find(uri);
    // a time in the future would let it live longer than it may
    if (saved == null || saved.fetchedAt() > clock.millis()) {
      return null;
    }
    try {
      Aged<JwkSet> aged =
          aged(
              JwkSet.parse(saved.document().getBytes(StandardCharsets.UTF_8), null, provider),
              saved.fetchedAt());
      if (!aged.isUsable(clock.millis())) {
        return null;
      }
      aged.value().replace(null, aged.expiresAt());
      setLog.taken(aged.value(), Instant.ofEpochMilli(saved.fetchedAt()));
      return aged;
    } catch (FetchException e) {
      log.warn(
          "Key set {}: the snapshot is of no use ({}); keys come from Sentinel alone",
          shown,
          e.getMessage());
      return null;
    }
  }

  /** How many requests wait for it. */
  int waiting() {
    return waiting.waiting();
  }

  SentinelStatus.KeySetStatus status() {
    Aged<JwkSet> last = keys.last();
    Trouble trouble = keys.trouble();
    Instant fetchedAt = last == null ? null : Instant.ofEpochMilli(last.fetchedAt());
    return new SentinelStatus.KeySetStatus(
        uri,
        last == null ? List.of() : List.copyOf(new ArrayList<>(last.value().keyIds())),
        fetchedAt,
        fetchedAt == null ? null : Duration.between(fetchedAt, clock.instant()),
        last == null ? null : Instant.ofEpochMilli(last.expiresAt()),
        keys.peek() != null,
        trouble == null ? null : trouble.since(),
        trouble == null ? null : trouble.reason(),
        last == null ? List.of() : last.value().passedOver());
  }

  /** Ends the trust in all keys and the background work. */
  void close() {
    Aged<JwkSet> last = keys.last();
    keys.close();
    if (last != null) {
      last.value().retire();
    }
  }
}
