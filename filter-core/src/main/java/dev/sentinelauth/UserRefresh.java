package dev.sentinelauth;

import dev.sentinelauth.LoginException.Reason;
import dev.sentinelauth.internal.codec.Sha256;
import dev.sentinelauth.internal.remote.Backoff;
import dev.sentinelauth.internal.remote.BackoffPolicy;
import dev.sentinelauth.internal.remote.Bulkhead;
import dev.sentinelauth.internal.remote.FailureLog;
import dev.sentinelauth.internal.remote.FetchException;
import dev.sentinelauth.internal.remote.Trouble;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the tokens of logins. Each refresh token is sent once, however many requests of a session
 * come at that moment: who reads the old login from the session a little later gets what came for
 * it.
 *
 * <p>After a failure nobody asks for a while, and then one login at a time tries: an outage must
 * neither be answered with a storm, nor hold the threads of everybody whose refresh is due. Before
 * the first failure, too, only some may wait; the others go on with the tokens that they have.
 */
final class UserRefresh {
  private static final Logger log = LoggerFactory.getLogger(UserRefresh.class);

  /**
   * 1 s, 2 s, ... 60 s, or 10 s for a login that can't go on without; 30 s after a plain no to the
   * client itself.
   */
  private static final BackoffPolicy PAUSE = new BackoffPolicy(1_000, 10_000, 60_000, 30_000, true);

  private static final long TURN_OF_OTHERS_MILLIS = 60_000;

  /** As long as a request may still carry the old login. */
  private static final Duration REMEMBERED = Duration.ofMinutes(2);

  /** All parts of a page, say; the rest of a crowd is served with the tokens that are there. */
  private static final int MOST_JOINING = 64;

  private final LoginContext context;
  private final String account;
  private final String node;
  private final Duration timeout;
  private final InstantSource clock;
  private final SentinelListener listener;
  private final FailureLog failures;

  /** By refresh token; also what came of them, for requests that still carry the old one. */
  private final TokenMemory<CompletableFuture<LoggedInUser>> flights;

  private final RefusedTokens refused;
  private final OtherNodes others;

  /** For those who begin a refresh, one for each login. */
  private final Bulkhead refreshing = new Bulkhead();

  /** For those who ask for the same login meanwhile. */
  private final Semaphore joining = new Semaphore(MOST_JOINING);

  private final Backoff attempts;
  private final AtomicBoolean probing = new AtomicBoolean();

  /** The digest of a refresh token. */
  private volatile @Nullable String lastInVain;

  private volatile boolean othersAsk;

  UserRefresh(LoginContext context) {
    this.context = context;
    this.account = context.account();
    this.node = context.node();
    this.timeout = context.timeout();
    this.clock = context.clock();
    this.listener = context.listener();
    this.failures = new FailureLog(log, "Refresh of logins to account " + account, clock);
    this.attempts = new Backoff(PAUSE, clock);
    this.refused = new RefusedTokens(clock, listener);
    this.others = new OtherNodes(node, clock);
    this.flights = new TokenMemory<>(REMEMBERED, clock);
  }

  LoggedInUser of(LoggedInUser user) throws LoginException {
    long now = clock.millis();
    String token = user.refreshToken();
    if (token == null && user.hasEnded(now)) {
      throw new LoginException(Reason.REFUSED, "the access token ended, and can't be refreshed");
    }
    if (token == null || !user.isDue(now, context.settings().refreshInterval())) {
      return user;
    }
    if (refused.contains(token)) {
      return refused.judge(user, token, now);
    }
    CompletableFuture<LoggedInUser> flight = flights.get(token);
    if (flight != null && user.equals(cameOf(flight))) {
      // the same refresh token is good once more, and what came of it the last time is due again
      flights.remove(token, flight);
    } else if (flight != null) {
      return join(flight, user, token, now);
    }
    return others.mayRefresh(user, token, now) ? user : refresh(user, token, now);
  }

  private static @Nullable LoggedInUser cameOf(CompletableFuture<LoggedInUser> flight) {
    return flight.isDone() && !flight.isCompletedExceptionally() ? flight.join() : null;
  }

  /** Begins a refresh where there is a seat for whoever waits for it. */
  private LoggedInUser refresh(LoggedInUser user, String token, long now) throws LoginException {
    if (!refreshing.enter()) {
      return unrefreshed(user, now);
    }
    try {
      CompletableFuture<LoggedInUser> flight = takeOff(user, token, now);
      return flight == null ? unrefreshed(user, now) : await(flight, user, token, now);
    } finally {
      refreshing.leave();
    }
  }

  private LoggedInUser join(
      CompletableFuture<LoggedInUser> flight, LoggedInUser user, String token, long now)
      throws LoginException {
    if (flight.isDone()) {
      return await(flight, user, token, now);
    }
    if (!joining.tryAcquire()) {
      return unrefreshed(user, now);
    }
    try {
      return await(flight, user, token, now);
    } finally {
      joining.release();
    }
  }

