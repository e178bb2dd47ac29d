package dev.sentinelauth;

import dev.sentinelauth.DoctorNetwork.Outcome;
import dev.sentinelauth.TokenEndpoint.Granted;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code token}: obtains an AppJWT and shows what is in it. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Obtains an AppJWT and shows its claims.")
final class DoctorToken implements Callable<Integer> {
  private static final String NAME = "token-endpoint";

  private final DoctorTerminal terminal;

  @Mixin private final DoctorOptions options = new DoctorOptions();

  @Option(
      names = "--print",
      description = "the token alone on standard output, all else on standard error")
  private boolean print;

  @Option(
      names = "--account",
      paramLabel = "ID",
      description = "whose token, where several accounts are served")
  private @Nullable String account;

  @Spec private @Nullable CommandSpec spec;

  DoctorToken(DoctorTerminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("made without a command line");
    }
    DoctorConfiguration read = DoctorConfiguration.read(options.file(spec.commandLine()), terminal);
    DoctorReport report = new DoctorReport("token");
    SentinelConfig config = read.config();
    if (config == null) {
      read.problems().forEach(report.section("problems", "What is wrong")::add);
      return shown(report);
    }
    if (config.client().clientId() == null) {
      report
          .section("problems", "What is wrong")
          .add(
              DoctorLine.failed(
                  ClientReader.CLIENT_ID.name(),
                  "it is not set, so no token can be obtained",
                  "Set sentinel.client-id and sentinel.client-secret to what LivePerson gave."));
      return shown(report);
    }
    Granted granted = obtain(config, chosen(config, spec.commandLine()), report);
    int exit = shown(report);
    if (granted != null && print) {
      terminal.out().println(granted.token());
    }
    return exit;
  }

  private String chosen(SentinelConfig config, CommandLine command) {
    List<String> accounts = config.remote().accountIds();
    if (account == null && accounts.size() == 1) {
      return accounts.get(0);
    }
    if (account == null || !accounts.contains(account)) {
      throw new DoctorUsageException(
          command, "--account has to name one of the accounts served: " + accounts);
    }
    return account;
  }

  private @Nullable Granted obtain(SentinelConfig config, String whose, DoctorReport report) {
    DoctorReport.Section section = report.section("token", "Token");
    try (DoctorNetwork network = new DoctorNetwork(config, terminal.clock())) {
      Outcome<Granted> asked = network.await(network.tokenEndpoint(whose).clientCredentials());
      Granted granted = asked.value();
      DoctorLine line =
          granted == null
              ? DoctorOnline.tokenFailed(NAME, asked.failure())
              : DoctorLine.ok(NAME, "gave an AppJWT");
      section.add(network.describe(line.with("account", whose), asked.exchange()));
      if (granted != null) {
        section.add(
            DoctorLine.info(
                    "valid",
                    "until "
                        + terminal
                            .clock()
                            .instant()
                            .plus(granted.lifetime())
                            .truncatedTo(ChronoUnit.SECONDS)
                        + ", for "
                        + DoctorTime.words(granted.lifetime()))
                .with("lifetime_ms", granted.lifetime().toMillis()));
        DoctorClaims.addTo(report, granted.token());
      }
      section.add(DoctorClock.compare(network.clocks(), config.policy().clockSkew()));
      return granted;
    }
  }

  /** Where the token is to be alone on standard output, the report goes to the other one. */
  private int shown(DoctorReport report) {
    (print ? terminal.onlyErr() : terminal).show(report, options.json());
    return report.verdict().exit();
  }
}
