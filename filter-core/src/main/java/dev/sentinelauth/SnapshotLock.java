package dev.sentinelauth;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What keeps applications that share a file from writing it at the same moment: a second file
 * beside it, which only one of them can create. No lock of the operating system's: those are the
 * process's, and two applications in one server would end each other's.
 */
final class SnapshotLock implements AutoCloseable {
  /** Writing takes milliseconds: whoever has held it for so long was killed. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Path file;

  private SnapshotLock(Path file) {
    this.file = file;
  }

  /** Waits until nobody else writes that file. */
  static SnapshotLock of(Path target) throws IOException {
    Path file = target.resolveSibling("." + target.getFileName() + ".lock");
    long end = System.nanoTime() + LONGEST_NANOS;
    while (true) {
      try {
        Files.createFile(file);
        return new SnapshotLock(file);
      } catch (FileAlreadyExistsException held) {
        if (System.nanoTime() - end >= 0) {
          Files.deleteIfExists(file);
          end = System.nanoTime() + LONGEST_NANOS;
        }
        LockSupport.parkNanos(AGAIN_NANOS);
      }
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
