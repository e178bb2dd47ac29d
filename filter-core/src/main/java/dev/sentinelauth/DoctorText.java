package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Text;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A {@link DoctorReport} for people: plain text of 80 columns in ASCII, in which nothing that was
 * found can make a line or a colour of its own.
 */
final class DoctorText {
  private static final int WIDTH = 80;
  private static final int LONGEST = 4_000;

  /** A longer name has its line for itself. */
  private static final int WIDEST_NAME = 34;

  private static final String MILLIS = "_ms";

  /** From here on milliseconds say nothing to people. */
  private static final long LONG_SPAN = 10_000;

  private static final String NEW_LINE = System.lineSeparator();
  private static final String BOLD = "1";
  private static final String RED = "31";
  private static final String GREEN = "32";
  private static final String YELLOW = "33";

  private final boolean colours;

  DoctorText(boolean colours) {
    this.colours = colours;
  }

  String of(DoctorReport report) {
    StringBuilder out = new StringBuilder();
    for (DoctorReport.Section section : report.sections()) {
      if (!section.lines().isEmpty()) {
        out.append(coloured(BOLD, section.title())).append(NEW_LINE);
        section(out, section.lines(), section.table());
        out.append(NEW_LINE);
      }
    }
    String colour =
        switch (report.verdict()) {
          case GOOD -> GREEN;
          case BAD -> RED;
          case CANNOT_TELL -> YELLOW;
        };
    return out.append(coloured(colour, wrapped(shown(report.conclusion()), "", 0))).toString();
  }

  private void section(StringBuilder out, List<DoctorLine> lines, boolean table) {
    boolean marked = lines.stream().anyMatch(line -> !mark(line.outcome()).isEmpty());
    int names =
        lines.stream()
            .mapToInt(line -> shown(line.name()).length())
            .filter(length -> length <= WIDEST_NAME)
            .max()
            .orElse(0);
    int left = marked ? 10 : 2;
    for (DoctorLine line : lines) {
      String name = shown(line.name());
      String mark = mark(line.outcome());
      out.append("  ");
      if (marked) {
        out.append(coloured(colour(line.outcome()), mark)).append(" ".repeat(8 - mark.length()));
      }
      out.append(name);
      String indent = " ".repeat(left + names + 2);
      String detail = shown(line.detail());
      if (name.length() > WIDEST_NAME && !detail.isEmpty()) {
        out.append(NEW_LINE).append(indent);
      } else if (!detail.isEmpty()) {
        out.append(" ".repeat(names - name.length() + 2));
      }
      out.append(wrapped(detail, indent, indent.length())).append(NEW_LINE);
      String deeper = " ".repeat(left + 4);
      if (!line.facts().isEmpty() && !table) {
        out.append(deeper)
            .append(wrapped(facts(line.facts()), deeper, deeper.length()))
            .append(NEW_LINE);
      }
      if (line.cure() != null) {
        String arrow = "-> ";
        out.append(deeper)
            .append(arrow)
            .append(wrapped(shown(line.cure()), deeper + "   ", deeper.length() + 3))
            .append(NEW_LINE);
      }
    }
  }

  private static String facts(Map<String, Object> facts) {
    return facts.entrySet().stream()
        .filter(fact -> !fact.getValue().equals(DoctorSettings.DEFAULT)) // the title says so
        .map(fact -> fact(fact.getKey(), fact.getValue()))
        .collect(Collectors.joining("; "));
  }

  private static String fact(String name, Object value) {
    String text =
        value instanceof List<?> list
            ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
            : value.toString();
    String said = shown(name).replace('_', ' ');
    if (name.endsWith(MILLIS) && value instanceof Long millis) {
      String span =
          Math.abs(millis) < LONG_SPAN
              ? millis + " ms"
              : DoctorTime.words(Duration.ofMillis(millis));
      return said.substring(0, said.length() - MILLIS.length()) + ": " + span;
    }
    return said + ": " + shown(text);
  }

  /** Breaks at spaces; a word that is longer than a line stays in one piece, to be copied. */
  private static String wrapped(String text, String indent, int column) {
    StringBuilder out = new StringBuilder();
    int at = column;
    boolean first = true;
    for (String word : text.split(" ", -1)) {
      if (!first && at + 1 + word.length() > WIDTH) {
        out.append(NEW_LINE).append(indent);
        at = indent.length();
      } else if (!first) {
        out.append(' ');
        at++;
      }
      out.append(word);
      at += word.length();
      first = false;
    }
    return out.toString();
  }

  private static String shown(String text) {
    return Text.printable(text.replace("\u2026", "..."), LONGEST);
  }

  private static String mark(DoctorLine.Outcome outcome) {
    return switch (outcome) {
      case OK -> "ok";
      case FAILED -> "FAILED";
      case CANNOT_TELL -> "?";
      case NOT_REACHED -> "-";
      case INFO -> "";
    };
  }

  private static String colour(DoctorLine.Outcome outcome) {
    return switch (outcome) {
      case OK -> GREEN;
      case FAILED -> RED;
      case CANNOT_TELL -> YELLOW;
      case NOT_REACHED, INFO -> BOLD;
    };
  }

  private String coloured(String colour, String text) {
    return colours && !text.isEmpty() ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
  }
}
