package dev.sentinelauth.internal.remote;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong since the last success.
 *
 * @param failures regular attempts, at least 1
 * @param shortened how the last answer's {@code Retry-After} is cut short; {@code null} where it
 *     isn't
 */
public record Trouble(Instant since, String reason, int failures, @Nullable String shortened) {
  public Trouble(Instant since, String reason, int failures) {
    this(since, reason, failures, null);
  }
}
