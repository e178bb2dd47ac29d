package dev.sentinelauth.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.PinnedClock;
import dev.sentinelauth.internal.remote.RemoteValue.Aged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The three ages of a remote value. Each fetch is a future that the test completes when it likes.
 */
@Timeout(30)
class RemoteValueTest {
  private static final long FRESH = 1_000;
  private static final long USABLE = 10_000;
  private static final BackoffPolicy PAUSE = new BackoffPolicy(100, 400, 3_000, 0, false);

  private final PinnedClock clock = new PinnedClock(Instant.parse("2024-01-01T00:00:00Z"));
  private final LinkedBlockingQueue<CompletableFuture<Aged<String>>> fetches =
      new LinkedBlockingQueue<>();
  private final List<String> heard = new ArrayList<>();
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private @Nullable Aged<String> fallback;
  private boolean refuse;

  private final RemoteValue.Observer<String> observer =
      new RemoteValue.Observer<>() {
        @Override
        public void fetched(
            Aged<String> value, @Nullable Aged<String> before, @Nullable Trouble trouble) {
          if (refuse) {
            throw new IllegalStateException("refused");
          }
          heard.add((before == null ? "first " : before.value() + " -> ") + value.value());
        }

        @Override
        public void failed(Trouble trouble, @Nullable Aged<String> inUse) {
          heard.add(trouble.reason() + (inUse == null ? "" : ", keeping " + inUse.value()));
        }

        @Override
        public @Nullable Aged<String> fallback() {
          return fallback;
        }
      };

  private final Background background = new Background(new Far());
  private final RemoteValue<String> value =
      new RemoteValue<>(this::fetch, PAUSE, observer, background, clock);

  /** Tasks are taken and never run: whatever is fetched here, a caller has asked for. */
  private static final class Far extends ScheduledThreadPoolExecutor {
    Far() {
      super(1);
      setRemoveOnCancelPolicy(true);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      return super.schedule(task, 1, TimeUnit.DAYS);
    }
  }

  private CompletableFuture<Aged<String>> fetch() {
    CompletableFuture<Aged<String>> fetch = new CompletableFuture<>();
    fetches.add(fetch);
    return fetch;
  }

  @AfterEach
  void close() {
    value.close();
    callers.shutdownNow();
    ((ScheduledThreadPoolExecutor) background.executor()).shutdownNow();
  }

  @Test
  void freshValueIsReturnedAndNothingIsFetched() throws Exception {
    have("one");

    clock.advance(Duration.ofMillis(FRESH - 1));

    assertThat(get()).isEqualTo("one");
    assertThat(fetches).isEmpty();
  }

  @Test
  void staleValueIsReturnedAtOnceWhileOneFlightRunsBehind() throws Exception {
    have("one");

    clock.advance(Duration.ofMillis(FRESH));

    for (int i = 0; i < 10; i++) {
      assertThat(get()).isEqualTo("one");
    }
    assertThat(fetches).hasSize(1);
    succeed("two");
    assertThat(get()).isEqualTo("two");
    assertThat(fetches).isEmpty();
    assertThat(heard).containsExactly("first one", "one -> two");
  }

  @Test
  void errorAtTheStartOfAFetchDoesNotEndAllFetching() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    RemoteValue<String> fragile =
        new RemoteValue<>(
            () -> {
              if (broken.getAndSet(false)) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return fetch();
            },
            PAUSE,
            observer,
            background,
            clock);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    assertThatThrownBy(() -> fragile.get(deadline)).isInstanceOf(FetchException.class);
    clock.advance(Duration.ofMinutes(5));

    Future<String> waiting = callers.submit(() -> fragile.get(deadline));
    fetches.take().complete(aged("one"));

