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
 */
record Pause(long first, long maxWithout, long maxWith) {
  long after(int failures, boolean usable, @Nullable Duration asked) {
    long grown =
        Math.max(first << Math.min(failures - 1, 20), asked == null ? 0 : asked.toMillis());
    long longest = Math.min(grown, usable ? maxWith : maxWithout);
    // between 3/4 and all of it, so that a fleet doesn't come back in step
    return longest - ThreadLocalRandom.current().nextLong(longest / 4 + 1);
  }
}
