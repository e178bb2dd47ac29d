package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.Pages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The commands and coordinates of the pages name what the build has. */
class ReadmeCommandsTest {

  /** Properties of Maven's plugins and of the JVM, which nothing here declares. */
  private static final Set<String> OF_OTHERS =
      Set.of("test", "skipTests", "surefire.failIfNoSpecifiedTests", "jacoco.skip");

  /** That of one of our artifacts: in the name of its jar, or among coordinates. */
  private static final Pattern OUR_VERSION =
      Pattern.compile(
          "(?:<sentinel[.]version>|sentinel-[a-z-]*[a-z](?:[-:]|</artifactId>\\s*<version>))"
              + "([0-9]+[.][0-9]+[.][0-9]+(?:-SNAPSHOT)?)");

  private final Pages pages = Pages.load();
  private final List<String> poms = pages.files("pom.xml").stream().map(this::read).toList();

  private String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the commands of Maven's say, and the options that the text has users add to them. */
  private List<String> named(String option) {
    Pages.Section everything = pages.everything();
    return Stream.concat(
            everything.blocks("sh").stream().flatMap(String::lines), everything.code().stream())
        .filter(command -> command.startsWith("mvn ") || command.startsWith("-D"))
        .flatMap(
            command -> Pattern.compile(" " + option + "(\\S+)").matcher(" " + command).results())
        .map(match -> match.group(1))
        .distinct()
        .toList();
  }

  @Test
  void theTwoCommandsAreThese() {
    assertThat(pages.section("The two commands").blocks("sh"))
        .containsExactly("mvn -q -ntp -Pdemo compile\n", "mvn -B -ntp verify\n");
  }

  @Test
  void profilesExist() {
    assertThat(named("-P"))
        .extracting(profile -> "<id>" + profile + "</id>")
        .contains("<id>demo</id>", "<id>bench</id>", "<id>servers</id>")
        .allSatisfy(id -> assertThat(poms).anyMatch(pom -> pom.contains(id)));
  }

  @Test
  void propertiesAreReadSomewhere() {
    String sources =
        pages.files(".java").stream().map(this::read).collect(Collectors.joining("\n"));
    List<String> names =
        named("-D").stream()
            .map(property -> property.split("=", 2)[0])
            .filter(name -> !name.startsWith("jdk.") && !name.startsWith("java."))
            .filter(name -> !OF_OTHERS.contains(name))
            .distinct()
            .toList();
    assertThat(names)
        .contains("demo.args", "bench", "servers", "hunt.seed")
        .allSatisfy(
            name ->
                assertThat(
                        sources.contains("\"" + name + "\"")
                            || poms.stream().anyMatch(pom -> pom.contains("${" + name + "}")))
                    .as(name)
                    .isTrue());
  }

  @Test
  void modulesAndTestsThatAreNamedExist() {
    assertThat(named("-pl "))
        .isNotEmpty()
        .flatExtracting(modules -> List.of(modules.split(",")))
        .allSatisfy(module -> assertThat(pages.root().resolve(module).resolve("pom.xml")).exists());
    List<String> tests =
        pages.files("Test.java").stream().map(file -> file.getFileName().toString()).toList();
    assertThat(named("-Dtest="))
        .isNotEmpty()
        .allSatisfy(test -> assertThat(tests).contains(test + ".java"));
  }

  @Test
  void testsOfTheTableExist() {
    List<String> tests =
        pages.files("Test.java").stream().map(file -> file.getFileName().toString()).toList();
    assertThat(pages.section("How the tests are laid out").rows("tests", "of what"))
        .hasSizeGreaterThan(8)
        .flatExtracting(row -> Pages.code(row.get(0)))
        .allSatisfy(
            name ->
                assertThat(tests)
                    .as(name)
                    .anyMatch(test -> test.matches(name.replace("*", ".*") + "[.]java")));
  }

  @Test
  void coordinatesAreThoseOfTheBuild() {
    Pages.Section section = pages.section("Put it into your build");
    String pom = read(pages.root().resolve("pom.xml"));
    String version = tag("version", pom);
    String block = section.block("xml", "<dependency>");
    assertThat(tag("groupId", block)).isEqualTo(tag("groupId", pom));
    assertThat(tag("version", block)).isEqualTo(version);
    assertThat(section.block("kotlin", "implementation"))
        .isEqualTo(
            "implementation(\"%s:%s:%s\")\n"
                .formatted(tag("groupId", block), tag("artifactId", block), version));
  }

  /** Wherever a version stands in lines to paste, and in the applications outside of the build. */
  @Test
  void versionsAreThatOfTheBuild() {
    String version = tag("version", read(pages.root().resolve("pom.xml")));
    List<String> texts = new ArrayList<>(List.of(pages.everything().text()));
    for (Path pom : pages.files("pom.xml")) {
      if (read(pom).contains("<sentinel.version>")) {
        texts.add(read(pom));
      }
    }
    assertThat(texts).hasSizeGreaterThan(5);
    for (String text : texts) {
      assertThat(OUR_VERSION.matcher(text).results().map(match -> match.group(1)))
          .isNotEmpty()
          .containsOnly(version);
    }
  }

  @Test
  void artifactsAreThoseOfTheBuild() {
    List<String> artifacts =
        pages.everything().rows("artifact `dev.sentinelauth:`").stream()
            .map(row -> Pages.code(row.get(0)).get(0))
            .toList();
    assertThat(artifacts)
        .hasSize(3)
        .contains(
            tag("artifactId", pages.section("Put it into your build").block("xml", "<dependency>")))
        .allSatisfy(
            artifact ->
                assertThat(poms)
                    .anyMatch(
                        pom ->
                            pom.replaceAll("(?s)<(parent|dependencies)>.*?</\\1>", "")
                                .contains("<artifactId>" + artifact + "</artifactId>")));
  }

  /** The first element of a name. */
  private static String tag(String name, String xml) {
    var element = Pattern.compile("<" + name + ">([^<]+)</" + name + ">").matcher(xml);
    assertThat(element.find()).as(name).isTrue();
    return element.group(1);
  }
}
