package dev.sentinelauth;

import org.jspecify.annotations.Nullable;

/**
 * A verdict in a request, and what it was given for; an older one of the same authenticator counts
 * no more.
 *
 * @param others those of other authenticators
 */
record KeptVerdict(
    RequestAuthenticator by,
    Verdict.Accepted verdict,
    String method,
    RequestPath path,
    @Nullable KeptVerdict others) {

  /**
   * The verdict of an authenticator besides those of others.
   *
   * @param previous what is found in the request so far, whatever it is
   */
  static KeptVerdict after(
      @Nullable Object previous,
      RequestAuthenticator by,
      Verdict.Accepted verdict,
      String method,
      RequestPath path) {
    return new KeptVerdict(
        by, verdict, method, path, previous instanceof KeptVerdict kept ? kept : null);
  }

  /** Whether it was given for this very request. */
  boolean isFor(String method, RequestPath path) {
    return this.method.equals(method) && this.path.isSameRequestAs(path);
  }

  /**
   * The verdict that an authenticator gave.
   *
   * @param attribute what is found in the request, whatever it is
   * @return {@code null} where this authenticator has no verdict in there
   */
  static @Nullable KeptVerdict of(@Nullable Object attribute, RequestAuthenticator by) {
    KeptVerdict kept = attribute instanceof KeptVerdict k ? k : null;
    while (kept != null && kept.by != by) {
      kept = kept.others;
    }
    return kept;
  }
}
