package dev.sentinelauth.it.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a server wrote: to its output, and to log files below its directory. */
record Logs(Map<Path, String> files) {

  static Logs below(Path output, Path directory) throws IOException {
    Map<Path, String> files = new LinkedHashMap<>();
    if (Files.exists(output)) {
      files.put(output, Files.readString(output, ISO_8859_1));
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Logs::isLog).toList()) {
        files.put(file, Files.readString(file, ISO_8859_1));
      }
    }
    return new Logs(files);
  }

  private static boolean isLog(Path file) {
    return Files.isRegularFile(file) && file.toString().matches(".*\\.(log|txt|log_\\d.*)");
  }

  boolean hold(String text) {
    return !where(text).isEmpty();
  }

  List<Path> where(String text) {
    return files.entrySet().stream()
        .filter(file -> file.getValue().contains(text))
        .map(Map.Entry::getKey)
        .toList();
  }
}
