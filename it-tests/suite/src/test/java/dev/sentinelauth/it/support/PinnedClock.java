package dev.sentinelauth.it.support;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when it is told to. */
public final class PinnedClock implements InstantSource {
  private volatile Instant now = Instant.parse("2024-06-01T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  public void advance(Duration duration) {
    now = now.plus(duration);
  }
}
