package dev.sentinelauth;

/**
 * A configured value is not what is needed. The message says what was expected, as a phrase that
 * can follow "expected", and never holds the value: who catches this knows whether the value may be
 * shown.
 */
final class InvalidValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidValueException(String expected) {
    super(expected);
  }
}
