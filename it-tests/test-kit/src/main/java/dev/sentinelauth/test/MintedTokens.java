package dev.sentinelauth.test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The last tokens that a test took, to be spoken of where it fails. */
final class MintedTokens {
  private static final int REMEMBERED = 20;

  /**
   * One of them.
   *
   * @param name how it was made
   */
  record Minted(String name, String compact) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Minted> last = new ArrayDeque<>();

  void add(String name, String compact) {
    lock.lock();
    try {
      if (last.size() == REMEMBERED) {
        last.remove();
      }
      last.add(new Minted(name, compact));
    } finally {
      lock.unlock();
    }
  }

  List<Minted> all() {
    lock.lock();
    try {
      return List.copyOf(last);
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      last.clear();
    } finally {
      lock.unlock();
    }
  }
}
