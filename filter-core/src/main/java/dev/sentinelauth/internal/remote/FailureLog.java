package dev.sentinelauth.internal.remote;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Tells an operator of an outage: once when it begins, again every five minutes, and when it is
 * over. What happens in between is there at DEBUG.
 */
public final class FailureLog {
  public static final long REMIND_AFTER_MILLIS = Duration.ofMinutes(5).toMillis();

  private final Logger log;
  private final String what;
  private final InstantSource clock;
  private volatile long quietUntil = Long.MIN_VALUE;
  private volatile boolean wasUsable;

  public FailureLog(Logger log, String what, InstantSource clock) {
    this.log = log;
    this.what = what;
    this.clock = clock;
  }

  /**
   * Tells of a failure: aloud when it begins or gets worse, and once in a while after that.
   *
   * @param usable whether there is something to use meanwhile; the end of that is news
   * @param consequence what is used meanwhile
   */
  public void failed(Trouble trouble, boolean usable, String consequence) {
    long now = clock.millis();
    boolean worse = wasUsable && !usable;
    wasUsable = usable;
    if (worse || now >= quietUntil) {
      quietUntil = now + REMIND_AFTER_MILLIS;
      log.warn(
          "{}: failing since {} ({}); {}{}",
          what,
          trouble.since(),
          trouble.reason(),
          consequence,
          trouble.shortened() == null ? "" : "; " + trouble.shortened());
    } else {
      log.debug("{}: failed again ({}); {}", what, trouble.reason(), consequence);
    }
  }

  /**
   * Tells that it works again.
   *
   * @param trouble what is over, or {@code null} where nothing was wrong
   */
  public void recovered(@Nullable Trouble trouble) {
    if (trouble != null) {
      quietUntil = Long.MIN_VALUE;
      log.info(
          "{}: back again after {} s",
          what,
          Duration.between(trouble.since(), clock.instant()).toSeconds());
    }
  }
}
