package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What a thousand nodes cost Sentinel. The figures are those of OPERATIONS.md; those of a peak are
 * what is to be expected of a random spread, and room for chance.
 */
class FleetTest {
  private static final int NODES = 1_000;

  private final Fleet fleet = new Fleet(NODES);

  @Test
  void nodesThatStartTogetherDoNotStayInStep() {
    fleet.each(Fleet.Node::startKeys);
    fleet.each(Fleet.Node::startTokens);
    assertThat(fleet.sentinel.jwks).as("one each").hasSize(NODES);
    assertThat(fleet.sentinel.tokens).as("one each").hasSize(NODES);

    // the first refresh lies within 30 s, so 33 a second; the first renewal within 540 s
    fleet.countAnew();
    fleet.pass(Duration.ofMinutes(5));
    assertThat(fleet.sentinel.jwks).hasSize(NODES);
    assertThat(Fleet.peak(fleet.sentinel.jwks)).isBetween(34, 90);
    fleet.pass(Duration.ofHours(1));
    assertThat(Fleet.peak(fleet.sentinel.tokens)).isBetween(2, 12);

    // in the long run 1,000 over 285 s on average, and 1,000 over 2,790 s
    fleet.countAnew();
    fleet.pass(Duration.ofHours(1));
    assertThat(fleet.sentinel.jwks).hasSizeBetween(12_000, 13_334);
    assertThat(fleet.sentinel.tokens).hasSizeBetween(500, 1_600);
    assertThat(Fleet.peak(fleet.sentinel.jwks)).isLessThan(35);
    assertThat(Fleet.peak(fleet.sentinel.tokens)).isLessThan(14);
  }

  @Test
  void rotationThatAllNodesSeeAtOnceCostsOneRequestEach() {
    fleet.each(Fleet.Node::startKeys);
    fleet.pass(Duration.ofMinutes(1));
    fleet.countAnew();
    fleet.sentinel.publish("second");

    for (int i = 0; i < 10; i++) {
      fleet.each(node -> node.see("second"));
    }

    assertThat(fleet.sentinel.jwks).hasSize(NODES);
    fleet.countAnew();
    fleet.pass(Duration.ofMinutes(5));
    assertThat(Fleet.peak(fleet.sentinel.jwks)).as("and it starts no echo").isBetween(20, 90);
  }

  /** The last attempt before the end was up to a minute ago, and its pause was for a token held. */
  @Test
  void tokensThatEndInAPauseAreThereAgainTenSecondsLater() {
    fleet.each(Fleet.Node::startTokens);
    fleet.pass(Duration.ofMinutes(40));
    fleet.sentinel.down = true;
    fleet.pass(Duration.ofMinutes(20).minusMillis(1));
    assertThat(fleet.all(Fleet.Node::hasToken)).isTrue();
    fleet.sentinel.down = false;

    fleet.pass(Duration.ofSeconds(10).plusMillis(1));

    assertThat(fleet.all(Fleet.Node::hasToken)).isTrue();
  }

  @Test
  void keysThatEndInAPauseAreThereAgainTwoAndAHalfSecondsLater() {
    Fleet some = new Fleet(50);
    some.each(Fleet.Node::startKeys);
    some.pass(Duration.ofMillis(1));
    some.sentinel.down = true;
    some.pass(Duration.ofDays(1).minusMillis(2));
    assertThat(some.all(Fleet.Node::hasKeys)).isTrue();
    some.sentinel.down = false;

    some.pass(Duration.ofMillis(2_501));

    assertThat(some.all(Fleet.Node::hasKeys)).isTrue();
  }

  @Test
  void endOfAnOutageBringsNoHerd() {
    fleet.each(Fleet.Node::startKeys);
    fleet.each(Fleet.Node::startTokens);
    fleet.pass(Duration.ofMinutes(30));
    fleet.sentinel.down = true;
    // until no token is left: those that hold none ask most often
    fleet.pass(Duration.ofMinutes(61));
    assertThat(fleet.all(Fleet.Node::hasKeys)).isTrue();
    assertThat(fleet.all(node -> !node.hasToken())).isTrue();

    fleet.countAnew();
    fleet.pass(Duration.ofMinutes(2));
    // one node in 45 to 60 s, and in 7.5 to 10 s
    assertThat(fleet.sentinel.jwks).hasSizeBetween(1_800, 2_800);
    assertThat(fleet.sentinel.tokens).hasSizeBetween(11_500, 16_500);
    assertThat(Fleet.peak(fleet.sentinel.jwks)).isLessThan(75);
    assertThat(Fleet.peak(fleet.sentinel.tokens)).isLessThan(230);

    fleet.countAnew();
    fleet.sentinel.down = false;
    fleet.pass(Duration.ofMinutes(1));
    assertThat(fleet.all(Fleet.Node::hasToken)).isTrue();
    assertThat(fleet.sentinel.jwks).as("one each").hasSize(NODES);
    assertThat(fleet.sentinel.tokens).as("one each").hasSize(NODES);
    assertThat(Fleet.peak(fleet.sentinel.jwks)).isLessThan(75);
    assertThat(Fleet.peak(fleet.sentinel.tokens)).isLessThan(230);
  }
}
