package dev.sentinelauth;

import dev.sentinelauth.internal.codec.ByteOrderMark;
import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot file on the disk. It is replaced as a whole, so a crash leaves the old one or the
 * new one, and by one application at a time.
 */
final class SnapshotFile {
  private static final Logger log = LoggerFactory.getLogger(SnapshotFile.class);
  private static final long MAX_BYTES = 8 * 1024 * 1024;
  private static final Pattern TEMPORARY = Pattern.compile("\\.sentinel[0-9]+\\.tmp");

  /** Nobody writes for so long: who began such a file was killed. */
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  private final Path file;
  private boolean tidied;

  SnapshotFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  /** A name beside a file that is taken away some day, should we be killed. */
  static Path aside(Path file) {
    long number = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
    return file.resolveSibling(".sentinel" + number + ".tmp");
  }

  /** What the file holds now; nothing where it can't be read, which is logged. */
  SnapshotContent read(long now, long kept) {
    try {
      if (!Files.exists(file)) {
        return new SnapshotContent();
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("it is too long");
      }
      return SnapshotContent.read(ByteOrderMark.off(Files.readAllBytes(file)), now, kept);
    } catch (IOException | MalformedJsonException | RuntimeException e) {
      log.warn(
          "The snapshot file {} can't be read and is ignored: {}. Keys come from Sentinel alone, and"
              + " then the file is written anew",
          file,
          e.toString());
      return new SnapshotContent();
    }
  }

  /** Reads, changes and replaces it. One thread at a time may call this. */
  void update(long now, long kept, Consumer<SnapshotContent> change) throws IOException {
    Path directory = file.getParent();
    if (directory == null) {
      throw new IOException("it is no file");
    }
    try (SnapshotLock others = SnapshotLock.of(file)) {
      SnapshotContent content = read(now, kept);
      change.accept(content);
      // only its owner may write a temporary file made this way, where the file system knows owners
      Path written = Files.createTempFile(directory, ".sentinel", ".tmp");
      tidyUp(directory, written);
      try {
        Files.writeString(written, content.json());
        if (!others.isHeld()) {
          throw new IOException("it took so long that somebody else has begun to write it");
        }
        Files.move(
            written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(written);
      }
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

  @Override
  public String toString() {
    return file.toString();
  }
}
