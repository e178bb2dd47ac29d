package dev.sentinelauth.internal.codec;

import java.time.Duration;

/** Durations as users write them: {@code 500ms}, {@code 30s}, {@code 2h}. */
public final class DurationText {
  private DurationText() {}

  public static String of(Duration duration) {
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
