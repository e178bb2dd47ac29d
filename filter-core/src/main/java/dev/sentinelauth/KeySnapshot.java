package dev.sentinelauth;

import dev.sentinelauth.Json.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot file: the last good key sets and the hosts of the accounts, for a start while
 * Sentinel can't be reached. It is trusted as the configuration is; whoever can write it can let
 * himself in. It is replaced as a whole, so a crash leaves the old one or the new one. A file that
 * can't be read or written is logged and changes nothing else.
 */
final class KeySnapshot {
  private static final Logger log = LoggerFactory.getLogger(KeySnapshot.class);
  private static final long MAX_BYTES = 8 * 1024 * 1024;

  /** A key set as it was fetched. */
  record Saved(long fetchedAt, String document) {}

  private final @Nullable Path file;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Saved> sets = new TreeMap<>();
  private final Map<String, String> hosts = new TreeMap<>();
  private boolean read;

  /**
   * @param file {@code null} for no snapshot: nothing is kept, and nothing is found
   */
  KeySnapshot(@Nullable Path file) {
    this.file = file;
  }

  /** The key set that was fetched from there last, or {@code null}. */
  @Nullable Saved find(URI keySet) {
    lock.lock();
    try {
      readOnce();
      return sets.get(keySet.toString());
    } finally {
      lock.unlock();
    }
  }

  /** The server of an account as known last, or {@code null}. */
  @Nullable URI findHost(String account) {
    lock.lock();
    try {
      readOnce();
      String host = hosts.get(account);
      return host == null ? null : URI.create(host);
    } finally {
      lock.unlock();
    }
  }

  void save(URI keySet, long fetchedAt, String document) {
    update(() -> sets.put(keySet.toString(), new Saved(fetchedAt, document)));
  }

  void saveHost(String account, URI server) {
    update(() -> hosts.put(account, server.toString()));
  }

  private void update(Runnable change) {
    if (file == null) {
      return;
    }
    lock.lock();
    try {
      readOnce(); // what this run hasn't fetched yet stays in the file
      change.run();
      write(file);
    } catch (IOException | RuntimeException e) {
      log.warn("The snapshot file {} can't be written: {}", file, e.toString());
    } finally {
      lock.unlock();
    }
  }

  private void readOnce() {
    if (file == null || read) {
      return;
    }
    read = true;
    try {
      if (!Files.exists(file)) {
        return;
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("it is too long");
      }
      read(Json.object(TextFile.withoutMark(Files.readAllBytes(file))));
    } catch (IOException | MalformedJsonException | RuntimeException e) {
      sets.clear();
      hosts.clear();
      log.warn("The snapshot file {} can't be read and is ignored: {}", file, e.toString());
    }
  }

  private void read(Map<String, @Nullable Object> content) throws IOException {
    if (!(content.get("key-sets") instanceof Map<?, ?> savedSets)
        || !(content.get("hosts") instanceof Map<?, ?> savedHosts)) {
      throw new IOException("it is no snapshot");
    }
    savedSets.forEach(
        (uri, entry) -> {
          if (entry instanceof Map<?, ?> set
              && set.get("fetched-at") instanceof Long at
              && set.get("document") instanceof String document) {
            sets.put(String.valueOf(uri), new Saved(at, document));
          }
        });
    savedHosts.forEach(
        (account, host) -> {
          // by the rules for a configured server, since secrets may be sent there
          URI server = Hosts.httpsOrLoopback(String.valueOf(host));
          hosts.put(String.valueOf(account), server.toString());
        });
  }

  private void write(Path target) throws IOException {
    StringBuilder out = new StringBuilder("{\"key-sets\":{");
    String comma = "";
    for (Map.Entry<String, Saved> set : sets.entrySet()) {
      out.append(comma)
          .append(Text.json(set.getKey()))
          .append(":{\"fetched-at\":")
          .append(set.getValue().fetchedAt())
          .append(",\"document\":")
          .append(Text.json(set.getValue().document()))
          .append('}');
      comma = ",";
    }
    out.append("},\"hosts\":{");
    comma = "";
    for (Map.Entry<String, String> host : hosts.entrySet()) {
      out.append(comma)
          .append(Text.json(host.getKey()))
          .append(':')
          .append(Text.json(host.getValue()));
      comma = ",";
    }
    Path directory = target.toAbsolutePath().getParent();
    // only its owner may write a temporary file made this way, where the file system knows owners
    Path written = Files.createTempFile(directory, ".sentinel", ".tmp");
    try {
      Files.writeString(written, out.append("}}").toString());
      Files.move(
          written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
