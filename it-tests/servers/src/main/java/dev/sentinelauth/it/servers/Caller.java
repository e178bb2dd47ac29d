package dev.sentinelauth.it.servers;

/** Whose token a request carries. */
enum Caller {
  /** None at all. */
  NONE,
  /** A valid one, of the application {@code caller}, with the scope {@code read}. */
  READER,
  /** A valid one with the scopes {@code read} and {@code admin}. */
  ADMIN,
  /** A valid one of the application {@code partner}. */
  PARTNER,
  /** A valid one for the other account that is served. */
  OTHER_ACCOUNT,
  /** For an account that isn't served. */
  FOREIGN,
  /** Of yesterday. */
  EXPIRED,
  /** By a key that nobody knows. */
  FORGED
}
