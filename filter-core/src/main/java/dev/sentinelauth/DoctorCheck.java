package dev.sentinelauth;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code check}: what a configuration comes to, and whether it works from here. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Shows every setting in force, and what is wrong with the configuration.")
final class DoctorCheck implements Callable<Integer> {
  private final DoctorTerminal terminal;

  @Mixin private final DoctorOptions options = new DoctorOptions();

  @Option(
      names = "--online",
      description = "also asks the Domain API, the key set, and the token endpoint for a token")
  private boolean online;

  @Spec private @Nullable CommandSpec spec;

  DoctorCheck(DoctorTerminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("made without a command line");
    }
    DoctorConfiguration read = DoctorConfiguration.read(options.file(spec.commandLine()), terminal);
    DoctorReport report = new DoctorReport("check");
    new DoctorSettings(read.settings()).addTo(report);
    SentinelConfig config = read.config();
    if (config == null) {
      DoctorReport.Section problems = report.section("problems", "What is wrong");
      read.problems().forEach(problems::add);
      if (online) {
        report
            .section("online", "From here to Sentinel")
            .add(DoctorLine.notReached("online", "the configuration has to be good first"));
      }
    } else {
      new DoctorRoutes(config.web().routes(), config.login() != null).addTo(report);
      lookAtKeys(config, report);
    }
    terminal.show(report, options.json());
    return report.verdict().exit();
  }

  private void lookAtKeys(SentinelConfig config, DoctorReport report) {
    if (!online && config.keys().snapshotFile() == null) {
      return; // nobody checks a signature
    }
    SignatureProvider provider =
        SignatureProvider.choose(config.cryptoProvider(), config.policy().algorithms());
    DoctorReport.Section section =
        online
            ? report.section("online", "From here to Sentinel")
            : report.section("snapshot", "Keys at hand");
    new DoctorSnapshot(config, provider, terminal.clock()).addTo(section);
    if (online) {
      try (DoctorNetwork network = new DoctorNetwork(config, terminal.clock())) {
        new DoctorOnline(config, provider, network, section).look();
      }
    }
  }
}
