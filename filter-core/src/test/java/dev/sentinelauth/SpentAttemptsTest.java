package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpentAttemptsTest {
  private static final int MOST = 3;
  private static final long LIFETIME = 600_000;

  private final SpentAttempts spent = new SpentAttempts(MOST, LIFETIME);

  private static LoginAttempt attempt(long begunAt, String state) {
    return new LoginAttempt(begunAt, state, null, "/");
  }

  @Test
  void attemptIsSpentOnce() {
    assertThat(spent.isSpent(attempt(1, "a"))).isFalse();
    assertThat(spent.spend(attempt(1, "a"), 1)).isTrue();

    assertThat(spent.isSpent(attempt(1, "a"))).isTrue();
    assertThat(spent.spend(attempt(1, "a"), 1)).isFalse();
    assertThat(spent.spend(attempt(1, "b"), 1)).as("another of the same moment").isTrue();
  }

  @Test
  void whatIsForgottenForLackOfRoomCountsAsSpent() {
    for (int i = 1; i <= MOST + 2; i++) {
      assertThat(spent.spend(attempt(i, "a"), 10)).isTrue();
    }

    for (int i = 1; i <= MOST + 2; i++) {
      assertThat(spent.isSpent(attempt(i, "a"))).isTrue();
      assertThat(spent.spend(attempt(i, "a"), 10)).isFalse();
    }
    assertThat(spent.spend(attempt(2, "begun with one that is forgotten"), 10)).isFalse();
    assertThat(spent.spend(attempt(6, "begun since"), 10)).isTrue();
  }

  @Test
  void oldestIsSpentAlthoughThereIsNoRoomForIt() {
    for (int i = 0; i < MOST; i++) {
      assertThat(spent.spend(attempt(100 + i, "a"), 200)).isTrue();
    }

    assertThat(spent.spend(attempt(50, "late"), 200)).isTrue();

    assertThat(spent.spend(attempt(50, "late"), 200)).isFalse();
    assertThat(spent.spend(attempt(100, "a"), 200)).isFalse();
  }

  @Test
  void attemptsThatCanNoLongerBeCompletedTakeNoRoom() {
    for (int i = 0; i < MOST; i++) {
      assertThat(spent.spend(attempt(0, "old" + i), 0)).isTrue();
    }

    assertThat(spent.spend(attempt(LIFETIME - 1, "new"), LIFETIME)).isTrue();

    assertThat(spent.spend(attempt(1, "begun long ago, and not yet too late"), LIFETIME)).isTrue();
  }
}
