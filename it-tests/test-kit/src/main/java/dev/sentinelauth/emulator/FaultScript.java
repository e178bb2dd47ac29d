package dev.sentinelauth.emulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The faults that await the requests to one host, per endpoint in the order they were scripted. */
final class FaultScript {
  private static final int UNTIL_CLEARED = -1;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Endpoint, Deque<Step>> steps = new EnumMap<>(Endpoint.class);
  private final Map<Endpoint, CountDownLatch> cleared = new EnumMap<>(Endpoint.class);

  void add(Endpoint endpoint, Fault fault) {
    append(endpoint, new Step(fault, UNTIL_CLEARED));
  }

  void add(Endpoint endpoint, Fault fault, int times) {
    if (times < 1) {
      throw new IllegalArgumentException("times must be at least 1");
    }
    append(endpoint, new Step(fault, times));
  }

  private void append(Endpoint endpoint, Step step) {
    lock.lock();
    try {
      steps.computeIfAbsent(endpoint, e -> new ArrayDeque<>()).add(step);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the faults of an endpoint, and lets go of the requests that they hold up. */
  void clear(Endpoint endpoint) {
    lock.lock();
    try {
      steps.remove(endpoint);
      CountDownLatch waiting = cleared.remove(endpoint);
      if (waiting != null) {
        waiting.countDown();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The fault for the next request to an endpoint; it is used up by this. */
  Optional<Due> next(Endpoint endpoint) {
    lock.lock();
    try {
      Deque<Step> queue = steps.get(endpoint);
      if (queue == null || queue.isEmpty()) {
        return Optional.empty();
      }
      Step step = queue.element();
      if (step.remaining != UNTIL_CLEARED && --step.remaining == 0) {
        queue.remove();
      }
      CountDownLatch released = cleared.computeIfAbsent(endpoint, e -> new CountDownLatch(1));
      return Optional.of(new Due(step.fault, released));
    } finally {
      lock.unlock();
    }
  }

  /** A fault, and for how many more requests; guarded by the lock. */
  private static final class Step {
    private final Fault fault;
    private int remaining;

    Step(Fault fault, int remaining) {
      this.fault = fault;
      this.remaining = remaining;
    }
  }

  /** A fault that one request has met. */
  record Due(Fault fault, CountDownLatch released) {

    Reply apply(Supplier<Reply> answer) throws InterruptedException {
      Duration pause = fault.pause();
      if (pause == null) {
        released.await();
      } else if (!pause.isZero()) {
        // Either the pause is over or the fault was cleared: both go on.
        boolean unused = released.await(pause.toNanos(), TimeUnit.NANOSECONDS);
      }
      return fault.apply(answer);
    }
  }
}
