package dev.sentinelauth.internal.routes;

/** What a route asks of a request: the values of {@code sentinel.route.NAME.access}. */
public enum Access {
  /** A valid token; the default. */
  TOKEN,
  /** A token is checked if there is one. */
  OPTIONAL,
  /** Tokens are not looked at. */
  ANONYMOUS,
  /** A user who logged in with LivePerson. */
  LOGIN,
  /** Nobody gets in, whatever the header says. */
  DENY
}
