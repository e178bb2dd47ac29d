package dev.sentinelauth;

import dev.sentinelauth.DoctorNetwork.ClockDifference;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** What the doctor says of this machine's clock, by what those who answered said of theirs. */
final class DoctorClock {
  private static final String NAME = "clock";

  /** A {@code Date} is of whole seconds, and an answer takes its time. */
  private static final Duration UNCERTAIN = Duration.ofSeconds(3);

  private DoctorClock() {}

  /**
   * The greatest difference, and whether tokens suffer from it.
   *
   * @param allowed {@code sentinel.clock-skew}
   */
  static DoctorLine compare(List<ClockDifference> clocks, Duration allowed) {
    ClockDifference worst =
        clocks.stream()
            .max(Comparator.comparing(difference -> difference.theirsAhead().abs()))
            .orElse(null);
    if (worst == null) {
      return DoctorLine.notReached(NAME, "nobody who answered said what time it is");
    }
    Duration difference = worst.theirsAhead();
    if (difference.abs().compareTo(UNCERTAIN) < 0) {
      return line(DoctorLine.ok(NAME, "as that of " + worst.host()), difference);
    }
    String said =
        "this machine's clock is "
            + DoctorTime.words(difference)
            + (difference.isNegative() ? " ahead of" : " behind")
            + " that of "
            + worst.host();
    if (difference.abs().minus(UNCERTAIN).compareTo(allowed) < 0) {
      return line(
          DoctorLine.ok(NAME, said + "; " + PolicyReader.CLOCK_SKEW + " allows for it"),
          difference);
    }
    return line(
        DoctorLine.failed(
            NAME,
            said
                + (difference.isNegative()
                    ? ": good tokens count as expired"
                    : ": good tokens count as not yet valid, and expired ones as good"),
            "Set the clock, and have it kept right (NTP)."),
        difference);
  }

  private static DoctorLine line(DoctorLine line, Duration difference) {
    return line.with("behind_ms", difference.toMillis());
  }
}
