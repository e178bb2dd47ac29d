package dev.sentinelauth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a command of the doctor has found, whatever it is shown as: sections of lines, and what
 * follows from them. Its texts may hold anything; whoever shows them makes them fit. Secrets and
 * tokens must not get into it.
 */
final class DoctorReport {

  /** What follows from all lines. */
  enum Verdict {
    GOOD(0),
    /** The configuration or the token is not good. */
    BAD(1),
    /** It can't be told: there are no keys, or no network. */
    CANNOT_TELL(3);

    private final int exit;

    Verdict(int exit) {
      this.exit = exit;
    }

    /** How the process is to end. */
    int exit() {
      return exit;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Lines about one thing.
   *
   * @param name for programs; it doesn't change
   * @param title for people
   * @param table whether people are shown names and details alone: all facts stand in them
   */
  record Section(String name, String title, boolean table, List<DoctorLine> lines) {

    Section add(DoctorLine line) {
      lines.add(line);
      return this;
    }
  }

  private final String command;
  private final List<Section> sections = new ArrayList<>();
  private @Nullable String conclusion;

  /**
   * @param command the command that made it
   */
  DoctorReport(String command) {
    this.command = command;
  }

  String command() {
    return command;
  }

  /** Begins a section; one without lines is not shown. */
  Section section(String name, String title) {
    return begin(new Section(name, title, false, new ArrayList<>()));
  }

  /** The same for a table. */
  Section table(String name, String title) {
    return begin(new Section(name, title, true, new ArrayList<>()));
  }

  private Section begin(Section section) {
    sections.add(section);
    return section;
  }

  List<Section> sections() {
    return Collections.unmodifiableList(sections);
  }

  /** Says the most important thing in one line, in the place of what follows from the lines. */
  void conclude(String text) {
    conclusion = text;
  }

  Verdict verdict() {
    if (has(DoctorLine.Outcome.FAILED)) {
      return Verdict.BAD;
    }
    return has(DoctorLine.Outcome.CANNOT_TELL) ? Verdict.CANNOT_TELL : Verdict.GOOD;
  }

  private Stream<DoctorLine> lines() {
    return sections.stream().flatMap(section -> section.lines().stream());
  }

  private boolean has(DoctorLine.Outcome outcome) {
    return lines().anyMatch(line -> line.outcome() == outcome);
  }

  /** The most important thing, in one line. */
  String conclusion() {
    if (conclusion != null) {
      return conclusion;
    }
    return switch (verdict()) {
      case GOOD -> "Good.";
      case BAD -> "Not good: " + named(DoctorLine.Outcome.FAILED);
      case CANNOT_TELL -> "Cannot tell: " + named(DoctorLine.Outcome.CANNOT_TELL);
    };
  }

  private String named(DoctorLine.Outcome outcome) {
    List<String> names =
        lines().filter(l -> l.outcome() == outcome).map(DoctorLine::name).distinct().toList();
    return String.join(", ", names) + ".";
  }
}
