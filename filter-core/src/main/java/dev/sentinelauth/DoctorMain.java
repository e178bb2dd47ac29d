package dev.sentinelauth;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The doctor's command line: looks at a configuration and at tokens as the filters would, and says
 * what is wrong and what to do. It is in the jar with the classifier {@code cli} alone.
 */
@Command(
    name = "sentinel-doctor",
    mixinStandardHelpOptions = true,
    description = "Says what is wrong with a configuration or a token, and what to do.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:good",
      "1:the configuration or the token is not good",
      "2:wrong usage",
      "3:cannot tell: no keys, no network"
    })
final class DoctorMain implements Callable<Integer> {
  static final int WRONG_USAGE = 2;

  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

  @Spec private @Nullable CommandSpec spec;

  private DoctorMain() {}

  public static void main(String[] args) {
    if (System.getProperty(LOG_LEVEL) == null) {
      // before the first logger is made
      System.setProperty(LOG_LEVEL, Arrays.asList(args).contains("--verbose") ? "debug" : "off");
    }
    System.exit(run(DoctorTerminal.ofThisProcess(Ansi.AUTO.enabled()), args));
  }

  /** Runs a command, and says how the process is to end. */
  static int run(DoctorTerminal terminal, String... args) {
    if (DoctorArguments.holdToken(args)) {
      terminal.err().println(DoctorArguments.TOKEN_REFUSED);
      return WRONG_USAGE;
    }
    int exit = commandLine(terminal).execute(args);
    terminal.out().flush();
    terminal.err().flush();
    return exit;
  }

  private static CommandLine commandLine(DoctorTerminal terminal) {
    CommandLine root =
        new CommandLine(new DoctorMain())
            .addSubcommand(new DoctorCheck(terminal))
            .addSubcommand(new DoctorExplain(terminal))
            .addSubcommand(new DoctorToken(terminal));
    root.getCommandSpec().version(version());
    return root.setExpandAtFiles(false) // a file of arguments could hold a token
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler(DoctorArguments::wrongUsage)
        .setExecutionExceptionHandler(DoctorMain::fault);
  }

  private static String version() {
    String version = DoctorMain.class.getPackage().getImplementationVersion();
    return "sentinel-doctor " + (version == null ? "(not from its jar)" : version);
  }

  /** A fault of ours. Its message is not shown: nobody knows what stands in it. */
  private static int fault(Exception fault, CommandLine command, CommandLine.ParseResult parsed) {
    StackTraceElement[] trace = fault.getStackTrace();
    command
        .getErr()
        .println(
            "A fault of the doctor itself: "
                + fault.getClass().getName()
                + (trace.length == 0 ? "" : " at " + trace[0]));
    return DoctorReport.Verdict.CANNOT_TELL.exit();
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("made without a command line");
    }
    throw new DoctorUsageException(
        spec.commandLine(), "A command is missing: check, explain or token.");
  }
}