    assertThat(waiting.get()).isEqualTo("one");
  }

  @Test
  void expiredValueIsNotReturned() throws Exception {
    have("one");
    clock.advance(Duration.ofMillis(USABLE));

    Future<String> waiting = callers.submit(this::get);
    CompletableFuture<Aged<String>> flight = fetches.take();
    assertThat(value.peek()).isNull();
    flight.complete(aged("two"));

    assertThat(waiting.get()).isEqualTo("two");
  }

  @Test
  void valueIsUsedUntilTheMillisecondBeforeItExpires() throws Exception {
    have("one");

    clock.advance(Duration.ofMillis(USABLE - 1));

    assertThat(get()).isEqualTo("one");
  }

  @Test
  void crowdOfCallersIsServedByOneFlight() throws Exception {
    int crowd = 64;
    CountDownLatch ready = new CountDownLatch(crowd);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < crowd; i++) {
      answers.add(
          callers.submit(
              () -> {
                ready.countDown();
                go.await();
                return get();
              }));
    }
    ready.await();
    go.countDown();

    CompletableFuture<Aged<String>> flight = fetches.take();
    flight.complete(aged("one"));

    for (Future<String> answer : answers) {
      assertThat(answer.get()).isEqualTo("one");
    }
    assertThat(fetches).isEmpty();
  }

  @Test
  void crowdOfCallersHearsOfOneFailure() throws Exception {
    int crowd = 64;
    CountDownLatch ready = new CountDownLatch(crowd);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < crowd; i++) {
      answers.add(
          callers.submit(
              () -> {
                ready.countDown();
                ready.await();
                return get();
              }));
    }
    CompletableFuture<Aged<String>> flight = fetches.take();
    flight.completeExceptionally(new FetchException("down"));

    for (Future<String> answer : answers) {
      assertThatThrownBy(answer::get).hasCauseInstanceOf(FetchException.class);
    }
    assertThat(fetches).isEmpty();
    assertThat(heard).containsExactly("down");
  }

  @Test
  void failureThrowsNoUsableValueAway() throws Exception {
    have("one");
    clock.advance(Duration.ofMillis(FRESH));

    assertThat(get()).isEqualTo("one");
    fail("down");

    assertThat(get()).isEqualTo("one");
    assertThat(heard).contains("down, keeping one");
  }

  @Test
  void failureIsFollowedByAPauseThatGrowsUpToALimit() throws Exception {
    have("one", Duration.ofHours(1));
    clock.advance(Duration.ofMillis(FRESH));

    for (long pause : new long[] {100, 200, 400, 800, 1600, 3000, 3000}) {
      assertThat(get()).isEqualTo("one");
      fail("down");

      assertNothingIsFetchedFor(pause);
    }
  }

  @Test
  void withoutAUsableValueThePauseStaysShort() throws Exception {
    begin();
    for (long pause : new long[] {100, 200, 400, 400, 400, 400}) {
      fail("down");

      assertThatThrownBy(this::get).isInstanceOf(FetchException.class).hasMessage("down");
      assertNothingIsFetchedFor(pause);
      begin();
    }
  }

  @Test
  void valueThatEndsInALongPauseIsFetchedAfterTheShortOne() throws Exception {
    have("one", Duration.ofMillis(4_200));
    clock.advance(Duration.ofMillis(FRESH));
    for (int i = 0; i < 6; i++) {
      begin();
      fail("down");
      clock.advance(Duration.ofMillis(i < 5 ? 100 << i : 0));
    }
    assertThat(value.peek())
        .as("100 ms before its end, with a pause of 3,000 ms ahead")
        .isNotNull();
    assertNothingIsFetchedFor(400);
    assertThat(value.peek()).as("it has ended").isNull();

    begin();
    succeed("two");

    assertThat(get()).isEqualTo("two");
  }

  @Test
  void valueThatEndedJustAfterAnAttemptIsNotFetchedBeforeTheShortPauseIsOver() throws Exception {
    have("one", Duration.ofMillis(FRESH + 1));
    clock.advance(Duration.ofMillis(FRESH));
    begin();
    fail("down");
    clock.advance(Duration.ofMillis(1));

    assertThatThrownBy(this::get).isInstanceOf(FetchException.class).hasMessage("down");
    assertThat(fetches).isEmpty();
    clock.advance(Duration.ofMillis(99));
    begin();
  }

  /** The pause is jittered: between three quarters and the whole. */
  private void assertNothingIsFetchedFor(long pause) {
    clock.advance(Duration.ofMillis(pause * 3 / 4 - 1));
    assertThat(value.refreshIfDue()).as("within the pause of %s ms", pause).isNull();
    assertThat(fetches).isEmpty();
    clock.advance(Duration.ofMillis(pause - pause * 3 / 4 + 1));
  }

  @Test
  void successEndsTheSeriesOfFailures() throws Exception {
    begin();
    fail("down");
    Instant since = clock.instant();
    clock.advance(Duration.ofMillis(100));
    begin();
    fail("still down");
    assertThat(value.trouble()).isEqualTo(new Trouble(since, "still down", 2));

    clock.advance(Duration.ofMillis(200));
    have("one");

    assertThat(value.trouble()).isNull();
    assertThat(get()).isEqualTo("one");
  }

  @Test
  void whoFindsAPauseIsToldHowLongToWait() throws Exception {
    begin();
    fetches.take().completeExceptionally(new FetchException("HTTP 503", 503, Duration.ofHours(1)));

    assertThatThrownBy(this::get)
        .isInstanceOfSatisfying(
            FetchException.class, e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(1)));
    clock.advance(Duration.ofMillis(PAUSE.maxWithout()));
    assertThat(value.refreshIfDue()).as("a long Retry-After keeps nobody locked out").isNotNull();
  }

  @Test
  void failedExtraFlightDelaysNoRegularOne() throws Exception {
    have("one");
    assertThat(value.refreshNow()).isNotDone();
    fail("down");

    clock.advance(Duration.ofMillis(FRESH));

    assertThat(value.refreshIfDue()).isNotNull();
  }

  @Test
  void extraFlightJoinsTheOneInProgress() throws Exception {
    have("one");
    clock.advance(Duration.ofMillis(FRESH));

    CompletableFuture<Aged<String>> regular = value.refreshIfDue();

    assertThat(value.refreshNow()).isSameAs(regular);
    assertThat(value.running()).isSameAs(regular);
    assertThat(fetches).hasSize(1);
  }

  @Test
  void failedFlightGivesThoseWhoWaitTheValueThatIsStillUsable() throws Exception {
    have("one");
    CompletableFuture<Aged<String>> extra = value.refreshNow();
    fail("down");

    assertThat(value.await(extra, System.nanoTime()).value()).isEqualTo("one");
  }

  @Test
  void fallbackIsUsedAtOnceAndUntilTheFirstFetchSucceeds() throws Exception {
    // young enough to be fresh, if it had been fetched
    fallback = new Aged<>("saved", clock.millis(), clock.millis() + FRESH, clock.millis() + USABLE);

    assertThat(get()).as("nobody waits").isEqualTo("saved");
    assertThat(fetches).as("and it is refreshed at once").hasSize(1);
    assertThat(value.isProvisional()).isTrue();
    fail("down");
    assertThat(value.isProvisional()).as("no better one is on its way").isFalse();

    assertThat(get()).isEqualTo("saved");
    clock.advance(Duration.ofMillis(100));
    assertThat(get()).isEqualTo("saved");
    begin();
    succeed("one");
    assertThat(get()).isEqualTo("one");
    assertThat(value.isProvisional()).isFalse();
  }

  @Test
  void whatIsFetchedForWorkThatMustNotBlockIsNoFallbackWhileTheFirstFlightIsUnderWay()
      throws Exception {
    fallback = new Aged<>("saved", 0, 0, clock.millis() + USABLE);
    var later = value.fetched().toCompletableFuture();
    assertThat(later).isNotDone();
    succeed("one");
    assertThat(later).isCompletedWithValue("one");
  }

  @Test
  void whatIsFetchedForWorkThatMustNotBlockIsTheFallbackWhereTheFirstFlightFails()
      throws Exception {
    fallback = new Aged<>("saved", 0, 0, clock.millis() + USABLE);
    var later = value.fetched().toCompletableFuture();
    fail("down");
    assertThat(later).isCompletedWithValue("saved");
    assertThat(value.fetched().toCompletableFuture()).isCompletedWithValue("saved");
  }

  @Test
  void whoHasOnlyTheFallbackCanWaitForTheFlightUnderWay() throws Exception {
    fallback = new Aged<>("saved", 0, 0, clock.millis() + USABLE);
    assertThat(get()).isEqualTo("saved");
    Future<String> waiting =
        callers.submit(
            () -> value.settle(System.nanoTime() + TimeUnit.SECONDS.toNanos(20)).value());
    succeed("one");
    assertThat(waiting.get()).isEqualTo("one");
  }

  @Test
  void clockThatWasSetBackMakesTheValueStaleAndEndsThePause() throws Exception {
    have("one");
    clock.advance(Duration.ofHours(-1));

    assertThat(get()).as("nobody waits").isEqualTo("one");
    assertThat(fetches).hasSize(1);
    fail("down");
    clock.advance(Duration.ofHours(-1));
    assertThat(value.refreshIfDue()).as("a pause that began in the future").isNotNull();
    succeed("two");
    assertThat(get()).isEqualTo("two");
    assertThat(fetches).isEmpty();
  }

  @Test
  void callerIsKeptWaitingUntilItsDeadlineAndNoLonger() {
    assertThatThrownBy(() -> value.get(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20)))
        .isInstanceOf(FetchException.class)
        .hasMessage("no answer yet");
    assertThat(fetches).as("the flight goes on").hasSize(1);
  }

  @Test
  void interruptedCallerStopsWaitingAndStaysInterrupted() throws Exception {
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Future<?> waiting =
        callers.submit(
            () -> {
              Thread.currentThread().interrupt();
              assertThatThrownBy(this::get).isInstanceOf(FetchException.class);
              interrupted.set(Thread.interrupted());
            });

    waiting.get();
    assertThat(interrupted).hasValue(true);
  }

  @Test
  void closeAnswersThoseWhoWait() throws Exception {
    Future<String> waiting = callers.submit(this::get);
    fetches.take();

    value.close();

    assertThatThrownBy(waiting::get).hasCauseInstanceOf(FetchException.class);
    assertThatThrownBy(this::get).isInstanceOf(FetchException.class);
    assertThat(fetches).isEmpty();
  }

  @Test
  void flightThatLandsAfterCloseChangesNothing() throws Exception {
    have("one");
    clock.advance(Duration.ofMillis(FRESH));
    begin();

    value.close();
    succeed("two");

    assertThat(value.peek()).isNull();
    assertThat(value.last()).isNull();
    assertThat(heard).containsExactly("first one");
    assertThatThrownBy(this::get).isInstanceOf(FetchException.class);
  }

  @Test
  void observerThatFailsLeavesTheOldValueInUse() throws Exception {
    have("one");
    refuse = true;
    CompletableFuture<Aged<String>> extra = value.refreshNow();
    succeed("two");

    assertThat(value.await(extra, System.nanoTime()).value()).isEqualTo("one");
    assertThat(get()).isEqualTo("one");
  }

  @Test
  void fetchThatThrowsIsAFailureLikeAnyOther() throws Exception {
    RemoteValue<String> broken =
        new RemoteValue<>(
            () -> {
              throw new IllegalStateException("broken");
            },
            PAUSE,
            observer,
            background,
            clock);

    assertThatThrownBy(() -> broken.get(System.nanoTime() + TimeUnit.SECONDS.toNanos(20)))
        .isInstanceOf(FetchException.class);
    assertThat(heard).containsExactly("java.lang.IllegalStateException: broken");
    broken.close();
  }

  private String get() throws FetchException {
    return value.get(System.nanoTime() + TimeUnit.SECONDS.toNanos(20));
  }

  private void begin() {
    assertThat(value.refreshIfDue()).as("a flight").isNotNull();
  }

  private void have(String text) throws Exception {
    begin();
    succeed(text);
  }

  private void have(String text, Duration usable) throws Exception {
    begin();
    long now = clock.millis();
    fetches.take().complete(new Aged<>(text, now, now + FRESH, now + usable.toMillis()));
  }

  private void succeed(String text) throws Exception {
    fetches.take().complete(aged(text));
  }

  private void fail(String reason) throws Exception {
    fetches.take().completeExceptionally(new FetchException(reason));
  }

  private Aged<String> aged(String text) {
    long now = clock.millis();
    return new Aged<>(text, now, now + FRESH, now + USABLE);
  }
}
