package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Rejection;
import dev.sentinelauth.it.support.Pages;
import dev.sentinelauth.it.support.Pages.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where the pages lead to: files, headings, and what the log says. */
class ReadmeLinksTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");
  private static final Pattern CLASS = Pattern.compile("[A-Z][a-z]\\w+");
  private static final Pattern OUTSIDE = Pattern.compile("https?:.*");

  /** A heading that is named in words, because tables are made from what knows no page. */
  private static final Pattern QUOTED = Pattern.compile("see \"([^\"]+)\"");

  private final Pages pages = Pages.load();
  private final Map<Path, Page> byFile =
      pages.all().stream().collect(Collectors.toMap(Page::file, Function.identity()));

  @Test
  void eachPageThatIsPlannedIsThere() {
    assertThat(byFile.keySet())
        .extracting(file -> pages.root().relativize(file).toString().replace('\\', '/'))
        .contains(
            "CONTRIBUTING.md",
            "README.md",
            "SECURITY.md",
            "filter-core/DESIGN.md",
            "filter-core/OPERATIONS.md",
            "filter-core/README.md",
            "it-tests/README.md",
            "it-tests/test-kit/README.md",
            "jersey-integration/README.md",
            "servlet-integration/README.md");
  }

  @Test
  void linksLeadToFilesAndHeadingsThatExist() {
    List<String> broken = new ArrayList<>();
    for (Page page : pages.all()) {
      List<String> targets = found(LINK, page.text());
      targets.removeIf(target -> OUTSIDE.matcher(target).matches());
      for (String target : targets) {
        if (!leadsSomewhere(page, target)) {
          broken.add(pages.root().relativize(page.file()) + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private boolean leadsSomewhere(Page from, String target) {
    String[] fileAndAnchor = target.split("#", 2);
    Path file =
        fileAndAnchor[0].isEmpty()
            ? from.file()
            : from.file().resolveSibling(fileAndAnchor[0]).normalize();
    if (fileAndAnchor.length == 1) {
      return Files.exists(file);
    }
    Page page = byFile.get(file);
    return page != null && page.anchors().stream().filter(fileAndAnchor[1]::equals).count() == 1;
  }

  @Test
  void everyPageIsReachedFromTheFirst() {
    Path first = pages.root().resolve("README.md");
    List<Path> reached = new ArrayList<>(List.of(first));
    for (int i = 0; i < reached.size(); i++) {
      Page page = byFile.get(reached.get(i));
      for (String target : page == null ? List.<String>of() : found(LINK, page.text())) {
        Path file = page.file().resolveSibling(target.split("#", 2)[0]).normalize();
        if (byFile.containsKey(file) && !reached.contains(file)) {
          reached.add(file);
        }
      }
    }
    assertThat(reached).containsExactlyInAnyOrderElementsOf(byFile.keySet());
  }

  @Test
  void headingsThatAreNamedInWordsExist() {
    List<String> headings = pages.all().stream().flatMap(p -> p.headingTexts().stream()).toList();
    assertThat(found(QUOTED, pages.everything().text())).isNotEmpty().isSubsetOf(headings);
  }

  @Test
  void whatTroubleShootingFindsInTheLogIsWrittenThere() {
    List<String> codes = Stream.of(Rejection.values()).map(Rejection::code).toList();
    String written =
        pages.files(".java").stream()
            .filter(file -> file.toString().replace('\\', '/').contains("/src/main/java/"))
            .map(ReadmeLinksTest::read)
            .collect(Collectors.joining("\n"));
    String shown = String.join("\n", pages.section("What the log says").blocks("text"));
    List<List<String>> rows = pages.section("Trouble-shooting").rows("in the log", "cause");
    assertThat(rows).hasSizeGreaterThan(30);
    for (List<String> row : rows) {
      for (String part : Pages.code(row.get(0))) {
        if (part.startsWith("refused: ")) {
          assertThat(codes).contains(part.substring("refused: ".length()));
        } else {
          assertThat(shown.contains(part) || written.contains(part)).as(part).isTrue();
        }
      }
    }
  }

  @Test
  void classesThatAChangeBeginsWithExist() {
    Set<String> classes =
        pages.files(".java").stream()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toSet());
    List<List<String>> rows =
        pages.section("Where a change goes").rows("change", "room of the core, or folder");
    assertThat(rows).hasSizeGreaterThan(15);
    for (List<String> row : rows) {
      List<String> named = new ArrayList<>(Pages.code(row.get(2)));
      named.removeIf(code -> !CLASS.matcher(code).matches());
      assertThat(named).as(row.get(0)).isNotEmpty().isSubsetOf(classes);
    }
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
