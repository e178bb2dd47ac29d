package dev.sentinelauth.internal.settings;

import dev.sentinelauth.internal.codec.DurationText;
import java.time.DateTimeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The grammar of durations in settings. */
public final class Durations {
  /** Long enough for everybody, and far from where sums of times could overflow. */
  static final Duration LONGEST = Duration.ofDays(365);

  /** For whatever has to last at all. */
  public static final Duration SHORTEST = Duration.ofMillis(1);

  /** For what is done again and again: more often would be a flood. */
  public static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

  private Durations() {}

  /** As {@link #between}, of any length that makes sense. */
  public static Grammar<Duration> from(Duration least) {
    return between(least, LONGEST);
  }

  /**
   * {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}, or ISO-8601, within limits that
   * count as well.
   */
  public static Grammar<Duration> between(Duration least, Duration most) {
    return Grammar.of(
        value -> {
          Duration duration = parse(value);
          if (duration == null || duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new InvalidValueException(
                "a duration such as 500ms, 30s, 5m, 2h, 1d or PT30S, from "
                    + DurationText.of(least)
                    + " to "
                    + DurationText.of(most));
          }
          return duration;
        },
        Grammar.range(DurationText.of(least), DurationText.of(most)));
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
}
