package dev.sentinelauth;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Hears, for applications, what happens: for metrics and audits. Every method does nothing by
 * default.
 *
 * <p>Methods are called on the thread that serves the request, or on Sentinel's own: they must be
 * quick and thread-safe. What they throw is logged and changes no decision.
 */
public interface SentinelListener {

  /**
   * A {@link Sentinel} was built, and its first keys are at hand or on their way. Some events may
   * have come before. A listener that is given to several hears this of each.
   */
  default void started(Sentinel sentinel) {}

  /**
   * A {@link Sentinel} of which {@link #started} told is being closed; comes once. A few events may
   * come after it. Who keeps the instance lets go of it here, or a closed one, and with it its
   * application, stays in memory.
   */
  default void ended(Sentinel sentinel) {}

  /** A token was verified and its request may pass. */
  default void accepted(AppJwt token) {}

  /** A request or a token was refused. */
  default void refused(Rejection rejection) {}

  /**
   * It was decided about a request: once for each, however many filters and annotations have a say
   * in it. That it was let in is told when none of them can refuse it any more, which is mostly
   * when the application has done its work.
   *
   * <p>Whether a class has this method is found out once; where no listener has it, nothing is made
   * for it.
   */
  default void decided(Decision decision) {}

  /** A token was found among the verified ones that are remembered. */
  default void cacheHit() {}

  /**
   * A token, or what stood in its place, was not found among the remembered ones, and is checked.
   */
  default void cacheMiss() {}

  /**
   * A token that was not remembered turned out to be good. Nothing is timed where no listener has a
   * method of its own for this.
   *
   * @param took from taking it apart to the last check, its signature included; where its key had
   *     to be waited for, that too
   */
  default void verified(Duration took) {}

  /**
   * A key set was fetched.
   *
   * @param keySet where from
   * @param keyIds the ids of the usable keys in it
   * @param changed whether they differ from the keys held before
   */
  default void keysFetched(URI keySet, Set<String> keyIds, boolean changed) {}

  /**
   * A key set could not be fetched.
   *
   * @param keySet where from; for an account whose host is not known, the address of the Domain API
   * @param reason what went wrong, in one line without secrets
   * @param failingSince the first failure since the last success
   */
  default void keysFailed(URI keySet, String reason, Instant failingSince) {}

  /**
   * An attempt to fetch a key set is over; {@link #keysFetched} or {@link #keysFailed} says more.
   *
   * @param keySet where from
   */
  default void keysFetchEnded(URI keySet, Duration took, boolean succeeded) {}

  /**
   * An outbound token was obtained or renewed.
   *
   * @param expiresAt by the local clock
   */
  default void appJwtObtained(String accountId, Instant expiresAt) {}

  /**
   * An outbound token could not be obtained or renewed. While one is still valid, no call fails.
   *
   * @param reason what went wrong, in one line without secrets
   * @param failingSince the first failure since the last success
   */
  default void appJwtFailed(String accountId, String reason, Instant failingSince) {}

  /**
   * An attempt to obtain an outbound token is over; {@link #appJwtObtained} or {@link
   * #appJwtFailed} says more.
   *
   * @param took the look-up of the account's host included, where it wasn't known
   */
  default void appJwtFetchEnded(String accountId, Duration took, boolean succeeded) {}

  /** A user logged in. */
  default void loggedIn(LoggedInUser user) {}

  /** A login was not completed. */
  default void loginFailed(String accountId, LoginException.Reason reason) {}

  /** The tokens of a login were renewed. */
  default void loginRefreshed(LoggedInUser user) {}

  /**
   * The tokens of logins can't be renewed. Nobody is logged out for that before the end of the
   * access token.
   *
   * @param reason what went wrong, in one line without secrets
   * @param failingSince the first failure since the last success
   */
  default void loginRefreshFailed(String accountId, String reason, Instant failingSince) {}

  /** A login ended because Sentinel refused to renew it. */
  default void loginEnded(LoggedInUser user) {}
}
