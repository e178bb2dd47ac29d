package dev.sentinelauth.internal.remote;

import dev.sentinelauth.internal.codec.DurationText;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The pause after failed attempts, in milliseconds.
 *
 * @param first after the first failure; it doubles with each further one
 * @param maxWithout the longest while there is no usable value: somebody is waiting
 * @param maxWith the longest while there is one: nobody notices
 * @param refused after an answer that says no (4xx), which is not going to change by itself; 0 to
 *     treat it as any other
 * @param patient whether a {@code Retry-After} is waited for beyond these; while there is no usable
 *     value for two minutes at most, because then it stops the application
 */
public record BackoffPolicy(
    long first, long maxWithout, long maxWith, long refused, boolean patient) {
  private static final long LONGEST_STANDSTILL = Duration.ofMinutes(2).toMillis();

  /**
   * @param failures how many there were in a row, 1 for the first
   * @param usable whether there is a usable value
   * @param answer what the last attempt failed with, or {@code null} for something unforeseen
   */
  long after(int failures, boolean usable, @Nullable FetchException answer) {
    long longest = usable ? maxWith : maxWithout;
    long pause = Math.min(first << Math.min(failures - 1, 20), longest);
    if (answer != null && answer.isRefusal()) {
      pause = Math.max(pause, refused);
    }
    // between 3/4 and all of it, so that a fleet doesn't come back in step
    pause -= ThreadLocalRandom.current().nextLong(pause / 4 + 1);
    Duration asked = answer == null ? null : answer.retryAfter();
    if (asked == null) {
      return pause;
    }
    return Math.max(pause, Math.min(asked.toMillis(), longestObeyed(usable)));
  }

  private long longestObeyed(boolean usable) {
    if (patient) {
      return usable ? Long.MAX_VALUE : LONGEST_STANDSTILL;
    }
    return usable ? maxWith : maxWithout;
  }

  /**
   * What isn't done that an answer asked for, for the log; {@code null} where all is.
   *
   * @param answer what the last attempt failed with, or {@code null} for something unforeseen
   */
  @Nullable String shortened(@Nullable FetchException answer) {
    Duration asked = answer == null ? null : answer.retryAfter();
    Duration longest = Duration.ofMillis(longestObeyed(false));
    return asked == null || asked.compareTo(longest) <= 0
        ? null
        : "Retry-After asks for "
            + DurationText.of(asked)
            + "; while there is nothing to use, it is obeyed for "
            + DurationText.of(longest)
            + " at most";
  }
}
