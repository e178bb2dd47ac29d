package dev.sentinelauth;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The process that a command of the doctor runs in.
 *
 * @param out takes what was asked for, and nothing else
 * @param err takes the rest
 * @param colours whether {@code out} is a terminal that is to be coloured
 * @param environment its variables
 * @param systemProperties {@code null} for those of this JVM
 */
record DoctorTerminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean colours,
    Map<String, String> environment,
    @Nullable Map<String, String> systemProperties,
    InstantSource clock) {

  static DoctorTerminal ofThisProcess(boolean colours) {
    return new DoctorTerminal(
        System.in, System.out, System.err, colours, System.getenv(), null, InstantSource.system());
  }

  /** The same, of which {@code out} is kept for something else. */
  DoctorTerminal onlyErr() {
    return new DoctorTerminal(in, err, err, false, environment, systemProperties, clock);
  }

  /** Shows a report as the options say. */
  void show(DoctorReport report, boolean json) {
    out.println(json ? DoctorJson.of(report) : new DoctorText(colours).of(report));
  }
}
