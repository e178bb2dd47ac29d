package dev.sentinelauth.it.support;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pages of this repository, taken apart. A section is found by its heading, whichever page it
 * stands on; one that is gone, or there twice, fails the test that asks for it.
 */
public record Pages(Path root, List<Page> all) {
  private static final Set<String> WITHOUT_PAGES = Set.of("target", "src");

  /** Finds them from the working directory or from above. */
  public static Pages load() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    List<Page> pages = new ArrayList<>();
    try {
      for (Path file : files(root, WITHOUT_PAGES, ".md")) {
        pages.add(new Page(file, Files.readString(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Pages(root, List.copyOf(pages));
  }

  /** The files of this repository whose names end like that, in order. */
  public List<Path> files(String end) {
    try {
      return files(root, Set.of("target"), end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path root, Set<String> without, String end) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = directory.getFileName().toString();
            boolean passed =
                !directory.equals(root) && (name.startsWith(".") || without.contains(name));
            return passed ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.getFileName().toString().endsWith(end)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found.stream().sorted().toList();
  }

  /** All pages, one after the other. */
  public Section everything() {
    return new Section(all.stream().map(Page::text).collect(Collectors.joining("\n")));
  }

  /** What stands below a heading, sections of a lower level included. */
  public Section section(String heading) {
    List<Section> found = all.stream().flatMap(page -> page.sections(heading)).toList();
    if (found.size() != 1) {
      throw new IllegalStateException(found.size() + " sections " + heading);
    }
    return found.get(0);
  }

  /** What stands in back quotes. */
  public static List<String> code(String text) {
    return Pattern.compile("`([^`]+)`")
        .matcher(text)
        .results()
        .map((MatchResult code) -> code.group(1))
        .toList();
  }

  public static Properties properties(String block) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(block));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /** One file. */
  public record Page(Path file, String text) {
    private static final Pattern HEADING = Pattern.compile("(#+) (.*)");

    /**
     * @param level how many number signs stand before it
     * @param line where it stands
     */
    private record Heading(int level, String text, int line) {

      /** What a link to it has behind its number sign. */
      String anchor() {
        return text.toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
            .replace(' ', '-');
      }
    }

    private List<Heading> headings() {
      List<Heading> headings = new ArrayList<>();
      boolean inBlock = false;
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        var heading = HEADING.matcher(lines.get(i));
        inBlock ^= lines.get(i).startsWith("```");
        if (!inBlock && heading.matches()) {
          headings.add(new Heading(heading.group(1).length(), heading.group(2), i));
        }
      }
      return headings;
    }

    /** What links may name behind a number sign. */
    public List<String> anchors() {
      return headings().stream().map(Heading::anchor).toList();
    }

    public List<String> headingTexts() {
      return headings().stream().map(Heading::text).toList();
    }

    private Stream<Section> sections(String heading) {
      List<Heading> headings = headings();
      return headings.stream()
          .filter(candidate -> candidate.text().equals(heading))
          .map(
              begin -> {
                List<String> lines = text.lines().toList();
                int end =
                    headings.stream()
                        .filter(next -> next.line() > begin.line() && next.level() <= begin.level())
                        .mapToInt(Heading::line)
                        .findFirst()
                        .orElse(lines.size());
                return new Section(String.join("\n", lines.subList(begin.line() + 1, end)) + "\n");
              });
    }
  }

  /** A part of a page, or of all. */
  public record Section(String text) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

    /** The fenced blocks of a language, in their order. */
    public List<String> blocks(String language) {
      return BLOCK
          .matcher(text)
          .results()
          .filter(block -> block.group(1).equals(language))
          .map(block -> block.group(2))
          .toList();
    }

    /** The only block of a language that holds this. */
    public String block(String language, String part) {
      List<String> found = blocks(language).stream().filter(block -> block.contains(part)).toList();
      if (found.size() != 1) {
        throw new IllegalStateException(found.size() + " blocks with " + part);
      }
      return found.get(0);
    }

    /** What stands in back quotes outside of blocks. */
    public List<String> code() {
      return Pages.code(text.replaceAll("(?ms)^```.*?^```$", ""));
    }

    /** The rows of the tables whose head begins with these cells, each row as its cells. */
    public List<List<String>> rows(String... head) {
      List<List<String>> rows = new ArrayList<>();
      boolean inside = false;
      for (String line : text.lines().toList()) {
        if (!line.startsWith("|")) {
          inside = false;
        } else if (inside) {
          rows.add(cells(line));
        } else {
          List<String> cells = cells(line);
          inside =
              cells.size() >= head.length && cells.subList(0, head.length).equals(List.of(head));
        }
      }
      rows.removeIf(row -> row.get(0).equals("---"));
      if (rows.isEmpty()) {
        throw new IllegalStateException("no table " + String.join(" | ", head));
      }
      return rows;
    }

    private static List<String> cells(String line) {
      return Pattern.compile("\\|")
          .splitAsStream(line.substring(1, line.lastIndexOf('|')))
          .map(String::strip)
          .toList();
    }
  }
}
