package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The doctor's command line, and how it says what it has to say. */
class DoctorCommandsTest {
  private static final String TOKEN =
      "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJTZW50aW5lbCJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ";

  @TempDir Path folder;

  private String file() throws Exception {
    return Files.writeString(folder.resolve("x.properties"), "sentinel.account-id = le1\n")
        .toString();
  }

  static Stream<List<String>> argumentsWithAToken() {
    return Stream.of(
        List.of(TOKEN),
        List.of("check", TOKEN),
        List.of("check", "FILE", TOKEN),
        List.of("check", "FILE", "--token=" + TOKEN),
        List.of("explain", "FILE", TOKEN),
        List.of("explain", "FILE", "Bearer " + TOKEN),
        List.of("explain", "FILE", "--token-file", TOKEN),
        List.of("explain", "FILE", "--token-file=" + TOKEN),
        List.of("explain", "FILE", TOKEN.substring(0, 30)),
        List.of("explain", "FILE", "bearer b3BhcXVl"),
        List.of("token", "FILE", "--print", TOKEN));
  }

  @ParameterizedTest
  @MethodSource("argumentsWithAToken")
  void tokenAsAnArgumentIsRefusedAndNotRepeated(List<String> arguments) throws Exception {
    List<String> args = new ArrayList<>(arguments);
    args.replaceAll(arg -> arg.equals("FILE") ? "x.properties" : arg);

    DoctorRun run = DoctorRun.of(args.toArray(String[]::new));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("A token is not taken as an argument").contains("--token-file");
    assertThat(run.err()).doesNotContain("eyJ").doesNotContain("b3Bh");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hunter2",
        "check",
        "check hunter2.properties",
        "check FILE hunter2",
        "check FILE --hunter2",
        "check FILE --online=hunter2",
        "check FILE --json --json",
        "token FILE --account",
        "token hunter2",
        "explain",
        "--hunter2"
      })
  void wrongUsageIsTwoAndRepeatsNoArgument(String line) throws Exception {
    String[] args = line.isEmpty() ? new String[0] : line.replace("FILE", file()).split(" ");

    DoctorRun run = DoctorRun.of(args);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: sentinel-doctor").doesNotContain("hunter2");
  }

  @Test
  void commandsAreNamedWhereThereIsNone() {
    assertThat(DoctorRun.of().err()).startsWith("A command is missing: check, explain or token.");
  }

  @Test
  void fileOfArgumentsIsNotRead() throws Exception {
    Path arguments = Files.writeString(folder.resolve("args"), "check " + file());

    assertThat(DoctorRun.of("@" + arguments).exit()).isEqualTo(2);
  }

  @Test
  void helpNamesCommandsAndExitCodes() {
    DoctorRun run = DoctorRun.of("--help");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("check", "explain", "token");
    assertThat(run.out().lines()).anyMatch(line -> line.matches(" *3 +cannot tell: .*"));
  }

  @Test
  void versionIsSaid() {
    assertThat(DoctorRun.of("--version").out()).startsWith("sentinel-doctor ");
  }

  @Test
  void jsonIsOneDocumentWithTheseMembers() throws Exception {
    DoctorRun run = DoctorRun.of("check", file(), "--json");

    assertThat(run.json())
        .containsOnlyKeys("command", "verdict", "exit", "conclusion", "sections")
        .containsEntry("command", "check")
        .containsEntry("verdict", "good")
        .containsEntry("exit", 0L);
    assertThat((List<?>) run.json().get("sections"))
        .isNotEmpty()
        .allSatisfy(
            section -> {
              Map<?, ?> members = (Map<?, ?>) section;
              assertThat(members.keySet()).map(Object::toString).contains("name", "title", "lines");
              assertThat((List<?>) members.get("lines"))
                  .allSatisfy(
                      line ->
                          assertThat(((Map<?, ?>) line).keySet())
                              .map(Object::toString)
                              .contains("outcome", "name", "detail")
                              .isSubsetOf("outcome", "name", "detail", "facts", "cure"));
            });
    assertThat(run.out().lines()).hasSize(1);
  }

  @Test
  void linesAreOfEightyColumnsButForLongWords() throws Exception {
    String all =
        Files.writeString(
                folder.resolve("y.properties"),
                """
                sentinel.account-id = le1, le2
                sentinel.route.send.path = /api/account/{account}/messages/*
                sentinel.route.send.methods = POST, PUT, PATCH
                sentinel.route.send.scopes = msg.consumer, msg.agent, msg.bot, msg.read, msg.write
                sentinel.route.open.path = /api/account/{account}/messages/public
                sentinel.route.open.access = anonymous
                """)
            .toString();

    assertThat(DoctorRun.of("check", all).out().lines())
        .hasSizeGreaterThan(50)
        .allMatch(line -> line.length() <= 80 || !line.strip().contains(" "));
  }

  @Test
  void coloursAreForTerminalsAlone() throws Exception {
    assertThat(DoctorRun.of("check", file()).out()).doesNotContain("\u001b");
    assertThat(DoctorRun.of(Map.of(), Map.of(), true, "check", file()).out()).contains("\u001b[");
    assertThat(DoctorRun.of(Map.of(), Map.of(), true, "check", file(), "--json").out())
        .doesNotContain("\u001b");
  }

  @Test
  void whatWasFoundMakesNeitherLinesNorColoursOfItsOwn() throws Exception {
    DoctorReport report = new DoctorReport("check");
    report
        .section("forged", "Forged")
        .add(
            DoctorLine.failed("na\nme", "de\r\ntail \u001b[31m", "cu\u0085re \u202e")
                .with("fa\nct", "va\u2028lue"));

    String text = new DoctorText(false).of(report);

    assertThat(text).doesNotContainPattern("[^\\n\\r\\x20-\\x7e]");
    assertThat(text.lines()).hasSize(6);
    assertThat(DoctorJson.of(report)).doesNotContainPattern("[^\\x20-\\x7e]");
  }

  @Test
  void verdictFollowsFromTheWorstLine() {
    DoctorReport report = new DoctorReport("check");
    DoctorReport.Section section = report.section("any", "Any");
    section.add(DoctorLine.ok("a", "")).add(DoctorLine.info("b", ""));
    section.add(DoctorLine.notReached("c", ""));
    assertThat(report.verdict().exit()).isZero();

    section.add(DoctorLine.cannotTell("d", "", null));
    assertThat(report.verdict().exit()).isEqualTo(3);
    assertThat(report.conclusion()).isEqualTo("Cannot tell: d.");

    section.add(DoctorLine.failed("e", "", null));
    assertThat(report.verdict().exit()).isEqualTo(1);
    assertThat(report.conclusion()).isEqualTo("Not good: e.");
  }
}
