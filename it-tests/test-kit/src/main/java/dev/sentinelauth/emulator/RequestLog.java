package dev.sentinelauth.emulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What one host was asked, per endpoint: a count of all requests, and the last ones in full. */
final class RequestLog {
  private static final int REMEMBERED = 2000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  private final Map<Endpoint, Deque<RecordedRequest>> requests = new EnumMap<>(Endpoint.class);
  private final Map<Endpoint, Long> counts = new EnumMap<>(Endpoint.class);

  void add(Endpoint endpoint, RecordedRequest request) {
    lock.lock();
    try {
      Deque<RecordedRequest> log = requests.computeIfAbsent(endpoint, e -> new ArrayDeque<>());
      if (log.size() == REMEMBERED) {
        log.remove();
      }
      log.add(request);
      counts.merge(endpoint, 1L, Long::sum);
      arrival.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      requests.clear();
      counts.clear();
    } finally {
      lock.unlock();
    }
  }

  long count(Endpoint endpoint) {
    lock.lock();
    try {
      return counts.getOrDefault(endpoint, 0L);
    } finally {
      lock.unlock();
    }
  }

  List<RecordedRequest> requests(Endpoint endpoint) {
    lock.lock();
    try {
      return List.copyOf(requests.getOrDefault(endpoint, new ArrayDeque<>()));
    } finally {
      lock.unlock();
    }
  }

  List<RecordedRequest> await(Endpoint endpoint, int count, Duration timeout)
      throws InterruptedException {
    lock.lock();
    try {
      long left = timeout.toNanos();
      while (count(endpoint) < count) {
        if (left <= 0) {
          throw new IllegalStateException(
              "%d of %d requests to %s within %s"
                  .formatted(count(endpoint), count, endpoint, timeout));
        }
        left = arrival.awaitNanos(left);
      }
      return requests(endpoint);
    } finally {
      lock.unlock();
    }
  }
}
