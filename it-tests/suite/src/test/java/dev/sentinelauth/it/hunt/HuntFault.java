package dev.sentinelauth.it.hunt;

/** What a hunt found. */
record HuntFault(Kind kind, String what) {

  /** The promises. */
  enum Kind {
    /** Something was handled without what its route asks for. */
    LET_IN,
    /** An ambiguous path was handled. */
    AMBIGUOUS,
    /** A resource was reached by a path in which its mapping isn't written out. */
    MAPPING,
    /** The handler doesn't see the caller who was let in. */
    CALLER,
    /** An answer in 5xx or none at all, where the application alone has another. */
    SERVER_ERROR,
    /** A well-formed request with the right token wasn't handled. */
    SHUT_OUT,
    /** A well-formed request without it wasn't answered 401 or 403. */
    STATUS,
    /** The application doesn't start. */
    START
  }
}
