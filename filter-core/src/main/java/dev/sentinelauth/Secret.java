package dev.sentinelauth;

import java.util.function.Supplier;

/**
 * A configured value that is never printed. It can be read again from where it came from, because a secret mounted as a
 * file may be replaced while the application runs.
 */
final class Secret {
  private final Supplier<String> source;
  private volatile String value;

  /**
   * @param value the value as configured, references resolved
   * @param source resolves it anew; for a value that stands in the settings itself, always the same
   */
  Secret(String value, Supplier<String> source) {
    this.value = value;
    this.source = source;
  }

  String reveal() {
    return value;
  }

  /** Reads the source again; true if the value changed. An unreadable source changes nothing. */
  boolean reload() {
    String now;
    try {
      now = source.get();
    } catch (RuntimeException unreadable) {
      return false;
    }
    boolean changed = !now.equals(value);
    value = now;
    return changed;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
