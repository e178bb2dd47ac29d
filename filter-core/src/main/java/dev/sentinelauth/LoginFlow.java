package dev.sentinelauth;

import dev.sentinelauth.LoginException.Reason;
import dev.sentinelauth.SentinelConfig.Login;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs users of one account in by authorization code (RFC 6749 section 4.1, RFC 9700), and keeps
 * them logged in by refreshing their tokens. It knows neither requests nor sessions: {@code
 * SentinelLoginFilter} is what brings it to a web application.
 *
 * <p>Nothing about a login is kept here between its steps, so each of them may happen on another
 * node. Thread-safe.
 */
public final class LoginFlow {
  private static final Logger log = LoggerFactory.getLogger(LoginFlow.class);

  private static final Duration ATTEMPT_LIFETIME = Duration.ofMinutes(10);

  /** RFC 6749 section 10.10 asks for at least 128 bits, better 160. */
  private static final int STATE_BYTES = 20;

  /** RFC 7636 section 4.1. */
  private static final int VERIFIER_BYTES = 32;

  /** What a browser keeps as a cookie has its limits; a longer target loses its query. */
  private static final int LONGEST_TARGET = 1500;

  /** Of one node in ten minutes: some 10 MiB at most. */
  private static final int MOST_SPENT = 100_000;

  /** RFC 6749 section 5.2: what no other code or refresh token would change. */
  private static final Set<String> CLIENT_ERRORS =
      Set.of("invalid_client", "unauthorized_client", "unsupported_grant_type");

  /** RFC 6749 section 4.1.2.1: some answer a code or a refresh token with them as well. */
  private static final Set<String> TEMPORARY_ERRORS =
      Set.of("server_error", "temporarily_unavailable");

  private final String account;
  private final Login settings;
  private final String clientId;
  private final Secret secret;
  private final Duration timeout;
  private final TokenEndpoint endpoint;
  private final IdTokens idTokens;
  private final UserRefresh refresh;
  private final InstantSource clock;
  private final SentinelListener listener;
  private final WaitingRoom lookingUp = new WaitingRoom();
  private final WaitingRoom redeeming = new WaitingRoom();
  private final SpentAttempts spent = new SpentAttempts(MOST_SPENT, ATTEMPT_LIFETIME.toMillis());
  private final SecureRandom random = new SecureRandom();

  /** Of what an operator can mend; the rest is up to users. */
  private final Map<Reason, AtomicLong> quietUntilByReason =
      Map.of(
          Reason.CLIENT_REFUSED, new AtomicLong(Long.MIN_VALUE),
          Reason.UNAVAILABLE, new AtomicLong(Long.MIN_VALUE),
          Reason.INVALID_ID_TOKEN, new AtomicLong(Long.MIN_VALUE));

  /**
   * A login that was begun.
   *
   * @param authorizationUri where to send the browser
   * @param state what the browser will bring back (RFC 6749 section 4.1.1): base64url
   * @param attempt what the browser has to keep until then, for {@link #complete}; sealed, and as
   *     long as a cookie may be
   * @param validFor how long it may take
   */
  public record Begun(URI authorizationUri, String state, String attempt, Duration validFor) {

    /** The host alone: state and challenge are in the query. */
    @Override
    public String toString() {
      return "Begun[at=" + authorizationUri.getAuthority() + "]";
    }
  }

  /**
   * A login that succeeded.
   *
   * @param returnTo where the user was when it began: a path on this server, with its query
   */
  public record Completed(LoggedInUser user, String returnTo) {}

  LoginFlow(
      String account,
      SentinelConfig config,
      Login settings,
      TokenEndpoint endpoint,
      IdTokens idTokens,
      InstantSource clock,
      SentinelListener listener) {
    this.account = account;
    this.settings = settings;
    String id = config.client().clientId();
    Secret key = config.client().clientSecret();
    if (id == null || key == null) {
      throw new IllegalStateException("login needs sentinel.client-id and sentinel.client-secret");
    }
    this.clientId = id;
    this.secret = key;
    this.timeout = config.remote().requestTimeout();
    this.endpoint = endpoint;
    this.idTokens = idTokens;
    this.clock = clock;
    this.listener = listener;
    this.refresh = new UserRefresh(account, settings, endpoint, idTokens, timeout, clock, listener);
  }

