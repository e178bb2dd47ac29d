package dev.sentinelauth;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What all commands take. */
final class DoctorOptions {
  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "the properties file; system properties and variables go before it")
  private Path file = Path.of("");

  @Option(names = "--json", description = "one JSON document in the place of text")
  private boolean json;

  @Option(names = "--verbose", description = "the module's log at DEBUG, on standard error")
  private boolean verbose;

  /**
   * The properties file.
   *
   * @throws DoctorUsageException if it isn't there; not with its name, which may be anything
   */
  Path file(CommandLine command) {
    if (!Files.isRegularFile(file)) {
      throw new DoctorUsageException(command, "FILE is no file that exists.");
    }
    return file.toAbsolutePath();
  }

  boolean json() {
    return json;
  }

  boolean verbose() {
    return verbose;
  }
}
