package dev.sentinelauth;

import dev.sentinelauth.Json.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot file: the last good key sets and the hosts of the accounts, for a start while
 * Sentinel can't be reached. It is trusted as the configuration is; whoever can write it can let
 * himself in. Applications may share it: each puts in what it has fetched and leaves the rest. It
 * is replaced as a whole, so a crash leaves the old one or the new one. A file that can't be read
 * or written is logged and changes nothing else.
 */
final class KeySnapshot {
  private static final Logger log = LoggerFactory.getLogger(KeySnapshot.class);
  private static final long MAX_BYTES = 8 * 1024 * 1024;
  private static final Pattern TEMPORARY = Pattern.compile("\\.sentinel[0-9]+\\.tmp");

  /** Nobody writes for so long: who began such a file was killed. */
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  /** A key set as it was fetched. */
  record Saved(long fetchedAt, String document) {}

  /** What a file holds. */
  private record Content(Map<String, Saved> sets, Map<String, String> hosts) {
    Content() {
      this(new TreeMap<>(), new TreeMap<>());
    }
  }

  private final @Nullable Path file;
  private final ReentrantLock lock = new ReentrantLock();

  /** What this run has fetched: it goes back into a file that somebody has lost. */
  private final Content own = new Content();

  private boolean tidied;

  /**
   * @param file {@code null} for no snapshot: nothing is kept, and nothing is found
   */
  KeySnapshot(@Nullable Path file) {
    this.file = file;
  }

  /** The key set that was fetched from there last, or {@code null}. */
  @Nullable Saved find(URI keySet) {
    return file == null ? null : read(file).sets().get(keySet.toString());
  }

  /** The server of an account as known last, or {@code null}. */
  @Nullable URI findHost(String account) {
    String host = file == null ? null : read(file).hosts().get(account);
    return host == null ? null : URI.create(host);
  }

  void save(URI keySet, long fetchedAt, String document) {
    update(keySet.toString(), new Saved(fetchedAt, document), own.sets(), Content::sets);
  }

  void saveHost(String account, URI server) {
    update(account, server.toString(), own.hosts(), Content::hosts);
  }

  private <V> void update(
      String key, V value, Map<String, V> mine, Function<Content, Map<String, V>> part) {
    if (file == null) {
      return;
    }
    lock.lock();
    try {
      mine.put(key, value);
      SnapshotLock others = SnapshotLock.of(file.toAbsolutePath());
      try {
        Content content = read(file);
        own.sets().forEach(content.sets()::putIfAbsent);
        own.hosts().forEach(content.hosts()::putIfAbsent);
        part.apply(content).put(key, value);
        write(content, file);
      } finally {
        others.close();
      }
    } catch (IOException | RuntimeException e) {
      log.warn("The snapshot file {} can't be written: {}", file, e.toString());
    } finally {
      lock.unlock();
    }
  }

  /** What the file holds now; nothing where it can't be read. */
  private static Content read(Path file) {
    try {
      if (!Files.exists(file)) {
        return new Content();
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("it is too long");
      }
      return content(Json.object(ByteOrderMark.off(Files.readAllBytes(file))));
    } catch (IOException | MalformedJsonException | RuntimeException e) {
      log.warn("The snapshot file {} can't be read and is ignored: {}", file, e.toString());
      return new Content();
    }
  }

  private static Content content(Map<String, @Nullable Object> saved) throws IOException {
    if (!(saved.get("key-sets") instanceof Map<?, ?> savedSets)
        || !(saved.get("hosts") instanceof Map<?, ?> savedHosts)) {
      throw new IOException("it is no snapshot");
    }
    Content content = new Content();
    savedSets.forEach(
        (uri, entry) -> {
          if (entry instanceof Map<?, ?> set
              && set.get("fetched-at") instanceof Long at
              && set.get("document") instanceof String document) {
            content.sets().put(String.valueOf(uri), new Saved(at, document));
          }
        });
    savedHosts.forEach(
        (account, host) -> {
          // by the rules for a configured server, since secrets may be sent there
          URI server = Hosts.httpsOrLoopback(String.valueOf(host));
          content.hosts().put(String.valueOf(account), server.toString());
        });
    return content;
  }

  private void write(Content content, Path target) throws IOException {
    StringBuilder out = new StringBuilder("{\"key-sets\":{");
    String comma = "";
    for (Map.Entry<String, Saved> set : content.sets().entrySet()) {
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
    for (Map.Entry<String, String> host : content.hosts().entrySet()) {
      out.append(comma)
          .append(Text.json(host.getKey()))
          .append(':')
          .append(Text.json(host.getValue()));
      comma = ",";
    }
    Path directory = target.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException("it is no file");
    }
    // only its owner may write a temporary file made this way, where the file system knows owners
    Path written = Files.createTempFile(directory, ".sentinel", ".tmp");
    tidyUp(directory, written);
    try {
      Files.writeString(written, out.append("}}").toString());
      Files.move(
          written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** Once in a run: takes away what killed processes began to write. */
  private void tidyUp(Path directory, Path justBegun) {
    if (tidied) {
      return;
    }
    tidied = true;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, ".sentinel*.tmp")) {
      // by the clock that all of them are dated by
      Instant abandoned = Files.getLastModifiedTime(justBegun).toInstant().minus(ABANDONED);
      for (Path found : files) {
        if (TEMPORARY.matcher(found.getFileName().toString()).matches()
            && Files.getLastModifiedTime(found).toInstant().isBefore(abandoned)) {
          Files.deleteIfExists(found);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.debug("Beside the snapshot file {}: {}", file, e.toString());
    }
  }
}