  /** The account that users log in to. */
  public String accountId() {
    return account;
  }

  /** The installation that they log in with. */
  public String clientId() {
    return clientId;
  }

  /** Where Sentinel sends the browser back to: {@code sentinel.login.redirect-uri}. */
  public URI redirectUri() {
    return settings.redirectUri();
  }

  /** The path inside the application that ends a login: {@code sentinel.login.logout-path}. */
  public String logoutPath() {
    return settings.logoutPath();
  }

  /** Where the user goes then, inside the application: {@code sentinel.login.after-logout}. */
  public String afterLogout() {
    return settings.afterLogout();
  }

  /**
   * Begins a login.
   *
   * @param returnTo where the user is to be afterwards: a path on this server, with its query
   * @throws IllegalArgumentException if that is anything but a path: {@code //host}, a backslash, a
   *     control character
   * @throws LoginException with {@link Reason#UNAVAILABLE}, if it isn't known where the account's
   *     Sentinel is
   */
  public Begun begin(String returnTo) throws LoginException {
    try {
      Values.localTarget(returnTo);
    } catch (InvalidValueException e) {
      throw new IllegalArgumentException("expected " + e.getMessage(), e);
    }
    URI server = server();
    String state = randomText(STATE_BYTES);
    String verifier = settings.pkce() ? randomText(VERIFIER_BYTES) : null;
    Map<String, String> query = new LinkedHashMap<>();
    query.put("v", "1.0"); // the only version there is of this endpoint
    query.put("response_type", "code");
    query.put("client_id", clientId);
    query.put("redirect_uri", settings.redirectUri().toString());
    query.put("state", state);
    if (verifier != null) {
      query.put("code_challenge", challenge(verifier));
      query.put("code_challenge_method", "S256");
    }
    StringBuilder uri =
        new StringBuilder("/sentinel/api/account/").append(account).append("/authorize");
    char separator = '?';
    for (Map.Entry<String, String> parameter : query.entrySet()) {
      uri.append(separator)
          .append(parameter.getKey())
          .append('=')
          .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
      separator = '&';
    }
    LoginAttempt attempt = new LoginAttempt(clock.millis(), state, verifier, shortened(returnTo));
    return new Begun(server.resolve(uri.toString()), state, attempt.seal(key()), ATTEMPT_LIFETIME);
  }

  private static String shortened(String target) {
    if (target.length() <= LONGEST_TARGET) {
      return target;
    }
    int query = target.indexOf('?');
    return query < 0 || query > LONGEST_TARGET ? "/" : target.substring(0, query);
  }

  private URI server() throws LoginException {
    try {
      return endpoint.server(lookingUp, System.nanoTime() + timeout.toNanos());
    } catch (FetchException e) {
      throw unavailable("it is not known where the Sentinel of account " + account + " is", e);
    }
  }

