package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.Refreshing.Aged;
import dev.sentinelauth.Refreshing.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
  private static final long NO_PAUSE = 0;

  private final PinnedClock clock = new PinnedClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final Background background = new Background(null);
  private final AtomicReference<CompletableFuture<Aged<String>>> answer =
      new AtomicReference<>(new CompletableFuture<>());
  private final ExecutorService requests = Executors.newCachedThreadPool();
  private final WaitingRoom room = new WaitingRoom();
  private final Refreshing<String> remote =
      new Refreshing<>(
          answer::get,
          new Pause(NO_PAUSE, NO_PAUSE, NO_PAUSE, NO_PAUSE, false),
          new Refreshing.Observer<String>() {
            @Override
            public void fetched(
                Aged<String> value, @Nullable Aged<String> before, @Nullable Trouble trouble) {}

            @Override
            public void failed(Trouble trouble, @Nullable Aged<String> inUse) {}
          },
          background,
          clock);

  @AfterEach
  void close() {
    requests.shutdownNow();
    remote.close();
    background.close();
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
  }

  private List<Future<String>> ask(int times) {
    List<Future<String>> asked = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      asked.add(requests.submit(() -> room.get(remote, deadline())));
    }
    return asked;
  }

  private void land(String value) {
    long now = clock.millis();
    answer.get().complete(new Aged<>(value, now, now + 1000, now + 2000));
  }

  @Test
  void forTheVeryFirstValueAllMayWait() throws Exception {
    List<Future<String>> asked = ask(64);
    land("value");
    for (Future<String> one : asked) {
      assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo("value");
    }
  }

  @Test
  void afterAFailureOnlySomeWaitAndTheRestIsAnsweredAtOnce() throws Exception {
    answer.get().completeExceptionally(new FetchException("HTTP 503"));
    assertThatThrownBy(() -> room.get(remote, deadline())).isInstanceOf(FetchException.class);
    CompletableFuture<Aged<String>> hanging = new CompletableFuture<>();
    answer.set(hanging);
    CountDownLatch seated = new CountDownLatch(16);
    List<Future<String>> waiting = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      waiting.add(
          requests.submit(
              () -> {
                assertThat(room.enter()).isTrue();
                seated.countDown();
                try {
                  return remote.get(deadline());
                } finally {
                  room.leave();
                }
              }));
    }
    assertThat(seated.await(20, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(() -> room.get(remote, deadline()))
        .isInstanceOfSatisfying(FetchException.class, e -> assertThat(e.retryAfter()).isNotNull());

    land("value");
    for (Future<String> one : waiting) {
      assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo("value");
    }
    assertThat(room.get(remote, deadline())).isEqualTo("value");
  }
}
