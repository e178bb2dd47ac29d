package dev.sentinelauth;

import dev.sentinelauth.internal.remote.Background;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a {@link Sentinel} in JMX while it lives. It knows nothing of JMX itself, so that core
 * loads where there is none; and nothing that goes wrong with it stops a start.
 */
final class Management implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Management.class);

  /**
   * A JVM that has no server of beans yet makes one, which takes a good part of a start; so that
   * comes after it.
   */
  private static final long AFTER_THE_START = 2_000;

  private final String application;
  private final Background background;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Runnable undo;

  /** Held here alone: what waits in an executor must not keep one that has ended. */
  private volatile @Nullable Sentinel shown;

  /**
   * @param contextPath of the application; {@code null} where there is none, and its accounts are
   *     its name
   */
  Management(
      @Nullable String contextPath,
      SentinelConfig config,
      Background background,
      InstantSource clock) {
    if (contextPath == null) {
      application = String.join("+", config.remote().accountIds());
    } else {
      application = contextPath.isEmpty() ? "/" : contextPath;
    }
    this.background = background;
    this.clock = clock;
  }

  /** Shows it soon, in the background. */
  void show(Sentinel sentinel) {
    shown = sentinel;
    Object unused = background.schedule(this::begin, 0);
  }

  private void begin() {
    try {
      if (SentinelBean.hasServer()) {
        register();
      } else {
        Object unused = background.schedule(this::register, AFTER_THE_START);
      }
    } catch (RuntimeException | LinkageError e) {
      unavailable(e);
    }
  }

  private void register() {
    lock.lock();
    try {
      Sentinel sentinel = shown;
      if (sentinel != null) {
        undo = SentinelBean.register(sentinel, application, clock);
      }
    } catch (Exception | LinkageError e) {
      unavailable(e);
    } finally {
      lock.unlock();
    }
  }

  /** This JVM was made without the module, or a policy forbids it. */
  private static void unavailable(Throwable reason) {
    log.info("Not shown in JMX: {}", reason.toString());
    log.debug("Not shown in JMX", reason);
  }

  /** Takes it out of there, or keeps it out. */
  @Override
  public void close() {
    lock.lock();
    try {
      shown = null;
      if (undo != null) {
        undo.run();
        undo = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