  /** The flight for this token, begun here or by somebody else; {@code null} in an outage. */
  private @Nullable CompletableFuture<LoggedInUser> takeOff(
      LoggedInUser user, String token, long now) {
    boolean probe = attempts.trouble() != null;
    if (probe && (!mayProbe(user, token, now) || !probing.compareAndSet(false, true))) {
      return null;
    }
    CompletableFuture<LoggedInUser> own = new CompletableFuture<>();
    CompletableFuture<LoggedInUser> other = flights.putIfAbsent(token, own);
    if (other != null) {
      if (probe) {
        probing.set(false);
      }
      return other;
    }
    if (!probe && attempts.trouble() != null) {
      // an outage began since, and with it the pause
      fail(token, own);
      return own;
    }
    attempts.begun();
    context
        .endpoint()
        .refresh(token, context.settings())
        .whenComplete(
            (tokens, failure) -> {
              try {
                if (tokens != null) {
                  land(user, own, tokens);
                } else {
                  crash(token, own, FetchException.cause(failure));
                }
              } catch (RuntimeException e) {
                log.error("A fault in the refresh of a login; it stays until it ends", e);
                fail(token, own);
              } finally {
                if (probe) {
                  probing.set(false);
                }
              }
            });
    return own;
  }

  /**
   * Whether this login may be the one that tries. Where one was just tried in vain, and others ask
   * as well, it leaves them the turn: its own refresh token may be all that is wrong.
   */
  private boolean mayProbe(LoggedInUser user, String token, long now) {
    boolean usable = !user.hasEnded(now);
    boolean again = Sha256.of(token).equals(lastInVain);
    if (!again) {
      othersAsk = true;
    }
    return attempts.mayBegin(now, usable)
        && !(again && othersAsk && now < attempts.nextAt(usable) + TURN_OF_OTHERS_MILLIS);
  }

  private void land(LoggedInUser user, CompletableFuture<LoggedInUser> flight, UserTokens tokens) {
    recovered();
    try {
      LoggedInUser refreshed = user.refreshed(userOf(tokens, user), tokens, node, clock.millis());
      listener.loginRefreshed(refreshed);
      flight.complete(refreshed);
    } catch (LoginException e) {
      log.warn("Refresh of a login to account {}: {}; it has ended", account, e.getMessage());
      listener.loginEnded(user);
      flight.completeExceptionally(e);
    }
  }

  private void crash(String token, CompletableFuture<LoggedInUser> flight, Throwable failure) {
    if (failure instanceof FetchException answer && answer.isGrantRefused()) {
      recovered(); // Sentinel works; it is this login that may have ended
      String reason = String.valueOf(answer.getMessage());
      log.debug("Refresh of a login to account {}: {}", account, reason);
      refused.add(token, reason);
      flight.completeExceptionally(
          new LoginException(Reason.REFUSED, "the refresh token was refused: " + reason));
      return;
    }
    lastInVain = Sha256.of(token);
    Trouble trouble = attempts.failed(true, failure, true);
    failures.failed(
        trouble, true, "asked " + context.endpoint().host() + "; logins stay until they end");
    listener.loginRefreshFailed(account, trouble.reason(), trouble.since());
    // after the pause has begun, so that nobody sends it once more
    fail(token, flight);
  }

  private void fail(String token, CompletableFuture<LoggedInUser> flight) {
    flights.remove(token, flight);
    flight.completeExceptionally(new LoginException(Reason.UNAVAILABLE, "the refresh failed"));
  }

  /** Roles may have changed since; the user may not (OpenID Connect Core section 12.2). */
  private @Nullable IdToken userOf(UserTokens tokens, LoggedInUser user) throws LoginException {
    String idToken = tokens.idToken();
    if (idToken == null) {
      return null;
    }
    IdToken now = context.idTokens().verifyAtOnce(idToken);
    if (!now.subject().equals(user.getName())) {
      throw new LoginException(
          Reason.INVALID_ID_TOKEN, "the refresh brought tokens of another user");
    }
    return now;
  }

  private LoggedInUser await(
      CompletableFuture<LoggedInUser> flight, LoggedInUser user, String token, long now)
      throws LoginException {
    try {
      return flight.get(3 * timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LoginException ended && ended.reason() != Reason.UNAVAILABLE) {
        if (ended.reason() == Reason.REFUSED) {
          return refused.judge(user, token, now);
        }
        throw ended;
      }
      return unrefreshed(user, now);
    } catch (TimeoutException e) {
      return unrefreshed(user, now);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unrefreshed(user, now);
    }
  }

  private LoggedInUser unrefreshed(LoggedInUser user, long now) throws LoginException {
    if (!user.hasEnded(now)) {
      return user;
    }
    throw new LoginException(
        Reason.UNAVAILABLE,
        "the access token ended, and "
            + context.endpoint().host()
            + " can't refresh it at the moment",
        attempts.unavailable().retryAfter(),
        null);
  }

  private void recovered() {
    Trouble over = attempts.trouble();
    attempts.succeeded();
    lastInVain = null;
    othersAsk = false;
    failures.recovered(over);
  }
}
