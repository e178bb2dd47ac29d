package dev.sentinelauth;

import java.time.DateTimeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The grammar of durations in settings. */
final class Durations {
  /** Long enough for everybody, and far from where sums of times could overflow. */
  static final Duration LONGEST = Duration.ofDays(365);

  /** For whatever has to last at all. */
  static final Duration SHORTEST = Duration.ofMillis(1);

  /** For what is done again and again: more often would be a flood. */
  static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

  private Durations() {}

  /** As {@link #between}, of any length that makes sense. */
  static Grammar<Duration> from(Duration least) {
    return between(least, LONGEST);
  }

  /**
   * {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}, or ISO-8601, within limits that
   * count as well.
   */
  static Grammar<Duration> between(Duration least, Duration most) {
    return Grammar.of(
        value -> {
          Duration duration = parse(value);
          if (duration == null || duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new InvalidValueException(
                "a duration such as 500ms, 30s, 5m, 2h, 1d or PT30S, from "
                    + written(least)
                    + " to "
                    + written(most));
          }
          return duration;
        },
        Grammar.range(written(least), written(most)));
  }

  private static @Nullable Duration parse(String value) {
    int digits = 0;
    while (digits < value.length() && value.charAt(digits) >= '0' && value.charAt(digits) <= '9') {
      digits++;
    }
    try {
      if (digits == 0) {
        return Duration.parse(value);
      }
      long amount = digits > 18 ? Long.MAX_VALUE : Long.parseLong(value.substring(0, digits));
      return switch (value.substring(digits)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        case "d" -> Duration.ofDays(amount);
        default -> null;
      };
    } catch (DateTimeException | ArithmeticException malformedOrTooLong) {
      return null;
    }
  }

  /** A duration as users write it. */
  static String written(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 86_400 == 0
        ? seconds / 86_400 + "d"
        : seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }
}
