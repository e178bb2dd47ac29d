package dev.sentinelauth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Spans of time in words: {@code 2 h 5 min}. */
final class DoctorTime {
  private DoctorTime() {}

  /** The two largest units; nothing of a sign. */
  static String words(Duration span) {
    Duration time = span.abs();
    List<String> words = new ArrayList<>();
    add(words, time.toDays(), "d");
    add(words, time.toHoursPart(), "h");
    add(words, time.toMinutesPart(), "min");
    add(words, time.toSecondsPart(), "s");
    return words.isEmpty() ? "0 s" : String.join(" ", words.subList(0, Math.min(2, words.size())));
  }

  private static void add(List<String> words, long amount, String unit) {
    if (amount > 0) {
      words.add(amount + " " + unit);
    }
  }
}
