package dev.sentinelauth;

import dev.sentinelauth.LoginException.Reason;
import dev.sentinelauth.SentinelConfig.Login;
import dev.sentinelauth.internal.remote.SentinelHttp;
import dev.sentinelauth.internal.settings.InvalidValueException;
import dev.sentinelauth.internal.settings.Values;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Logs users of one account in, for adapters, by authorization code (RFC 6749 section 4.1, RFC
 * 9700), and keeps them logged in by refreshing their tokens. It knows neither requests nor
 * sessions: {@code SentinelLoginFilter} is what brings it to a web application.
 *
 * <p>Nothing about a login is kept here between its steps, so each of them may happen on another
 * node. Thread-safe.
 */
public final class LoginFlow {
  private final LoginContext context;
  private final AuthorizationRequest authorization;
  private final CodeRedemption redemption;
  private final UserRefresh refresh;

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

  LoginFlow(LoginContext context) {
    this.context = context;
    this.authorization = new AuthorizationRequest(context);
    this.redemption = new CodeRedemption(context);
    this.refresh = new UserRefresh(context);
  }

  /** Goes by other settings from now on; what is remembered of logins stays. */
  void follow(SentinelConfig config, Login settings, TokenEndpoint endpoint, IdTokens idTokens) {
    context.follow(config, settings, endpoint, idTokens);
  }

  /**
   * The logins of a configuration; {@code null} where it has none, or leaves open to which account.
   *
   * @param keys {@code null} where no key set is trusted
   */
  static @Nullable LoginFlow of(
      SentinelConfig config,
      SentinelHttp http,
      Domains domains,
      @Nullable AccountKeys keys,
      InstantSource clock,
      SentinelListener listener) {
    Login settings = config.login();
    String clientId = config.client().clientId();
    if (settings == null || settings.account() == null || clientId == null) {
      return null;
    }
    String account = settings.account();
    TokenEndpoint endpoint = new TokenEndpoint(account, config, http, domains);
    IdTokens idTokens = new IdTokens(account, clientId, config, keys, clock);
    return new LoginFlow(
        LoginContext.of(account, config, settings, endpoint, idTokens, clock, listener));
  }

  /** The account that users log in to. */
  public String accountId() {
    return context.account();
  }

  /** The installation that they log in with. */
  public String clientId() {
    return context.clientId();
  }

  /** Where Sentinel sends the browser back to: {@code sentinel.login.redirect-uri}. */
  public URI redirectUri() {
    return context.settings().redirectUri();
  }

  /** The path inside the application that ends a login: {@code sentinel.login.logout-path}. */
  public String logoutPath() {
    return context.settings().logoutPath();
  }

  /** Where the user goes then, inside the application: {@code sentinel.login.after-logout}. */
  public String afterLogout() {
    return context.settings().afterLogout();
  }

  /**
   * Whether the application may stand in frames of other sites: {@code sentinel.login.same-site =
   * none}.
   */
  public boolean isForFrames() {
    return context.settings().sameSite() == SentinelConfig.SameSite.NONE;
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
    return authorization.begin(returnTo);
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
    return redemption.complete(attempt, state, code, error);
  }

  /**
   * Keeps a login up: renews its tokens every {@code sentinel.login.refresh-interval}, and before
   * an access token is used past its end. All who ask at once for one login wait for one refresh,
   * and get the same answer for a while afterwards too; where enough wait already, the login stays
   * as it is. It does so, too, while Sentinel can't refresh, until its access token ends; and for
   * half a minute after Sentinel refused its refresh token, which another node may have used.
   *
   * @return the same login, or the one that takes its place and is to be kept from now on
   * @throws LoginException with {@link Reason#UNAVAILABLE} where the access token has ended and
   *     Sentinel can't be reached: the login is to be kept, and may be refreshed later (at once
   *     from where it is kept, if {@link LoginException#isContested}); with any other reason the
   *     login has ended
   */
  public LoggedInUser refresh(LoggedInUser user) throws LoginException {
    if (!user.isOf(context.account(), context.clientId())) {
      throw new LoginException(Reason.REFUSED, "a login to another account");
    }
    return refresh.of(user);
  }

  /** Account and client. */
  @Override
  public String toString() {
    return "LoginFlow[account=" + accountId() + ", client=" + clientId() + "]";
  }
}
