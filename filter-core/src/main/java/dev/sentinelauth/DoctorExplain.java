package dev.sentinelauth;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code explain}: the verdict on a token, step by step. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Says step by step why a token is taken or refused.")
final class DoctorExplain implements Callable<Integer> {
  private final DoctorTerminal terminal;

  @Mixin private final DoctorOptions options = new DoctorOptions();
  @Spec private @Nullable CommandSpec spec;

  DoctorExplain(DoctorTerminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("made without a command line");
    }
    DoctorConfiguration read = DoctorConfiguration.read(options.file(spec.commandLine()), terminal);
    DoctorReport report = new DoctorReport("explain");
    read.problems().forEach(report.section("configuration", "Configuration")::add);
    terminal.show(report, options.json());
    return report.verdict().exit();
  }
}
