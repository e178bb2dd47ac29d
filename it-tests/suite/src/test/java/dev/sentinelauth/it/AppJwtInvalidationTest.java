package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.AppJwtSupplier;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.it.support.OutboundFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A token that a server refused: when another takes its place. */
@Timeout(60)
class AppJwtInvalidationTest {
  private final OutboundFixture sentinels = new OutboundFixture();

  @AfterEach
  void close() {
    sentinels.close();
  }

  @Test
  void refusedTokenIsReplacedOnceHoweverOftenItIsRefused() {
    AppJwtSupplier supplier = sentinels.supplier();
    String refused = supplier.get();
    sentinels.clock.advance(Duration.ofSeconds(1));

    supplier.invalidate(refused);
    String next = supplier.get();
    supplier.invalidate(refused);
    supplier.invalidate("another");

    assertThat(next).isNotEqualTo(refused);
    assertThat(supplier.get()).isEqualTo(next);
    assertThat(sentinels.posts()).isEqualTo(2);
  }

  @Test
  void crowdThatIsRefusedCausesOneNewTokenAndUsesUpOneRefusal() throws Exception {
    AppJwtSupplier supplier = sentinels.supplier();
    for (int round = 1; round <= 8; round++) {
      String refused = supplier.get();
      sentinels.clock.advance(Duration.ofSeconds(1)); // another iat, another token
      int crowd = 50;
      CountDownLatch ready = new CountDownLatch(crowd);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < crowd; i++) {
        Thread thread =
            new Thread(
                () -> {
                  ready.countDown();
                  try {
                    ready.await();
                  } catch (InterruptedException e) {
                    return;
                  }
                  supplier.invalidate(refused);
                });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(supplier.get()).as("round %s", round).isNotEqualTo(refused);
      assertThat(sentinels.posts()).isEqualTo(1 + round);
    }
  }

  @Test
  void serverThatRefusesEveryTokenCausesTenNewOnesAtOnceAndThenOneInFiveSeconds() {
    AppJwtSupplier supplier = sentinels.supplier();
    int calls = 100;
    for (int i = 0; i < calls; i++) {
      supplier.invalidate(supplier.get());
    }
    supplier.get();
    assertThat(sentinels.posts()).isEqualTo(1 + 10);

    for (int second = 1; second <= 60; second++) {
      sentinels.clock.advance(Duration.ofSeconds(1));
      supplier.invalidate(supplier.get());
    }
    supplier.get();
    assertThat(sentinels.posts()).isEqualTo(1 + 10 + 60 / 5);
  }

  @Test
  void clockThatIsSetBackLocksNoRefusalOut() {
    AppJwtSupplier supplier = sentinels.supplier();
    supplier.invalidate(supplier.get());
    supplier.get();
    sentinels.clock.advance(Duration.ofHours(-2));
    sentinels.awaitPosts(supplier, 3); // it can't know how old its token is, and renews it

    supplier.invalidate(supplier.get());
    supplier.get();

    assertThat(sentinels.posts()).isEqualTo(4);
  }

  @Test
  void refusedTokenStaysInUseWhileNoOtherCanBeHad() {
    Sentinel sentinel = sentinels.sentinel();
    AppJwtSupplier supplier = sentinel.appJwtSupplier();
    String held = supplier.get();
    sentinels.fail(Fault.status(503).retryAfter(Duration.ofMinutes(5)));
    sentinels.clock.advance(Duration.ofMinutes(52));
    assertThat(supplier.get()).isEqualTo(held);
    sentinels.awaitHeard(2);

    supplier.invalidate(held);

    assertThat(supplier.get()).as("other servers may take it").isEqualTo(held);
    assertThat(sentinels.posts()).isEqualTo(2);
  }

  /** One server that refuses must not turn a hidden outage of Sentinel into one of every call. */
  @Test
  void refusedTokenComesBackWhereNoOtherCanBeHadAndIsReplacedAsSoonAsOneCan() {
    AppJwtSupplier supplier = sentinels.supplier();
    String held = supplier.get();
    sentinels.clock.advance(Duration.ofSeconds(1));
    sentinels.fail(Fault.status(503));

    supplier.invalidate(held);

    assertThat(supplier.get()).isEqualTo(held);
    supplier.invalidate(held);
    assertThat(supplier.get()).isEqualTo(held);
    assertThat(sentinels.posts()).isEqualTo(2);
    sentinels.host.clearFaults();
    sentinels.clock.advance(Duration.ofSeconds(2));
    sentinels.awaitPosts(supplier, 3);
    assertThat(supplier.get()).isNotEqualTo(held);
  }

  @Test
  void refusedTokenDoesNotComeBackOnceItHasExpired() {
    AppJwtSupplier supplier = sentinels.supplier();
    String held = supplier.get();
    supplier.invalidate(held);
    sentinels.clock.advance(Duration.ofHours(1));
    sentinels.fail(Fault.status(503));

    assertThat(OutboundFixture.failure(supplier)).contains("HTTP 503");
  }
}
