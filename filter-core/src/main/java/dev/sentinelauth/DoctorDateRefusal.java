package dev.sentinelauth;

import dev.sentinelauth.internal.codec.DurationText;
import java.time.Duration;
import java.time.Instant;

/** Why a token is refused by its dates, and what would have to change. */
final class DoctorDateRefusal {
  private static final String NEW_CLOCK =
      " If it was issued just now, a clock is wrong: compare the one of this machine, and of the"
          + " server that refuses it, with the time that everybody else has.";

  private final SentinelConfig.Policy policy;
  private final DoctorPatient token;
  private final Instant now;

  DoctorDateRefusal(SentinelConfig.Policy policy, DoctorPatient token, Instant now) {
    this.policy = policy;
    this.token = token;
    this.now = now;
  }

  DoctorLine expired() {
    Instant exp = token.instant("exp");
    Instant iat = token.instant("iat");
    String past = exp == null ? "" : " " + DoctorValues.from(now, exp);
    String lived =
        exp == null || iat == null
            ? ""
            : " It was issued "
                + DoctorValues.from(now, iat)
                + ", for "
                + DoctorTime.words(Duration.between(iat, exp))
                + ".";
    return DoctorLine.failed(
            DoctorStep.EXP.title(),
            "The token expired" + past + "." + lived,
            "Ask for a new token; a caller has to do so before exp." + NEW_CLOCK)
        .with("token_says", "exp " + (exp == null ? "not there" : DoctorValues.of(exp)))
        .with("expected", "later than now, " + DoctorValues.of(now) + skew("minus"));
  }

  private String skew(String sign) {
    return ", " + sign + " " + DurationText.of(policy.clockSkew()) + " (sentinel.clock-skew)";
  }

  DoctorLine notYet(String claim) {
    Instant date = token.instant(claim);
    return DoctorLine.failed(
            DoctorStep.START.title(),
            "By the clock of this machine the token is from the future"
                + (date == null ? "." : ": " + claim + " is " + DoctorValues.from(now, date) + "."),
            "A clock is wrong: the one of this machine is behind, or that of whoever issued the"
                + " token is ahead. Set it by NTP. For small differences: sentinel.clock-skew, at"
                + " most 10m.")
        .with("token_says", claim + " " + (date == null ? "not there" : DoctorValues.of(date)))
        .with("expected", "not later than now, " + DoctorValues.of(now) + skew("plus"));
  }

  DoctorLine tooLong() {
    Instant exp = token.instant("exp");
    Instant iat = token.instant("iat");
    Duration most = policy.maxLifetime();
    DoctorLine line =
        DoctorLine.failed(
            DoctorStep.LIFETIME.title(),
            "The token lives too long.",
            "Ask for one that lives shorter, or raise sentinel.max-lifetime.");
    return exp == null || iat == null || most == null
        ? line
        : line.with("token_says", DoctorTime.words(Duration.between(iat, exp)) + " (exp - iat)")
            .with("expected", "at most " + DurationText.of(most) + " (sentinel.max-lifetime)");
  }
}
