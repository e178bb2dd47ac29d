package dev.sentinelauth.test;

/** Stands beside the failure of a test, which it may explain; its name is what is printed. */
final class TestKitNote extends Exception {
  private static final long serialVersionUID = 1L;

  TestKitNote(String message) {
    super(message, null, false, false);
  }
}
