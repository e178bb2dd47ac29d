package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The emulator as a program. */
class CommandLineTest {

  @Test
  void optionsAreWrittenInTwoWays() {
    assertThat(
            CommandLine.parse(new String[] {"--port", "80", "--client-id=a=b", "--scope", "x=y"}))
        .isEqualTo(Map.of("--port", "80", "--client-id", "a=b", "--scope", "x=y"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--por", "--port", "port", "--unknown=1"})
  void otherWordsAreRefused(String word) {
    assertThatThrownBy(() -> CommandLine.parse(new String[] {word}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port x              | --port: expected a number from 0 to 65535, but it is 'x'",
        "--port -1             | --port: expected a number from 0 to 65535, but it is '-1'",
        "--port=65536          | --port: expected a number from 0 to 65535, but it is '65536'",
        "--port                | --port: a value is missing",
        "--port 0 --port 0     | --port: it is there twice",
        "--acount le1          | there is no option '--acount'",
        "le1                   | there is no option 'le1'",
        "--account le-1        | --account: an account id has letters and digits only",
        "--redirect-uri /here  | --redirect-uri: expected an absolute URI, but it is '/here'",
        "--redirect-uri a%b:c  | --redirect-uri: expected an absolute URI, but it is 'a%b:c'"
      })
  void whatCanNotBeDoneIsSaidWithStatusTwo(String words, String message) throws Exception {
    assertThat(run(words.split(" ", -1)))
        .isEqualTo(new Outcome(2, "", message + "\n--help lists what can be said.\n"));
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (SentinelEmulator other = SentinelEmulator.start()) {
      String port = Integer.toString(other.host().port());
      Outcome outcome = run("--port", port);

      assertThat(outcome.status).isEqualTo(2);
      assertThat(outcome.err)
          .contains("--port: can't listen on port " + port + ": it is taken")
          .contains("0 for any that is free");
    }
  }

  @Test
  void helpNamesEachOption() throws Exception {
    Outcome outcome = run("--port", "x", "--help");

    assertThat(outcome.status).isZero();
    assertThat(outcome.out)
        .contains("--port", "--account", "--client-id", "--client-secret", "--scope")
        .contains("--redirect-uri", "--help", "java -jar");
    assertThat(outcome.err).isEmpty();
  }

  private record Outcome(int status, String out, String err) {}

  private static Outcome run(String... args) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        CommandLine.run(args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    String newLine = System.lineSeparator();
    return new Outcome(
        status,
        out.toString(UTF_8).replace(newLine, "\n"),
        err.toString(UTF_8).replace(newLine, "\n"));
  }

  @Test
  void theDemoClientWorksAsItIsDescribed() throws Exception {
    try (SentinelEmulator emulator = SentinelEmulator.start()) {
      Installation demo = CommandLine.install(emulator, Map.of());

      assertThat(CommandLine.describe(emulator, demo))
          .contains(emulator.uri().toString(), "le81823118", "demo-client", "demo-secret")
          .contains(emulator.v1PublicKey());
      assertThat(
              new Http(emulator)
                  .post("/sentinel/api/v2/account/le81823118/app/token", Http.credentials(demo))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  /** With the class files of the kit and nothing else on its class path, as in its jar. */
  @Test
  void theProgramRunsByItselfAndItsSettingsWork() throws Exception {
    Path kit =
        Path.of(SentinelEmulator.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                kit.toString(),
                SentinelEmulator.class.getName(),
                "--account",
                "le1",
                "--redirect-uri=http://localhost:1234/back")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = program.inputReader(UTF_8)) {
      String printed =
          Stream.generate(() -> line(output))
              .takeWhile(line -> !line.contains("A login, for a browser:"))
              .collect(Collectors.joining("\n"));
      Properties settings = new Properties();
      settings.load(new StringReader(settings(printed)));
      assertThat(settings.getProperty("sentinel.login.redirect-uri"))
          .isEqualTo("http://localhost:1234/back");

      try (Sentinel application = Sentinel.create(SentinelConfig.load(settings))) {
        String token = application.appJwtSupplier().get();
        assertThat(application.tokenVerifier().verify(token).audience()).containsExactly("le1");
        URI server = URI.create(settings.getProperty("sentinel.server"));
        assertThat(application.clientAuthenticator().authorization(server.resolve("/api")))
            .startsWith("Bearer ");
        assertThat(application.loginFlow()).isNotNull();
      }
    } finally {
      program.destroy();
      program.waitFor();
    }
  }

  private static String line(BufferedReader output) {
    try {
      String line = output.readLine();
      assertThat(line).as("the program goes on").isNotNull();
      return line;
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What is to be pasted, and what stands there to be taken out of its comment. */
  private static String settings(String printed) {
    assertThat(printed).contains("For sentinel.properties:");
    return printed
        .lines()
        .map(line -> line.replaceFirst("^# (?=sentinel\\.)", ""))
        .filter(line -> line.startsWith("sentinel."))
        .collect(Collectors.joining("\n"));
  }
}
