package dev.sentinelauth.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.PinnedClock;
import dev.sentinelauth.internal.remote.RemoteValue.Aged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkheadTest {
  private static final long NO_PAUSE = 0;

  private final PinnedClock clock = new PinnedClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final Background background = new Background(null);
  private final AtomicReference<CompletableFuture<Aged<String>>> answer =
      new AtomicReference<>(new CompletableFuture<>());
  private final ExecutorService requests = Executors.newCachedThreadPool();
  private final Bulkhead room = new Bulkhead();
  private final RemoteValue<String> remote =
      new RemoteValue<>(
          answer::get,
          new BackoffPolicy(NO_PAUSE, NO_PAUSE, NO_PAUSE, NO_PAUSE, false),
          new RemoteValue.Observer<String>() {
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
  void forTheVeryFirstValueAllWaitForAMomentAndThenOnlySome() throws Exception {
    List<Future<String>> asked = ask(64);
    // the longer it takes, the fewer wait: 48 go after half a second, 12 more after one
    await(48, asked);
    assertThat(refused(asked)).isEqualTo(48);
    await(60, asked);
    assertThat(room.waiting()).as("those who wait on").isEqualTo(4);
    assertThat(room.enter()).as("a seat that nobody may keep for long").isTrue();
    room.leave();
    long before = System.nanoTime();
    assertThatThrownBy(() -> room.get(remote, deadline())).isInstanceOf(FetchException.class);
    assertThat(System.nanoTime() - before)
        .as("who comes now is answered at once")
        .isLessThan(TimeUnit.MILLISECONDS.toNanos(400));

    land("value");

    int served = 0;
    for (Future<String> one : asked) {
      if (!refusedOne(one)) {
        assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo("value");
        served++;
      }
    }
    assertThat(served).isEqualTo(4);
    assertThat(room.waiting()).isZero();
  }

  private static void await(int done, List<Future<String>> asked) {
    long end = deadline();
    while (asked.stream().filter(Future::isDone).count() < done) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static long refused(List<Future<String>> asked) {
    return asked.stream().filter(one -> one.isDone() && refusedOne(one)).count();
  }

  private static boolean refusedOne(Future<String> one) {
    try {
      return one.get(20, TimeUnit.SECONDS) == null;
    } catch (ExecutionException refused) {
      assertThat(refused).hasCauseInstanceOf(FetchException.class);
      return true;
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
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