  /**
   * Completes a login: redeems the code, and checks the {@code id_token} that comes for it. Waits
   * for Sentinel, within the limits of {@code sentinel.http.request-timeout}; where enough logins
   * wait for it already, the attempt is kept ({@link LoginException#isAttemptKept}). Of one attempt
   * no more than one code is redeemed here, whatever comes of it.
   *
   * @param attempt what {@link #begin} gave the browser to keep; {@code null} if it has nothing
   * @param state the parameter of the callback; {@code null} if there is none, or several
   * @param code likewise
   * @param error likewise (RFC 6749 section 4.1.2.1)
   * @throws LoginException if the user is not logged in
   */
  public Completed complete(
      @Nullable String attempt,
      @Nullable String state,
      @Nullable String code,
      @Nullable String error)
      throws LoginException {
    try {
      LoginAttempt begun = open(attempt, state);
      try {
        return new Completed(redeem(begun, code, error), begun.returnTo());
      } catch (LoginException e) {
        throw e.from(begun.returnTo());
      }
    } catch (LoginException e) {
      listener.loginFailed(account, e.reason());
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
    long now = clock.millis();
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
    LoginAttempt begun = attempt == null ? null : LoginAttempt.open(attempt, key());
    if (begun == null || state == null || !same(begun.state(), state)) {
      throw new LoginException(Reason.UNKNOWN_STATE, "this browser began no such login");
    }
    // begun by another node perhaps, whose clock may be ahead
    if (clock.millis() - begun.begunAt() >= ATTEMPT_LIFETIME.toMillis()) {
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
    LoggedInUser user =
        LoggedInUser.of(
            account, clientId, idTokens.verify(tokens.idToken()), tokens, clock.millis());
    log.debug("Login to account {}: a user logged in", account);
    listener.loggedIn(user);
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
          "enough logins wait for " + endpoint.host(), Duration.ofSeconds(1));
    }
    try {
      if (!spent.spend(begun, clock.millis())) {
        throw completedBefore();
      }
      return await(endpoint.authorizationCode(code, begun.codeVerifier(), settings));
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
      return answer.toCompletableFuture().get(3 * timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failed(e);
    } catch (TimeoutException e) {
      throw new LoginException(Reason.UNAVAILABLE, endpoint.host() + " did not answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoginException(Reason.UNAVAILABLE, "interrupted");
    }
  }

  private LoginException failed(ExecutionException failure) {
    if (!(cause(failure) instanceof FetchException answer)) {
      log.error("A login failed unexpectedly", failure);
      return new LoginException(Reason.UNAVAILABLE, "a fault in the login itself");
    }
    if (isGrantRefused(answer)) {
      return new LoginException(
          Reason.REFUSED,
          "the code was refused by " + endpoint.host() + ": " + answer.getMessage());
    }
    return answer.isRefusal() && !isTemporary(answer)
        ? new LoginException(
            Reason.CLIENT_REFUSED,
            endpoint.host() + " refuses client " + clientId + ": " + answer.getMessage())
        : unavailable(endpoint.host(), answer);
  }

  /** Whether the code or the refresh token is bad, rather than the client. */
  static boolean isGrantRefused(FetchException answer) {
    String error = answer.oauthError();
    return error == null
        ? answer.status() == 400
        : answer.isRefusal() && !CLIENT_ERRORS.contains(error) && !isTemporary(answer);
  }

  private static boolean isTemporary(FetchException answer) {
    String error = answer.oauthError();
    return error != null && TEMPORARY_ERRORS.contains(error);
  }

  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static LoginException unavailable(String what, FetchException e) {
    Duration retryAfter = e.retryAfter();
    return new LoginException(
        Reason.UNAVAILABLE,
        what + ": " + e.getMessage(),
        retryAfter == null ? Duration.ofSeconds(1) : retryAfter,
        null);
  }

  /**
   * Keeps a login up: renews its tokens every {@code sentinel.login.refresh-interval}, and before
   * an access token is used past its end. All who ask at once for one login wait for one refresh,
   * and get the same answer for a while afterwards too. While Sentinel can't refresh, the login
   * stays as it is until its access token ends.
   *
   * @return the same login, or the one that takes its place and is to be kept from now on
   * @throws LoginException with {@link Reason#UNAVAILABLE} where the access token has ended and
   *     Sentinel can't be reached: the login is to be kept, and may be refreshed later; with any
   *     other reason the login has ended
   */
  public LoggedInUser refresh(LoggedInUser user) throws LoginException {
    if (!user.isOf(account, clientId)) {
      throw new LoginException(Reason.REFUSED, "a login to another account");
    }
    return refresh.of(user);
  }

  private SecretKey key() {
    return LoginAttempt.key(secret.reveal(), account + "\n" + clientId);
  }

  private String randomText(int bytes) {
    byte[] text = new byte[bytes];
    random.nextBytes(text);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  /** RFC 7636 section 4.2. */
  private static String challenge(String verifier) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  /** Account and client. */
  @Override
  public String toString() {
    return "LoginFlow[account=" + account + ", client=" + clientId + "]";
  }
}
