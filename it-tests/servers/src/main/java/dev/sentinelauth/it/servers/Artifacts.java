package dev.sentinelauth.it.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What servers are made of, as Maven finds it. Each has a small pom in {@code src/servers}; one
 * that can't be resolved keeps none of the others from running.
 */
final class Artifacts {
  private static final long PATIENCE_MINUTES = 20;
  private static final Pattern VERSION =
      Pattern.compile("<server\\.version>(.*?)</server\\.version>");

  private final Path poms;
  private final Path directory;

  Artifacts(Path poms, Path directory) {
    this.poms = poms;
    this.directory = directory;
  }

  /** Resolves all of these at once. */
  void resolve(List<String> names) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    List<String> missing = names.stream().filter(name -> !isThere(name)).toList();
    if (missing.isEmpty()) {
      return;
    }
    for (String name : missing) {
      // else one of the same content would keep its age, and look as if nothing had been found
      Files.deleteIfExists(list(name));
    }
    Path log = directory.resolve("resolve.log");
    Process maven =
        new ProcessBuilder(command(missing))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    ServerProcess.endWithThisJvm(maven);
    if (!maven.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      ServerProcess.kill(maven);
    }
    // its status doesn't matter: what isn't there now can't be had
  }

  private List<String> command(List<String> names) {
    String home = System.getProperty("servers.maven", "");
    List<String> command = new ArrayList<>();
    command.add(home.isEmpty() ? "mvn" : home + "/bin/mvn");
    command.addAll(
        List.of("-B", "-ntp", "--fail-at-end", "-f", poms.resolve("pom.xml").toString()));
    String repository = System.getProperty("servers.repository", "");
    if (!repository.isEmpty()) {
      command.add("-Dmaven.repo.local=" + repository);
    }
    command.add("-Dservers.directory=" + directory);
    command.addAll(List.of("--projects", String.join(",", names), "validate"));
    return command;
  }

  boolean isThere(String name) {
    try {
      Path list = list(name);
      return Files.exists(list)
          && Files.getLastModifiedTime(list)
                  .compareTo(Files.getLastModifiedTime(poms.resolve(name).resolve("pom.xml")))
              > 0
          && files(name).stream().allMatch(Files::exists);
    } catch (IOException e) {
      return false;
    }
  }

  /** The jars of an embedded server, or the one zip file of another. */
  List<Path> files(String name) throws IOException {
    return Stream.of(Files.readString(list(name)).strip().split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  String version(String name) throws IOException {
    Matcher version = VERSION.matcher(Files.readString(poms.resolve(name).resolve("pom.xml")));
    if (!version.find()) {
      throw new IOException("no version in the pom of " + name);
    }
    return version.group(1);
  }

  private Path list(String name) {
    return directory.resolve(name + ".classpath");
  }
}
