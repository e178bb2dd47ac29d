package dev.sentinelauth.emulator;

/** Which of its two shapes the Domain API answers in. */
public enum DomainShape {
  /** The one that belongs to the URL. */
  BY_URL,

  /** One service, from either URL: the one that was asked for, else {@code sentinel}. */
  SINGLE,

  /** All services of the account in a list, from either URL. */
  LIST
}
