package dev.sentinelauth.it.support;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The README of this repository, taken apart. */
public record Readme(Path root, String text) {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** Finds it in the working directory or above. */
  public static Readme load() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("README.md"))) {
      directory = directory.getParent();
    }
    try {
      return new Readme(directory, Files.readString(directory.resolve("README.md")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

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
        inside = cells.size() >= head.length && cells.subList(0, head.length).equals(List.of(head));
      }
    }
    rows.removeIf(row -> row.get(0).equals("---"));
    return rows;
  }

  private static List<String> cells(String line) {
    return Pattern.compile("\\|")
        .splitAsStream(line.substring(1, line.lastIndexOf('|')))
        .map(String::strip)
        .toList();
  }

  /** What stands in back quotes. */
  public static List<String> code(String text) {
    return CODE.matcher(text).results().map((MatchResult code) -> code.group(1)).toList();
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
}
