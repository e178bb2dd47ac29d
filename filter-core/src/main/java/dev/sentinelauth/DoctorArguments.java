package dev.sentinelauth;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is wrong with the arguments. None is ever repeated: one that doesn't belong there may be a
 * token or a secret, and arguments stand in the list of processes and in the shell's history.
 */
final class DoctorArguments {
  static final String TOKEN_REFUSED =
      "A token is not taken as an argument: it would stand in the list of processes and in the"
          + " shell's history."
          + System.lineSeparator()
          + "Give it in a file, or on standard input: explain FILE --token-file F, or explain FILE"
          + " -";

  /** The header of a token is a JSON object in base64url, so it begins with one of these. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?:^|[^A-Za-z0-9_-])(?:eyJ|eyA|ewo|ewk|ew0)[A-Za-z0-9_-]{6,}|"
              + "[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}|"
              + "(?i:bearer)[ =:]\\S");

  private DoctorArguments() {}

  /** Whether one of the arguments is a token, or holds one. */
  static boolean holdToken(String... args) {
    return Arrays.stream(args).anyMatch(arg -> TOKEN.matcher(arg).find());
  }

  /** Says what was wrong, and how it is done. */
  static int wrongUsage(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(cause(wrong));
    command.usage(err);
    return DoctorMain.WRONG_USAGE;
  }

  private static String cause(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unmatched.isUnknownOption()
          ? "There is an option that doesn't exist."
          : "There is an argument too many, or a command that doesn't exist.";
    }
    if (wrong instanceof MissingParameterException missing) {
      return "There is something missing: "
          + missing.getMissing().stream()
              .map(spec -> spec.isOption() ? spec.toString() : spec.paramLabel())
              .toList();
    }
    if (wrong instanceof OverwrittenOptionException) {
      return "There is an option twice.";
    }
    if (wrong instanceof DoctorUsageException ours) {
      return ours.said();
    }
    return "The arguments are not as they should be.";
  }
}
