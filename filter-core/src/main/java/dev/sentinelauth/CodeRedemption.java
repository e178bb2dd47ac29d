package dev.sentinelauth;

import dev.sentinelauth.LoginException.Reason;
import dev.sentinelauth.internal.remote.Bulkhead;
import dev.sentinelauth.internal.remote.FailureLog;
import dev.sentinelauth.internal.remote.FetchException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a callback for the end of the login that it belongs to, and redeems its code (RFC 6749
 * sections 4.1.2 and 4.1.3).
 */
final class CodeRedemption {
  /** Under the name of the whole flow, so that operators have one for it. */
  private static final Logger log = LoggerFactory.getLogger(LoginFlow.class);

  /** Of one node in ten minutes: some 10 MiB at most. */
  private static final int MOST_SPENT = 100_000;

  private final LoginContext context;
  private final String account;
  private final Bulkhead redeeming = new Bulkhead();
  private final SpentAttempts spent =
      new SpentAttempts(MOST_SPENT, LoginAttempt.LIFETIME.toMillis());

  /** Of what an operator can mend; the rest is up to users. */
  private final Map<Reason, AtomicLong> quietUntilByReason =
      Map.of(
          Reason.CLIENT_REFUSED, new AtomicLong(Long.MIN_VALUE),
          Reason.UNAVAILABLE, new AtomicLong(Long.MIN_VALUE),
          Reason.INVALID_ID_TOKEN, new AtomicLong(Long.MIN_VALUE));

  CodeRedemption(LoginContext context) {
    this.context = context;
    this.account = context.account();
  }

  /** See {@link LoginFlow#complete}. */
  LoginFlow.Completed complete(
      @Nullable String attempt,
      @Nullable String state,
      @Nullable String code,
      @Nullable String error)
      throws LoginException {
    try {
      LoginAttempt begun = open(attempt, state);
      try {
        return new LoginFlow.Completed(redeem(begun, code, error), begun.returnTo());
      } catch (LoginException e) {
        throw e.from(begun.returnTo());
      }
    } catch (LoginException e) {
      context.listener().loginFailed(account, e.reason());
      log(e);
      throw e;
    }
  }

  private void log(LoginException e) {
    if (!isNews(e.reason())) {
      log.debug("Login to account {}: {}: {}", account, e.reason().code(), e.getMessage());
    } else if (e.reason() == Reason.CLIENT_REFUSED) {
      log.error("Login to account {}: {}", account, e.getMessage());
    } else {
      log.warn("Login to account {}: {}", account, e.getMessage());
    }
  }

  /** Once in a while: anybody can begin logins, and in an outage they would fill the log. */
  private boolean isNews(Reason reason) {
    AtomicLong quietUntil = quietUntilByReason.get(reason);
    if (quietUntil == null) {
      return false;
    }
    long now = context.clock().millis();
    long until = quietUntil.get();
    return now >= until && quietUntil.compareAndSet(until, now + FailureLog.REMIND_AFTER_MILLIS);
  }

  /**
   * The attempt that a callback belongs to.
   *
   * @throws LoginException if it belongs to none
   */
  private LoginAttempt open(@Nullable String attempt, @Nullable String state)
      throws LoginException {
    LoginAttempt begun = attempt == null ? null : LoginAttempt.open(attempt, context.attemptKey());
    if (begun == null || state == null || !same(begun.state(), state)) {
      throw new LoginException(Reason.UNKNOWN_STATE, "this browser began no such login");
    }
    // begun by another node perhaps, whose clock may be ahead
    if (context.clock().millis() - begun.begunAt() >= LoginAttempt.LIFETIME.toMillis()) {
      throw new LoginException(Reason.TOO_LATE, "the login was begun too long ago")
          .from(begun.returnTo());
    }
    return begun;
  }

  private LoggedInUser redeem(LoginAttempt begun, @Nullable String code, @Nullable String error)
      throws LoginException {
    if (error != null) {
      throw answered(error);
    }
    if (code == null || code.isEmpty()) {
      throw new LoginException(Reason.MALFORMED_CALLBACK, "the callback holds no code");
    }
    UserTokens tokens = redeem(begun, code);
    LoggedInUser user = context.loggedIn(context.idTokens().verify(tokens.idToken()), tokens);
    log.debug("Login to account {}: a user logged in", account);
    context.listener().loggedIn(user);
    return user;
  }

  /**
   * Anybody can begin a login and bring made-up codes: only a few of them may hold a thread, and
   * each attempt is good for one.
   */
  private UserTokens redeem(LoginAttempt begun, String code) throws LoginException {
    if (spent.isSpent(begun)) {
      throw completedBefore();
    }
    if (!redeeming.enter()) {
      // before it is spent: whoever finds no seat may come again
      throw LoginException.keepingTheAttempt(
          "enough logins wait for " + context.endpoint().host(), Duration.ofSeconds(1));
    }
    try {
      if (!spent.spend(begun, context.clock().millis())) {
        throw completedBefore();
      }
      return await(
          context.endpoint().authorizationCode(code, begun.codeVerifier(), context.settings()));
    } finally {
      redeeming.leave();
    }
  }

  private static LoginException completedBefore() {
    return new LoginException(
        Reason.UNKNOWN_STATE, "this login was completed before, or there were too many since");
  }

  /** What the browser brought from the authorization endpoint; only known words are repeated. */
  private static LoginException answered(String error) {
    return switch (error) {
      case "access_denied" ->
          new LoginException(Reason.ACCESS_DENIED, "the login was cancelled or denied");
      case "temporarily_unavailable",
          "server_error",
          "unauthorized_client",
          "invalid_client",
          "unsupported_response_type" ->
          new LoginException(Reason.REFUSED, "Sentinel answered the browser " + error);
      default -> new LoginException(Reason.REFUSED, "Sentinel answered the browser with an error");
    };
  }

  private UserTokens await(CompletionStage<UserTokens> answer) throws LoginException {
    try {
      // the exchange has its own time-out; there may be two, and a look-up before them
      return answer
          .toCompletableFuture()
          .get(3 * context.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failed(e);
    } catch (TimeoutException e) {
      throw new LoginException(
          Reason.UNAVAILABLE, context.endpoint().host() + " did not answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoginException(Reason.UNAVAILABLE, "interrupted");
    }
  }

  private LoginException failed(ExecutionException failure) {
    if (!(FetchException.cause(failure) instanceof FetchException answer)) {
      log.error(
          "A fault in a login to account {}; the user was told to try again later",
          account,
          failure);
      return new LoginException(Reason.UNAVAILABLE, "a fault in the login itself");
    }
    if (answer.isGrantRefused()) {
      return new LoginException(
          Reason.REFUSED,
          "the code was refused by " + context.endpoint().host() + ": " + answer.getMessage());
    }
    return answer.isRefusal() && !answer.isTemporary()
        ? new LoginException(
            Reason.CLIENT_REFUSED,
            context.endpoint().host()
                + " refuses client "
                + context.clientId()
                + ": "
                + answer.getMessage())
        : LoginException.unavailable(
            context.endpoint().host() + ": " + answer.getMessage(), answer.retryAfterOrSoon());
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
