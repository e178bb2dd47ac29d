package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sentinelauth.internal.settings.SettingDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The descriptors of the settings: the documentation is made from them, and nothing stands twice.
 */
class SettingsReferenceTest {
  private static final Path REPOSITORY = Path.of("..");

  /** The page with the reference of all settings. */
  private static final Path PAGE = REPOSITORY.resolve("filter-core/README.md");

  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"");

  /** A key, and neither a host nor the name of a file. */
  private static final Pattern KEY =
      Pattern.compile("(?<![.\\w-])sentinel\\.(?!properties)[a-z0-9]+(?:[.-][a-z0-9]+)*");

  /** Where keys of this form are names of metrics. */
  private static final Set<Path> METRICS =
      Set.of(Path.of("MicrometerListener.java"), Path.of("MicrometerGauges.java"));

  @Test
  void tablesOfThePageAreThoseOfTheDescriptors() throws IOException {
    List<SettingDescriptor<?>> login = LoginReader.DECLARED.all();
    List<SettingDescriptor<?>> routes = RouteReader.DECLARED.all();
    List<SettingDescriptor<?>> others = new ArrayList<>(SentinelSettings.ALL);
    others.removeAll(login);
    others.removeAll(routes);
    String page = Files.readString(PAGE);

    String missing =
        Stream.of(
                table("| key | default | takes | meaning |", others, true),
                table("| key | default | takes | meaning |", login, true),
                table("| key | default | meaning |", routes, false))
            .filter(table -> !page.contains("\n\n" + table + "\n"))
            .collect(Collectors.joining("\n"));
    if (!missing.isEmpty()) {
      fail("%s has other tables than these; paste them:%n%n%s", PAGE, missing);
    }
  }

  private static String table(String head, List<SettingDescriptor<?>> settings, boolean takes) {
    StringBuilder table = new StringBuilder(head).append('\n');
    table.append(head.replaceAll("[a-z]+", "---")).append('\n');
    for (SettingDescriptor<?> setting : settings) {
      table.append("| `").append(setting.name()).append("` | ").append(setting.byDefault());
      if (takes) {
        table.append(" | ").append(setting.grammar().takes());
      }
      table.append(" | ").append(meaning(setting)).append(" |\n");
    }
    return table.toString();
  }

  private static String meaning(SettingDescriptor<?> setting) {
    return setting.meaning()
        + (setting.isSecret() ? "; never printed" : "")
        + (setting.isReadAgain() ? "; a new one in its `${file:…}` takes no restart" : "")
        + (setting.needsRestart() ? "; a change takes a restart" : "");
  }

  @Test
  void eachHasANameAndAMeaningOfItsOwnInOneLine() {
    Set<String> names = new HashSet<>();
    assertThat(SentinelSettings.ALL)
        .hasSizeGreaterThan(50)
        .allSatisfy(
            setting -> {
              assertThat(names.add(setting.name())).as(setting.name()).isTrue();
              assertThat(setting.meaning()).isNotBlank().doesNotContain("\n", "|");
              assertThat(setting.grammar().takes()).isNotBlank().doesNotContain("\n", "|");
            });
  }

  @Test
  void nothingButADescriptorSpellsAKey() throws IOException {
    Set<String> spelt = new TreeSet<>();
    for (Path file : sources()) {
      strings(file)
          .filter(string -> KEY.matcher(string).matches())
          .forEach(string -> spelt.add(file.getFileName() + ": " + string));
    }

    assertThat(spelt).isEmpty();
  }

  @Test
  void messagesSpeakOfSettingsThatExist() throws IOException {
    Set<String> unknown = new TreeSet<>();
    for (Path file : sources()) {
      strings(file)
          .flatMap(string -> KEY.matcher(string).results())
          .map(MatchResult::group)
          .filter(key -> !SentinelSettings.NAMES.isKnown(key))
          .forEach(key -> unknown.add(file.getFileName() + ": " + key));
    }

    assertThat(unknown).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("filter-core", "servlet-integration", "jersey-integration")) {
      try (Stream<Path> files = Files.walk(REPOSITORY.resolve(module).resolve("src/main/java"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !METRICS.contains(file.getFileName()))
            .forEach(sources::add);
      }
    }
    assertThat(sources).hasSizeGreaterThan(100);
    return sources;
  }

  private static Stream<String> strings(Path file) throws IOException {
    return STRING
        .matcher(Files.readString(file).replace("'\"'", ""))
        .results()
        .map(MatchResult::group)
        .map(literal -> literal.substring(1, literal.length() - 1));
  }
}
