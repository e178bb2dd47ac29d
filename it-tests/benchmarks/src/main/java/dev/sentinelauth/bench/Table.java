package dev.sentinelauth.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The one table that everything ends in; Markdown, so that it can be pasted. */
final class Table {

  /** A limit that a figure has to keep to; {@link #NONE} where nothing was promised. */
  record Target(String text, double least, double most) {
    static final Target NONE = new Target("", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    static Target atMost(double most) {
      return new Target("≤ " + number(most), Double.NEGATIVE_INFINITY, most);
    }

    static Target atMostMilliseconds(double most) {
      return new Target(
          "≤ " + number(most) + " ms", Double.NEGATIVE_INFINITY, most * Unit.MILLISECONDS.size());
    }

    static Target atLeast(double least) {
      return new Target("≥ " + number(least), least, Double.POSITIVE_INFINITY);
    }

    private String judge(double figure) {
      return figure >= least && figure <= most ? text : text + " missed";
    }

    private static String number(double number) {
      return number == Math.rint(number) ? "%.0f".formatted(number) : String.valueOf(number);
    }
  }

  /** How a figure is written. */
  record Unit(String name, double size, int digits) {
    static final Unit MICROSECONDS = new Unit("µs", 1e3, 2);
    static final Unit MILLISECONDS = new Unit("ms", 1e6, 1);
    static final Unit NANOSECONDS = new Unit("ns", 1, 1);
    static final Unit BYTES = new Unit("B", 1, 0);
    static final Unit PER_SECOND = new Unit("/s", 1, 0);
    static final Unit REQUESTS = new Unit("requests", 1, 0);

    private String number(double figure) {
      return String.format(Locale.ROOT, "%." + digits + "f", figure / size);
    }

    private String text(Samples figures) {
      return number(figures.median()) + " " + name;
    }

    private String spread(Samples figures) {
      return number(figures.min()) + " to " + number(figures.max());
    }
  }

  /** Figures that are compared with one of them, which comes first. */
  final class Section {
    private final Unit unit;
    private final Samples measure;

    private Section(Unit unit, Samples measure) {
      this.unit = unit;
      this.measure = measure;
    }

    Section row(String who, Samples figures, Target target, String allocated) {
      Samples ratios = figures.over(measure);
      rows.add(
          List.of(
              "",
              who,
              unit.text(figures),
              String.format(Locale.ROOT, "%.3f", ratios.median()),
              String.format(Locale.ROOT, "%.3f to %.3f", ratios.min(), ratios.max()),
              target.judge(ratios.median()),
              allocated));
      return this;
    }

    Section row(String who, Samples figures, Target target) {
      return row(who, figures, target, "");
    }

    /** Something that can't be told in figures. */
    Section words(String who, String words) {
      rows.add(List.of("", who, words, "", "", "", ""));
      return this;
    }
  }

  private static final List<String> HEADINGS =
      List.of("path", "who", "figure", "ratio", "spread", "target", "allocated");

  private final List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));

  /**
   * Begins a section.
   *
   * @param measure what the others are compared with
   */
  Section section(String path, Unit unit, String who, Samples measure, String allocated) {
    rows.add(List.of(path, who, unit.text(measure), "1", unit.spread(measure), "", allocated));
    return new Section(unit, measure);
  }

  /** Adds a figure that is its own measure. */
  void figure(String path, Unit unit, String who, Samples figures, Target target) {
    rows.add(
        List.of(
            path,
            who,
            unit.text(figures),
            "",
            unit.spread(figures),
            target.judge(figures.median()),
            ""));
  }

  @Override
  public String toString() {
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < widths.length; i++) {
        cells.add(padded(row.get(i), widths[i]));
      }
      lines.add(cells.stream().collect(Collectors.joining(" | ", "| ", " |")));
    }
    lines.add(1, lines.get(0).replaceAll("[^|]", "-"));
    return String.join("\n", lines);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
