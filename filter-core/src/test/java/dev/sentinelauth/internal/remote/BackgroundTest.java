package dev.sentinelauth.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may hang, and whom it keeps waiting. */
@Timeout(30)
class BackgroundTest {
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Background> opened = new ArrayList<>();

  @AfterEach
  void close() {
    end.countDown();
    opened.forEach(Background::close);
  }

  private Background background(ScheduledExecutorService given) {
    Background background = new Background(given);
    opened.add(background);
    return background;
  }

  private void hang(Executor executor, int times) {
    for (int i = 0; i < times; i++) {
      executor.execute(this::awaitTheEnd);
    }
  }

  private void awaitTheEnd() {
    try {
      end.await();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean runs(Executor executor) throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    executor.execute(ran::countDown);
    return ran.await(10, TimeUnit.SECONDS);
  }

  @Test
  void lookUpsOfManyHostsThatHangKeepNoOtherHostWaiting() throws Exception {
    Background background = background(null);
    for (int host = 0; host < 20; host++) {
      hang(background.httpExecutor("host-" + host), 10);
    }

    assertThat(runs(background.httpExecutor("healthy"))).isTrue();
    assertThat(runs(background.executor())).isTrue();
    assertThat(runs(background.fileExecutor())).isTrue();
  }

  @Test
  void lookUpThatHangsKeepsTheExecutorOfTheContainerFree() throws Exception {
    ScheduledExecutorService given = Executors.newSingleThreadScheduledExecutor();
    Background background = background(given);

    hang(background.httpExecutor("host"), 10);
    hang(background.fileExecutor(), 1);

    assertThat(runs(given)).isTrue();
    background.close();
    assertThat(given.isShutdown()).as("it is not ours").isFalse();
    given.shutdown();
  }
}
