package dev.sentinelauth;

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
 * @param patient whether a {@code Retry-After} is waited for even while there is no usable value
 */
record Pause(long first, long maxWithout, long maxWith, long refused, boolean patient) {

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
    return Math.max(pause, patient ? asked.toMillis() : Math.min(asked.toMillis(), longest));
  }
}
