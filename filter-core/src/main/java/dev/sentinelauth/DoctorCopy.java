package dev.sentinelauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the snapshot file for the time of one command. With the file itself whoever runs the
 * doctor, root perhaps, would write it anew, and the application could do so no more.
 *
 * @param file {@code null} where there is none to copy
 */
record DoctorCopy(@Nullable Path directory, @Nullable Path file) implements AutoCloseable {

  static DoctorCopy of(@Nullable Path snapshot) {
    if (snapshot == null) {
      return new DoctorCopy(null, null);
    }
    try {
      Path directory = Files.createTempDirectory("sentinel-doctor");
      Path copy = directory.resolve("snapshot.json");
      try {
        Files.copy(snapshot, copy);
      } catch (IOException notThereOrNotReadable) {
        return new DoctorCopy(directory, copy); // as an application that starts without it
      }
      return new DoctorCopy(directory, copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (directory == null) {
      return;
    }
    try (var files = Files.list(directory)) {
      for (Path each : files.toList()) {
        Files.deleteIfExists(each);
      }
      Files.deleteIfExists(directory);
    } catch (IOException leftBehind) {
      // the system clears its directory for temporary files
    }
  }
}
