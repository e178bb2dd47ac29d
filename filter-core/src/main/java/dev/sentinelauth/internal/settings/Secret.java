package dev.sentinelauth.internal.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Supplier;

/**
 * A configured value that is never printed. It can be read again from where it came from, because a
 * secret mounted as a file may be replaced while the application runs. Thread-safe.
 */
public final class Secret implements Supplier<String> {
  private final String configured;
  private final Supplier<String> source;
  private volatile String value;

  /**
   * A secret that can be read again.
   *
   * @param value the value as configured, references resolved
   * @param source resolves it anew; for a value that stands in the settings itself, always the same
   */
  public Secret(String value, Supplier<String> source) {
    this.configured = value;
    this.value = value;
    this.source = source;
  }

  /**
   * The grammar of secrets, which are not trimmed: white space at an end, or a character that
   * nobody sees (a byte order mark out of a variable), is more likely a slip than a part of it.
   *
   * @throws InvalidValueException for what it does not take
   */
  public static String parse(String value) {
    if (value.isEmpty()
        || !value.equals(value.strip())
        || !value.chars().allMatch(Secret::isVisible)) {
      throw new InvalidValueException(
          "one line of text without white space at either end and without invisible characters"
              + " (a blank one is no secret)");
    }
    return value;
  }

  private static boolean isVisible(int c) {
    int type = Character.getType(c);
    return !Character.isISOControl(c)
        && type != Character.FORMAT
        && (type != Character.SPACE_SEPARATOR || c == ' ');
  }

  public String reveal() {
    return value;
  }

  /** The same for whoever must not know that it is a secret of ours. */
  @Override
  public String get() {
    return reveal();
  }

  /**
   * Reads the source again; true if the value is another than the refused one. Somebody else, say
   * another account, may have read it in between. An unreadable source changes nothing.
   */
  public boolean reload(String refused) {
    try {
      value = source.get();
    } catch (RuntimeException unreadable) {
      // what is there may still be newer
    }
    return !same(value, refused);
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Compares what was configured, in constant time: a reload must not move a configuration that is
   * a key of a map.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && same(secret.configured, configured);
  }

  /** The same for all: even 32 bits of it would let a guess be checked. */
  @Override
  public int hashCode() {
    return 1;
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
