package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.OnlineDoctor;
import dev.sentinelauth.it.support.OnlineDoctor.Run;
import dev.sentinelauth.it.support.Pages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page about the doctor shows is what it says. */
class ReadmeDoctorTest {
  private static final String ACCOUNT = "le81823118";

  @TempDir Path folder;
  private final Pages pages = Pages.load();

  /** Without what differs from one place or run to the next. */
  private static String masked(String text) {
    return text.replaceAll("\\s+", " ")
        .replaceAll("/\\S*[.]properties", "FILE")
        .replaceAll("https?://[^/; ]+", "URL")
        .replaceAll("va[.]sentinel[.]liveperson[.]net|127[.]0[.]0[.]1(:\\d+)?", "HOST")
        .replaceAll("\\d\\d\\d\\d-[0-9T:.-]+Z", "TIME")
        .replaceAll("\\d+ ms", "MS")
        .replaceAll("\\b\\d{10}\\b", "SECONDS")
        .replaceAll("\\b[0-9a-f]{8}-[0-9a-f-]{27}\\b", "ID");
  }

  /** An ellipsis of its own line stands for any number of lines. */
  private static void assertShown(String block, Run run) {
    String said = masked(run.out());
    int at = 0;
    for (String part : block.split("(?m)^…$", -1)) {
      String shown = masked(part).strip();
      int found = said.indexOf(shown, at);
      assertThat(found).as("%s%nin%n%s", shown, said).isNotNegative();
      at = found + shown.length();
    }
  }

  @Test
  void whatCheckShowsIsWhatItSays() throws Exception {
    OnlineDoctor doctor = new OnlineDoctor(folder);
    Pages.Section section = pages.section("check");
    Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
    doctor.settings(
        section
            .block("properties", "sentinel.account-id")
            .replace("/run/secrets/sentinel", secret.toString()));

    Run run = doctor.run("check");

    assertThat(run.exit()).isZero();
    assertShown(section.block("text", "Settings that are set"), run);
  }

  @Test
  void whatItSaysOfProblemsIsShown() throws Exception {
    OnlineDoctor doctor = new OnlineDoctor(folder);
    doctor.settings(
        """
        sentinel.account-id = le81823118
        sentinel.clockskew = 1m
        sentinel.client-id = 75588e18-0213-4e33-8174-883acac7e3c4
        sentinel.client-secret = ${file:/run/secrets/sentinel-of-another-machine}
        """);

    assertShown(pages.section("check").block("text", "What is wrong"), doctor.run("check"));
  }

  @Test
  void whatItFindsOnlineIsShown() throws Exception {
    try (SentinelEmulator emulator = SentinelEmulator.start()) {
      emulator.addAccount(ACCOUNT);
      emulator.host().keys().replace("26-11-01");
      emulator.host().keys().publish(emulator.newKey("26-11-enc"), Map.of("use", "enc"));
      Installation client = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
      OnlineDoctor doctor = new OnlineDoctor(folder);
      String settings =
          """
          sentinel.account-id = %s
          sentinel.domain-api.uri = %s
          sentinel.client-id = %s
          sentinel.client-secret = %s
          """;
      doctor.settings(
          settings.formatted(
              ACCOUNT,
              emulator.domainApiUri(),
              client.clientId(),
              client.clientSecret().substring(1)));
      assertShown(
          pages.section("check --online").block("text", "From here to Sentinel"),
          doctor.run("check", "--online"));

      doctor.settings(
          settings.formatted(
              ACCOUNT, emulator.domainApiUri(), client.clientId(), client.clientSecret()));
      assertShown(pages.section("token").block("text", "Claims"), doctor.run("token"));
    }
  }

  @Test
  void membersOfTheDocumentAreThose() throws Exception {
    OnlineDoctor doctor = new OnlineDoctor(folder);
    doctor.settings("sentinel.account-id = le81823118\n");

    String said = doctor.run("check", "--json").out();

    List<String> members =
        pages.section("JSON").rows("member", "what it is").stream()
            .map(row -> Pages.code(row.get(0)).get(0))
            .toList();
    assertThat(members).hasSizeGreaterThan(10);
    for (String member : members) {
      if (!member.equals("cure")) {
        assertThat(said).contains("\"" + member + "\":");
      }
    }
  }
}
