package dev.sentinelauth;

import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The entry point: everything that one configuration brings to life. Thread-safe; one per application is enough, and
 * {@link #close()} ends its thread and its connections.
 */
public final class Sentinel implements AutoCloseable {

  private Sentinel() {}

  /**
   * Starts with the defaults of {@link #builder}.
   *
   * @throws IllegalStateException with {@code sentinel.startup = required}, if no keys can be had
   */
  public static Sentinel create(SentinelConfig config) {
    return builder(config).build();
  }

  public static Builder builder(SentinelConfig config) {
    throw new UnsupportedOperationException();
  }

  /** Puts a {@link Sentinel} together where the defaults of {@link Sentinel#create} don't do. */
  public static final class Builder {
    private Builder() {}

    /** Who hears what happens; may be called several times. */
    public Builder listener(SentinelListener listener) {
      throw new UnsupportedOperationException();
    }

    /** The time; the system's UTC clock unless told otherwise. */
    public Builder clock(InstantSource clock) {
      throw new UnsupportedOperationException();
    }

    /** Runs the background work, say a container's managed executor; it is not shut down by {@link Sentinel#close}. */
    public Builder executor(ScheduledExecutorService executor) {
      throw new UnsupportedOperationException();
    }

    public Sentinel build() {
      throw new UnsupportedOperationException();
    }
  }

  public SentinelConfig config() {
    throw new UnsupportedOperationException();
  }

  public TokenVerifier tokenVerifier() {
    throw new UnsupportedOperationException();
  }

  public RequestAuthenticator requestAuthenticator() {
    throw new UnsupportedOperationException();
  }

  public SentinelStatus status() {
    throw new UnsupportedOperationException();
  }

  /** Ends the thread, the connections and the background work. Tokens can't be checked afterwards. Idempotent. */
  @Override
  public void close() {}
}
