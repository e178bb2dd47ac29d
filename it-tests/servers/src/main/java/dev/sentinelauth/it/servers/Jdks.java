package dev.sentinelauth.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JDKs of this machine: that of the build, and those that are found in the usual places. */
final class Jdks {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
  private static final Pattern VARIABLE = Pattern.compile("JAVA_HOME_\\d+_[A-Z0-9]+");

  /** One of them. */
  record Jdk(Path home, int version) {}

  private Jdks() {}

  /** That of the build if it is new enough, else the oldest that is. */
  static Optional<Jdk> atLeast(int version) {
    int own = Runtime.version().feature();
    if (own >= version) {
      return Optional.of(new Jdk(Path.of(System.getProperty("java.home")), own));
    }
    return found().stream()
        .filter(jdk -> jdk.version() >= version)
        .min(Comparator.comparingInt(Jdk::version));
  }

  private static List<Jdk> found() {
    Set<Path> homes = new LinkedHashSet<>();
    System.getenv()
        .forEach(
            (name, value) -> {
              if (VARIABLE.matcher(name).matches()) {
                homes.add(Path.of(value));
              }
            });
    for (String directory :
        List.of("/usr/lib/jvm", "/opt/java", "/Library/Java/JavaVirtualMachines")) {
      try (Stream<Path> children = Files.list(Path.of(directory))) {
        children.forEach(
            child -> {
              homes.add(child);
              homes.add(child.resolve("Contents/Home"));
            });
      } catch (IOException e) {
        // there is no such directory here
      }
    }
    return homes.stream().flatMap(home -> jdk(home).stream()).toList();
  }

  private static Optional<Jdk> jdk(Path home) {
    if (!Files.isExecutable(home.resolve("bin/java"))) {
      return Optional.empty();
    }
    try {
      Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
      return version.find()
          ? Optional.of(new Jdk(home, Integer.parseInt(version.group(1))))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
