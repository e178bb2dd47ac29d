package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sentinelauth.internal.codec.Json;
import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;

/** One run of the doctor, in this JVM: how it ended, and what it said. */
record DoctorRun(int exit, String out, String err) {

  /** Runs it with nothing in its environment. */
  static DoctorRun of(String... args) {
    return of(Map.of(), Map.of(), args);
  }

  static DoctorRun of(
      Map<String, String> environment, Map<String, String> systemProperties, String... args) {
    return of(environment, systemProperties, false, args);
  }

  static DoctorRun of(
      Map<String, String> environment,
      Map<String, String> systemProperties,
      boolean colours,
      String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        DoctorMain.run(
            new DoctorTerminal(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                colours,
                environment,
                systemProperties,
                InstantSource.system()),
            args);
    return new DoctorRun(exit, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** What was said as JSON. */
  Map<String, Object> json() throws MalformedJsonException {
    return Json.object(out.getBytes(UTF_8));
  }

  /** What was said in one line, however it was wrapped. */
  String unwrapped() {
    return out.replaceAll("\\s+", " ");
  }
}
