package dev.sentinelauth;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What keeps applications that share a file from writing it at the same moment: a second file
 * beside it, which only one of them can create. No lock of the operating system's: those are the
 * process's, and two applications in one server would end each other's.
 *
 * <p>One that stays behind when its process is killed is broken by whoever has seen that same one,
 * and no other, for two seconds. However many queue up, one that passes from hand to hand is safe.
 */
final class SnapshotLock implements AutoCloseable {
  /** Writing takes milliseconds: whoever has held it for so long was killed. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Path file;
  private final Stamp mine;

  /** Tells a file from another that has its name at another time. */
  private record Stamp(@Nullable Object key, FileTime created, FileTime modified) {
    static @Nullable Stamp of(Path file) throws IOException {
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(found.fileKey(), found.creationTime(), found.lastModifiedTime());
      } catch (NoSuchFileException gone) {
        return null;
      }
    }
  }

  private SnapshotLock(Path file, Stamp mine) {
    this.file = file;
    this.mine = mine;
  }

  /** Waits until nobody else writes that file. */
  static SnapshotLock of(Path target) throws IOException {
    Path file = target.resolveSibling("." + target.getFileName() + ".lock");
    Stamp seen = null;
    long since = System.nanoTime();
    while (true) {
      try {
        Files.createFile(file);
        Stamp mine = Stamp.of(file);
        if (mine != null) {
          return new SnapshotLock(file, mine);
        }
      } catch (FileAlreadyExistsException held) {
        Stamp now = Stamp.of(file);
        if (now == null || !now.equals(seen)) {
          seen = now;
          since = System.nanoTime();
        } else if (System.nanoTime() - since >= LONGEST_NANOS) {
          takeAway(file, now);
        }
      }
      LockSupport.parkNanos(AGAIN_NANOS);
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while somebody else writes it");
      }
    }
  }

  /** Takes a lock away that nobody holds any more, and no other. */
  private static void takeAway(Path file, Stamp abandoned) throws IOException {
    // of several who want to, one finds it
    Path aside = SnapshotFile.aside(file);
    try {
      Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException taken) {
      return;
    }
    if (!abandoned.equals(Stamp.of(aside))) {
      // somebody was quicker, and this one is held already: it goes back
      try {
        Files.move(aside, file);
        return;
      } catch (FileAlreadyExistsException next) {
        // its holder will notice that it has lost it
      }
    }
    Files.deleteIfExists(aside);
  }

  /** Whether nobody has taken it away, as from one who was taken for dead. */
  boolean isHeld() throws IOException {
    return mine.equals(Stamp.of(file));
  }

  @Override
  public void close() throws IOException {
    if (isHeld()) {
      Files.deleteIfExists(file);
    }
  }
}
