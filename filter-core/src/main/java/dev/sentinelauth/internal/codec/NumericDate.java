package dev.sentinelauth.internal.codec;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The dates of tokens (RFC 7519 section 2: {@code NumericDate}), seconds since the epoch, and sums
 * of them that saturate, so that nothing wraps around.
 */
public final class NumericDate {
  private NumericDate() {}

  /**
   * The date that a claim holds.
   *
   * @param value as {@link Json} reads it; with a fraction or an exponent, if it likes
   * @return {@code null} where it is no number, or one beyond what an {@link Instant} holds
   */
  public static @Nullable Instant of(Object value) {
    long seconds;
    int nanos = 0;
    if (value instanceof Long l) {
      seconds = l;
    } else if (value instanceof BigDecimal number) {
      // decided by magnitude alone first: expanding 1e999999999 would take all memory
      long magnitude = (long) number.precision() - number.scale();
      if (number.signum() == 0 || magnitude < -9) {
        seconds = 0;
      } else if (magnitude > 18) {
        return null;
      } else {
        BigDecimal whole = number.setScale(0, RoundingMode.FLOOR);
        seconds = whole.longValueExact();
        nanos = number.subtract(whole).movePointRight(9).intValue();
      }
    } else {
      return null;
    }
    return seconds > Instant.MAX.getEpochSecond() || seconds < Instant.MIN.getEpochSecond()
        ? null
        : Instant.ofEpochSecond(seconds, nanos);
  }

  /** A date in milliseconds since the epoch. */
  public static long millis(Instant instant) {
    long seconds = instant.getEpochSecond();
    if (seconds > Long.MAX_VALUE / 1000 - 1) {
      return Long.MAX_VALUE;
    }
    return seconds < Long.MIN_VALUE / 1000 + 1 ? Long.MIN_VALUE : instant.toEpochMilli();
  }

  /** The moment so long after another; all in milliseconds. */
  public static long later(long moment, long nonNegative) {
    long sum = moment + nonNegative;
    return sum < moment ? Long.MAX_VALUE : sum;
  }
}
