package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The doctor in this JVM, with a file of settings; it keeps all that it ever said. */
public final class OnlineDoctor {

  /** How a run ended, and what it said. */
  public record Run(int exit, String out, String err) {

    /** What was said in one line, however it was wrapped. */
    public String unwrapped() {
      return out.replaceAll("\\s+", " ");
    }
  }

  private final Path file;
  private final List<String> said = new ArrayList<>();
  private InstantSource clock = InstantSource.system();

  public OnlineDoctor(Path folder) {
    this.file = folder.resolve("doctor.properties");
  }

  /** What this machine's clock says from now on. */
  public OnlineDoctor clock(InstantSource other) {
    clock = other;
    return this;
  }

  /** The file that commands get. */
  public Path settings(String text) throws Exception {
    return Files.writeString(file, text);
  }

  /** Runs a command with the file and these options. */
  public Run run(String command, String... options) {
    List<String> args = new ArrayList<>(List.of(command, file.toString()));
    args.addAll(List.of(options));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        DoctorMain.run(
            new DoctorTerminal(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                false,
                Map.of(),
                Map.of(),
                clock),
            args.toArray(String[]::new));
    Run run = new Run(exit, out.toString(UTF_8), err.toString(UTF_8));
    said.add(run.out() + run.err());
    return run;
  }

  /** All that it said so far. */
  public String everything() {
    return String.join("\n", said);
  }
}
