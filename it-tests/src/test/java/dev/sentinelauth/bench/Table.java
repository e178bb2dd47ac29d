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

  private static final List<String> HEADINGS =
      List.of("path", "floor", "ours", "ratio", "spread", "target", "allocated");

  private final List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));

  /**
   * Adds a comparison.
   *
   * @param unit a format for floor and ours
   * @param allocated what one operation of ours allocates, or the empty string
   */
  void compare(
      String path, String unit, Samples floor, Samples ours, Target target, String allocated) {
    Samples ratios = ours.over(floor);
    rows.add(
        List.of(
            path,
            format(unit, floor.median()),
            format(unit, ours.median()),
            format("%.3f", ratios.median()),
            format("%.3f to %.3f", ratios.min(), ratios.max()),
            target.judge(ratios.median()),
            allocated));
  }

  /** Adds a figure that is its own measure. */
  void figure(String path, String unit, Samples ours, Target target) {
    rows.add(
        List.of(
            path,
            "",
            format(unit, ours.median()),
            "",
            format(unit + " to " + unit, ours.min(), ours.max()),
            target.judge(ours.median()),
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

  private static String format(String format, Object... figures) {
    return String.format(Locale.ROOT, format, figures);
  }
}
