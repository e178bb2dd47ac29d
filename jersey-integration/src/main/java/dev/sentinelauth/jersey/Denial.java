package dev.sentinelauth.jersey;

/** What is known, before a request is authenticated, about {@code @DenyAll} where it goes. */
enum Denial {
  /** Nothing is known to forbid it. */
  NONE,
  /**
   * The declared type behind a sub-resource locator forbids it; the object that the locator returns
   * may differ.
   */
  LIKELY,
  /** It goes to something that nobody may call. */
  CERTAIN
}
