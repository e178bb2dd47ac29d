package dev.sentinelauth.servlet;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A warning that anybody can cause: told at most every five minutes, so that it fills no log. */
final class RareWarning {
  /** Under the name of the login gate, so that operators have one for the whole login. */
  private static final Logger log = LoggerFactory.getLogger(LoginGate.class);

  private static final long QUIET_NANOS = Duration.ofMinutes(5).toNanos();

  private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - QUIET_NANOS);

  /** Tells it, or else leaves it to DEBUG. */
  void warn(String format, Object... arguments) {
    long now = System.nanoTime();
    long before = toldAt.get();
    if (now - before >= QUIET_NANOS && toldAt.compareAndSet(before, now)) {
      log.warn(format, arguments);
    } else {
      log.debug(format, arguments);
    }
  }
}
