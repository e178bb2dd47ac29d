package dev.sentinelauth.internal.settings;

/**
 * A configured value is not what is needed. The message says what was expected, as a phrase that
 * can follow "expected", and never holds the value: who catches this knows whether the value may be
 * shown.
 */
public final class InvalidValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidValueException(String expected) {
    super(expected);
  }
}
