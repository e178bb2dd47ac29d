package dev.sentinelauth;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A command was used wrongly, and it can be said how: the message repeats no argument. */
final class DoctorUsageException extends ParameterException {
  private static final long serialVersionUID = 1L;

  private final String said;

  DoctorUsageException(CommandLine command, String said) {
    super(command, said);
    this.said = said;
  }

  String said() {
    return said;
  }
}
