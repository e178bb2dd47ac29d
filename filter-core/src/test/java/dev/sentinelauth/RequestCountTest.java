package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What one node asks of Sentinel in fixed scenarios. The bounds are those of the documented policy,
 * from below too: too few requests are keys that grow old.
 */
class RequestCountTest {
  private final Fleet fleet = new Fleet(1);

  @Test
  void dayOfKeysTakesOneRequestInFourAndAHalfToFiveMinutes() {
    fleet.each(Fleet.Node::startKeys);

    fleet.pass(Duration.ofDays(1));

    // the first one, and 24 h over 300 s and over 270 s
    assertThat(fleet.sentinel.jwks).hasSizeBetween(1 + 288, 1 + 320);
    assertThat(fleet.sentinel.tokens).isEmpty();
  }

  @Test
  void dayOfTokensOfAnHourTakesOneRequestInSeventyToEightyFivePercentOfIt() {
    fleet.each(Fleet.Node::startTokens);

    fleet.pass(Duration.ofDays(1));

    // the first one, and 86,400 s over 3,060 s and over 2,520 s
    assertThat(fleet.sentinel.tokens).hasSizeBetween(1 + 28, 1 + 34);
    assertThat(fleet.sentinel.jwks).isEmpty();
  }

  @Test
  void hourOfTokensOfAMillisecondTakesOneRequestInFiveSecondsWhereNobodyAsks() {
    fleet.sentinel.expiresIn = "0.001";
    fleet.each(Fleet.Node::startTokens);

    fleet.pass(Duration.ofHours(1));

    assertThat(fleet.sentinel.tokens).hasSizeBetween(1 + 700, 1 + 720);
  }

  @Test
  void minuteOfTokensOfAMillisecondTakesAboutOneRequestASecondHoweverManyAsk() {
    fleet.sentinel.expiresIn = "0.001";

    for (int i = 0; i < 6_000; i++) {
      fleet.each(Fleet.Node::startTokens);
      assertThat(fleet.all(Fleet.Node::hasToken)).isTrue();
      fleet.pass(Duration.ofMillis(10));
    }

    // 60 s over 0.7 s
    assertThat(fleet.sentinel.tokens).hasSizeBetween(60, 87);
  }

  @Test
  void rotationTakesOneRequest() {
    fleet.each(Fleet.Node::startKeys);
    fleet.pass(Duration.ofMinutes(1));
    fleet.countAnew();
    fleet.sentinel.publish("second");

    for (int i = 0; i < 1_000; i++) {
      fleet.each(node -> node.see("second"));
    }

    assertThat(fleet.sentinel.jwks).hasSize(1);
  }

  @Test
  void minuteOfMadeUpKeyIdsTakesOneRequestInFiveSeconds() {
    fleet.each(Fleet.Node::startKeys);
    fleet.pass(Duration.ofSeconds(10));
    fleet.countAnew();

    for (int i = 0; i < 6_000; i++) {
      int number = i;
      fleet.each(node -> node.see("made-up-" + number));
      fleet.pass(Duration.ofMillis(10));
    }

    assertThat(fleet.sentinel.jwks).hasSize(12);
  }

  @Test
  void hourWithoutSentinelTakesAboutOneRequestAMinute() {
    fleet.each(Fleet.Node::startKeys);
    fleet.pass(Duration.ofMinutes(5));
    fleet.countAnew();
    fleet.sentinel.down = true;

    fleet.pass(Duration.ofHours(1));

    // the first within 5 min; 0.5, 1, ... 32 s make 63.5 s at most and 47 s at least; then 45 to 60
    assertThat(fleet.sentinel.jwks).hasSizeBetween(8 + (3_600 - 300 - 64) / 60, 8 + 3_600 / 45);
    assertThat(fleet.all(Fleet.Node::hasKeys)).isTrue();

    fleet.countAnew();
    fleet.sentinel.down = false;
    fleet.pass(Duration.ofMinutes(1));
    assertThat(fleet.sentinel.jwks).as("it comes back within a pause").hasSize(1);
  }

  @Test
  void fiveMinutesWithoutSentinelTakeFewerThanTwentyRequestsForATokenAndNobodyNotices() {
    fleet.each(Fleet.Node::startTokens);
    fleet.pass(Duration.ofSeconds(3_600 * 70 / 100 - 1));
    fleet.countAnew();
    while (fleet.sentinel.tokens.isEmpty()) {
      fleet.sentinel.down = true;
      fleet.pass(Duration.ofSeconds(1));
    }

    fleet.pass(Duration.ofMinutes(5));

    // 1, 2, ... 32 s make 63 s at most and 47 s at least; then 45 to 60
    assertThat(fleet.sentinel.tokens).hasSizeBetween(7 + (300 - 63) / 60, 8 + (300 - 47) / 45);
    assertThat(fleet.all(Fleet.Node::hasToken)).isTrue();

    fleet.countAnew();
    fleet.sentinel.down = false;
    fleet.pass(Duration.ofMinutes(1));
    assertThat(fleet.sentinel.tokens).hasSize(1);
  }
}
