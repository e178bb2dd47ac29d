package dev.sentinelauth.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long the next attempt is put off. */
class BackoffPolicyTest {
  private static final BackoffPolicy PATIENT =
      new BackoffPolicy(1_000, 10_000, 60_000, 30_000, true);
  private static final BackoffPolicy IMPATIENT = new BackoffPolicy(500, 2_500, 60_000, 0, false);

  @ParameterizedTest
  @CsvSource({
    "1, false, 1000",
    "2, false, 2000",
    "4, false, 8000",
    "5, false, 10000",
    "99, false, 10000",
    "1, true, 1000",
    "6, true, 32000",
    "7, true, 60000",
    "2147483647, true, 60000"
  })
  void pauseDoublesUpToALimitAndIsJitteredDownByAQuarter(int failures, boolean usable, long most) {
    List<Long> pauses = pauses(PATIENT, failures, usable, null);

    assertThat(pauses).allMatch(pause -> pause >= most * 3 / 4 && pause <= most);
    assertThat(Set.copyOf(pauses).size()).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410})
  void refusalPutsItOffForLonger(int status) {
    FetchException refusal = new FetchException("no", status, null);

    assertThat(refusal.isRefusal()).isTrue();
    assertThat(pauses(PATIENT, 1, false, refusal)).allMatch(p -> p >= 22_500 && p <= 30_000);
    assertThat(pauses(PATIENT, 9, true, refusal)).allMatch(p -> p >= 45_000 && p <= 60_000);
    assertThat(pauses(IMPATIENT, 1, false, refusal)).allMatch(p -> p >= 375 && p <= 500);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 200, 302, 408, 429, 500, 503})
  void anyOtherFailureDoesNot(int status) {
    FetchException failure = new FetchException("later", status, null);

    assertThat(failure.isRefusal()).isFalse();
    assertThat(pauses(PATIENT, 1, false, failure)).allMatch(p -> p >= 750 && p <= 1_000);
  }

  @Test
  void retryAfterIsTheLeastButWhereSomebodyWaitsItHasAnEnd() {
    FetchException anHour = new FetchException("HTTP 503", 503, Duration.ofHours(1));
    FetchException atOnce = new FetchException("HTTP 503", 503, Duration.ZERO);

    FetchException twoMinutes = new FetchException("HTTP 503", 503, Duration.ofMinutes(2));

    assertThat(pauses(PATIENT, 1, true, anHour)).containsOnly(3_600_000L);
    assertThat(pauses(PATIENT, 1, false, anHour)).containsOnly(120_000L);
    assertThat(pauses(PATIENT, 1, false, atOnce)).allMatch(p -> p >= 750);
    assertThat(pauses(IMPATIENT, 1, false, anHour)).containsOnly(2_500L);
    assertThat(pauses(IMPATIENT, 1, true, anHour)).containsOnly(60_000L);
    assertThat(PATIENT.shortened(anHour)).contains("asks for 1h", "obeyed for 2m at most");
    assertThat(PATIENT.shortened(twoMinutes)).isNull();
    assertThat(IMPATIENT.shortened(twoMinutes)).contains("obeyed for 2500ms at most");
  }

  private static List<Long> pauses(
      BackoffPolicy pause, int failures, boolean usable, @Nullable FetchException answer) {
    return Stream.generate(() -> pause.after(failures, usable, answer)).limit(1_000).toList();
  }
}
