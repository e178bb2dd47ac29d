package dev.sentinelauth;

import dev.sentinelauth.SentinelStatus.SettingsStatus;
import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.settings.SettingsFile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the settings again and again, from all the places where they stand, and has a change take
 * over; see {@code sentinel.config.reload}. Files are read on the thread for files.
 *
 * <p>A file may be read while somebody writes it, and half of it may be a good configuration that
 * asks for less. So nothing is done about a change before it was read twice, a moment apart.
 */
final class SettingsWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SettingsWatch.class);

  /** Between the two readings of a change. */
  private static final long MOMENT_MILLIS = 1_000;

  private static final int MOST_KEYS_SHOWN = 40;

  private final ConfigSource source;
  private final SentinelConfig started;
  private final Engine engine;
  private final Background background;
  private final InstantSource clock;
  private final long intervalMillis;
  private final AtomicReference<@Nullable ScheduledFuture<?>> timer = new AtomicReference<>();

  // of the thread that reads
  private SentinelConfig inForce;
  private Reading done;
  private @Nullable Reading seen;

  private volatile SettingsStatus status;
  private volatile boolean closed;

  /**
   * What was read: a configuration, or what is wrong.
   *
   * @param problem {@code null} where nothing is
   */
  private record Reading(@Nullable SentinelConfig config, @Nullable String problem) {
    /** Not by the generated equals; see {@link SentinelConfig#isAs}. */
    boolean isAs(@Nullable Reading other) {
      return other != null
          && Objects.equals(problem, other.problem)
          && (config == null || (other.config != null && config.isAs(other.config)));
    }
  }

  /** Watches the places where this configuration was read. */
  SettingsWatch(SentinelConfig started, Duration interval, Engine engine, InstantSource clock) {
    this.source = started.reading().source();
    this.started = started;
    this.engine = engine;
    this.background = engine.background();
    this.clock = clock;
    this.intervalMillis = interval.toMillis();
    this.inForce = started;
    this.done = new Reading(started, null);
    this.status = new SettingsStatus(clock.instant(), List.of(), null, null);
  }

  void begin() {
    schedule(intervalMillis);
  }

  /** Whether others whose settings stand in the same places are served by the same instance. */
  boolean isOf(ConfigSource other) {
    return source.isSameAs(other);
  }

  SettingsStatus status() {
    return status;
  }

  private void schedule(long delay) {
    if (closed) {
      return;
    }
    ScheduledFuture<?> before = timer.getAndSet(background.schedule(this::wake, delay));
    if (before != null) {
      before.cancel(false);
    }
    if (closed) {
      cancel();
    }
  }

  private void cancel() {
    ScheduledFuture<?> next = timer.getAndSet(null);
    if (next != null) {
      next.cancel(false);
    }
  }

  private void wake() {
    try {
      background.fileExecutor().execute(this::checkAndGoOn);
    } catch (RejectedExecutionException ended) {
      log.debug("The settings are not read any more");
    }
  }

  private void checkAndGoOn() {
    long next = intervalMillis;
    try {
      next = check() ? Math.min(intervalMillis, MOMENT_MILLIS) : intervalMillis;
    } catch (RuntimeException e) {
      log.error("Settings: a fault in watching them", e);
    } finally {
      schedule(next);
    }
  }

  /**
   * Reads once.
   *
   * @return whether this is a change that is to be read again in a moment
   */
  boolean check() {
    Reading now = read();
    if (closed) {
      return false;
    }
    Reading before = seen;
    seen = null;
    if (now.isAs(done)) {
      if (now.problem() == null) {
        recovered();
      }
      return false;
    }
    if (!now.isAs(before)) {
      seen = now;
      return true;
    }
    if (now.config() == null) {
      done = now;
      failed(String.valueOf(now.problem()), true);
    } else if (takeOver(now.config())) {
      done = now;
    }
    return false;
  }

  private Reading read() {
    try {
      SentinelConfig config = source.load();
      return fileIsGone(config)
          ? new Reading(null, "The properties file is gone, or holds no setting any more")
          : new Reading(config, null);
    } catch (ConfigurationException e) {
      return new Reading(null, e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      // of the web application, say, whose files can't be had any more
      log.debug("Settings: they can't be read", e);
      return new Reading(null, "The settings can't be read: " + e);
    }
  }

  /** Whether the file of the configuration in force is; another may have been found instead. */
  private boolean fileIsGone(SentinelConfig read) {
    return !inForce.reading().fileIsEmpty()
        && (read.reading().fileIsEmpty()
            || SettingsFile.isNextBest(read.origins().file(), inForce.origins().file()));
  }

  /** Whether it has, or nothing was to be done; if not, it is tried again. */
  private boolean takeOver(SentinelConfig read) {
    if (read.isAs(inForce)) {
      recovered();
      return true;
    }
    Map<String, String> missing;
    try {
      missing = engine.follow(read);
    } catch (RuntimeException | LinkageError e) {
      failed(String.valueOf(e.getMessage()), true);
      return true;
    }
    if (closed) {
      return true;
    }
    if (!missing.isEmpty()) {
      List<String> reasons = new ArrayList<>();
      missing.forEach((account, reason) -> reasons.add("account " + account + ": " + reason));
      failed("There would be no keys for " + String.join("; ", reasons), false);
      return false;
    }
    SentinelConfig before = inForce;
    inForce = read;
    tell(before, read);
    return true;
  }

  private void tell(SentinelConfig before, SentinelConfig read) {
    List<String> changed = ConfigChange.takenOver(started, before, read);
    List<String> awaiting = ConfigChange.awaitingRestart(started, read);
    boolean more = !awaiting.isEmpty() && !awaiting.equals(status.awaitingRestart());
    Instant since = changed.isEmpty() && more ? status.inForceSince() : clock.instant();
    status = new SettingsStatus(since, awaiting, null, null);
    if (!changed.isEmpty() || !more) {
      log.info("Settings: a changed configuration has taken over: {}", shown(changed));
    }
    if (more) {
      log.warn(
          "Settings: a change of {} takes a restart, and has no effect until then",
          shown(awaiting));
    }
  }

  private static String shown(List<String> keys) {
    if (keys.isEmpty()) {
      return "what takes a restart is as it was at the start";
    }
    String shown = String.join(", ", keys.subList(0, Math.min(keys.size(), MOST_KEYS_SHOWN)));
    int more = keys.size() - MOST_KEYS_SHOWN;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private void failed(String problem, boolean forGood) {
    SettingsStatus before = status;
    if (problem.equals(before.lastFailure())) {
      return;
    }
    Instant since = before.failingSince();
    status =
        new SettingsStatus(
            before.inForceSince(),
            before.awaitingRestart(),
            since == null ? clock.instant() : since,
            problem);
    if (forGood) {
      log.error(
          "Settings: a changed configuration is ignored, and the one in force stays. {}", problem);
    } else {
      log.warn(
          "Settings: a changed configuration has to wait, and the one in force stays. {}", problem);
    }
  }

  private void recovered() {
    SettingsStatus before = status;
    if (before.failingSince() != null) {
      status = new SettingsStatus(before.inForceSince(), before.awaitingRestart(), null, null);
      log.info("Settings: they are again what is in force");
    }
  }

  @Override
  public void close() {
    closed = true;
    cancel();
  }
}
