package dev.sentinelauth;

import dev.sentinelauth.SnapshotContent.SavedHost;
import dev.sentinelauth.SnapshotContent.SavedSet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good key sets and the hosts of the accounts, for a start while Sentinel can't be
 * reached. They are read from the snapshot file once, at the start, and written on a thread of
 * their own: a disk that is slow or hangs keeps nobody waiting, and no lock is held meanwhile.
 *
 * <p>The file is trusted as the configuration is; whoever can write it can let himself in.
 * Applications may share it: each puts in what it has fetched and leaves the rest, until nobody has
 * kept it up for {@code sentinel.jwks.stale-limit}. A file that can't be read or written is logged
 * and changes nothing else.
 */
final class KeySnapshot {
  private static final Logger log = LoggerFactory.getLogger(KeySnapshot.class);

  private final @Nullable SnapshotFile file;
  private volatile long kept;
  private final InstantSource clock;
  private final Executor writer;
  private final SnapshotContent found;

  /** For the maps below; never held while the file is read or written. */
  private final ReentrantLock lock = new ReentrantLock();

  /** What this run has fetched: it goes back into a file that somebody has lost. */
  private final SnapshotContent own = new SnapshotContent();

  private final Set<String> moved = new HashSet<>();
  private final AtomicBoolean written = new AtomicBoolean(true);

  /**
   * @param file {@code null} for no snapshot: nothing is kept, and nothing is found
   * @param kept how long an entry may be of use after it was fetched
   * @param writer runs one task at a time
   */
  KeySnapshot(@Nullable Path file, Duration kept, InstantSource clock, Executor writer) {
    this.file = file == null ? null : new SnapshotFile(file);
    this.kept = kept.toMillis();
    this.clock = clock;
    this.writer = writer;
    this.found =
        this.file == null ? new SnapshotContent() : this.file.read(clock.millis(), this.kept);
  }

  /** Keeps entries for as long as other settings say. */
  void keepFor(Duration duration) {
    kept = duration.toMillis();
  }

  /** The key set that was fetched from there last, or {@code null}. */
  @Nullable SavedSet find(URI keySet) {
    lock.lock();
    try {
      SavedSet later = own.sets().get(keySet.toString());
      return later == null ? found.sets().get(keySet.toString()) : later;
    } finally {
      lock.unlock();
    }
  }

  /** The server of an account as known last, or {@code null}. */
  @Nullable URI findHost(String account) {
    SavedHost host = found.hosts().get(account);
    return host == null ? null : URI.create(host.server());
  }

  void save(URI keySet, long fetchedAt, String document) {
    change(
        () ->
            own.sets().put(keySet.toString(), new SavedSet(fetchedAt, fetchedAt + kept, document)));
  }

  void saveHost(String account, URI server) {
    change(
        () -> {
          own.hosts().put(account, new SavedHost(server.toString(), 0));
          moved.add(account);
        });
  }

  private void change(Runnable change) {
    SnapshotFile target = file;
    if (target == null) {
      return;
    }
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
    if (written.compareAndSet(true, false)) {
      try {
        writer.execute(() -> write(target));
      } catch (RejectedExecutionException closed) {
        log.debug("The snapshot file {} is not written any more", target);
      }
    }
  }

  private void write(SnapshotFile target) {
    // what changes from now on is for the next time
    written.set(true);
    long now = clock.millis();
    SnapshotContent mine;
    Set<String> movedNow;
    lock.lock();
    try {
      // while this application runs, it serves them
      own.hosts().replaceAll((account, host) -> new SavedHost(host.server(), now + kept));
      mine = own.copy();
      movedNow = Set.copyOf(moved);
      moved.clear();
    } finally {
      lock.unlock();
    }
    try {
      target.update(
          now,
          kept,
          content -> {
            content.put(mine, movedNow, now);
            content.drop(now);
          });
    } catch (IOException | RuntimeException e) {
      log.warn(
          "The snapshot file {} can't be written: {}. Keys are used as they come; a start while"
              + " Sentinel is down would find what the file holds now, or nothing",
          target,
          e.toString());
      lock.lock();
      try {
        moved.addAll(movedNow);
      } finally {
        lock.unlock();
      }
    }
  }
}
