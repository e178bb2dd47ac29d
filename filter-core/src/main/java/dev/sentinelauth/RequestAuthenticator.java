package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Text;
import dev.sentinelauth.internal.routes.Route;
import dev.sentinelauth.internal.routes.RouteMatch;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides for adapters about whole requests: path, route, {@code Authorization} header, token,
 * account and scopes. All of them ask it, so all answer alike. Thread-safe.
 */
public final class RequestAuthenticator {
  private static final Logger log = LoggerFactory.getLogger(RequestAuthenticator.class);

  /** The request attribute under which adapters keep {@link #attribute} of the verdict. */
  public static final String VERDICT_ATTRIBUTE = "dev.sentinelauth.Verdict";

  /** The request attribute with the {@link AppJwt} of a caller, for applications. */
  public static final String TOKEN_ATTRIBUTE = "dev.sentinelauth.AppJwt";

  /** The request attribute with the {@link LoggedInUser}, for applications. */
  public static final String USER_ATTRIBUTE = "dev.sentinelauth.LoggedInUser";

  private final RequestJudge judge;
  private final Answers answers;
  private final RouteDemands demands;
  private final SentinelListener listener;

  /**
   * @param unmatched what holds for a path that no route matches
   */
  RequestAuthenticator(
      AppJwtVerifier verifier, SentinelConfig config, Route unmatched, SentinelListener listener) {
    this.answers = new Answers(config.web().realm(), config.web().errorDetail());
    this.demands = new RouteDemands(answers);
    this.judge = new RequestJudge(verifier, config, unmatched, answers, demands);
    this.listener = listener;
  }

  /**
   * What adapters keep in the request, so that whoever sees the same request again keeps the
   * verdict.
   *
   * @param previous what is found under {@link #VERDICT_ATTRIBUTE} so far, whatever it is; verdicts
   *     of other authenticators in it stay there
   * @param method the request method that was judged
   * @param path the path that was judged
   */
  public Object attribute(
      @Nullable Object previous, Verdict.Accepted verdict, String method, RequestPath path) {
    return KeptVerdict.after(previous, this, verdict, method, path);
  }

  /**
   * The same with another verdict: what was judged stays what it was.
   *
   * @throws IllegalArgumentException if this authenticator has no verdict in there
   */
  public Object replaced(@Nullable Object previous, Verdict.Accepted verdict) {
    KeptVerdict kept = KeptVerdict.of(previous, this);
    if (kept == null) {
      throw new IllegalArgumentException("nothing was judged");
    }
    return KeptVerdict.after(previous, this, verdict, kept.method(), kept.path());
  }

  /**
   * The verdict that is kept in a request, whatever became of the request since: who the caller is.
   *
   * @param attribute the value found under {@link #VERDICT_ATTRIBUTE}, whatever it is
   * @return the verdict, if this same authenticator gave it; else {@code null}, and the request is
   *     to be judged
   */
  public Verdict.@Nullable Accepted accepted(@Nullable Object attribute) {
    KeptVerdict kept = KeptVerdict.of(attribute, this);
    return kept == null ? null : kept.verdict();
  }

  /**
   * The verdict that is kept in a request, if it was given for this very method, raw path and
   * application. What is judged is what is dispatched: a request that was changed on its way is
   * another one.
   *
   * @param attribute the value found under {@link #VERDICT_ATTRIBUTE}, whatever it is
   * @return {@code null} where the request is to be judged
   */
  public Verdict.@Nullable Accepted accepted(
      @Nullable Object attribute, String method, RequestPath path) {
    KeptVerdict kept = KeptVerdict.of(attribute, this);
    return kept != null && kept.isFor(method, path) ? kept.verdict() : null;
  }

  /**
   * The path that a verdict was given for, whichever dispatch it is seen in.
   *
   * @param attribute the value found under {@link #VERDICT_ATTRIBUTE}, whatever it is
   * @return {@code null} where this authenticator has no verdict in there
   */
  public @Nullable RequestPath judgedPath(@Nullable Object attribute) {
    KeptVerdict kept = KeptVerdict.of(attribute, this);
    return kept == null ? null : kept.path();
  }

  /**
   * The answer of a filter whose configuration is wrong, and which serves nothing: a 500 without
   * detail.
   */
  public static Verdict.Refused notConfigured() {
    return new Answers("", false).refused(Rejection.INTERNAL_ERROR);
  }

  /**
   * Judges a request to an application that is mounted at its context path and nowhere deeper.
   * Nobody is logged in. Never throws: a fault of this module is logged and answered 500.
   *
   * @param method the request method, as sent
   * @param rawPath see {@link RequestPath#raw()}
   * @param rawContextPath see {@link RequestPath#context()}
   * @param authorization all values of the {@code Authorization} header, one element for each
   *     header field
   */
  public Verdict authenticate(
      String method, String rawPath, String rawContextPath, List<String> authorization) {
    return authenticate(
        method, new RequestPath(rawPath, rawContextPath), authorization, () -> null);
  }

  /**
   * Judges a request. Never throws: a fault of this module is logged and answered 500.
   *
   * @param method the request method, as sent
   * @param path the path of the client's request
   * @param authorization all values of the {@code Authorization} header, one element for each
   *     header field
   * @param user finds the user who is logged in, {@code null} for none; asked only where the route
   *     wants to know, perhaps twice
   */
  public Verdict authenticate(
      String method,
      RequestPath path,
      List<String> authorization,
      Supplier<@Nullable LoggedInUser> user) {
    try {
      return concluded(judge.judge(method, path, authorization, user), method, path);
    } catch (RuntimeException | Error e) {
      return fault(e);
    }
  }

  /**
   * As {@link #authenticate}, for what nobody may do by all that is known so far: whoever is not
   * let in learns that, and not what is wrong with the token.
   *
   * @param method the request method, as sent
   * @param path the path of the client's request
   * @param authorization all values of the {@code Authorization} header
   * @param user finds the user who is logged in, {@code null} for none
   */
  public Verdict authenticateOrDeny(
      String method,
      RequestPath path,
      List<String> authorization,
      Supplier<@Nullable LoggedInUser> user) {
    try {
      Verdict verdict = judge.judge(method, path, authorization, user);
      return concluded(
          verdict instanceof Verdict.Refused ? judge.deny(path) : verdict, method, path);
    } catch (RuntimeException | Error e) {
      return fault(e);
    }
  }

  /**
   * Refuses what nobody may do, whatever the request brings: 403 without a challenge. An ambiguous
   * path comes before that and is answered 400: who knows what it means.
   *
   * @param method the request method, as sent
   * @param path the path of the client's request
   */
  public Verdict deny(String method, RequestPath path) {
    try {
      return concluded(judge.deny(path), method, path);
    } catch (RuntimeException | Error e) {
      return fault(e);
    }
  }

  /**
   * What becomes of a token where a route asks for a good one and no more. For explanations: nobody
   * is told of it.
   *
   * @param authorization all values of the {@code Authorization} header
   */
  Verdict judgeToken(List<String> authorization) {
    return judge.judgeRoute(new RouteMatch(Route.DEFAULT, List.of()), authorization, () -> null);
  }

  /** Says in the log and to the listener how a request was judged. */
  private Verdict concluded(Verdict verdict, String method, RequestPath path) {
    if (verdict instanceof Verdict.Refused refused && log.isDebugEnabled()) {
      log.debug(
          "refused: {}, {} {}",
          refused.rejection().code(),
          Text.printable(method, 20),
          Text.printablePath(path.raw(), 200));
    }
    if (verdict instanceof Verdict.Accepted accepted && accepted.token() != null) {
      listener.accepted(accepted.token());
    }
    return told(verdict);
  }

  /**
   * Asks for scopes beyond those of the route, as an annotation does; of a user who logged in, for
   * roles.
   *
   * @param verdict what {@link #authenticate} said
   * @param scopes all of them are needed
   * @return the same verdict, or a refusal: 401 for an anonymous caller, 403 for one who lacks a
   *     scope
   */
  public Verdict requireScopes(Verdict.Accepted verdict, Set<String> scopes) {
    return told(demands.scopes(verdict, scopes, true));
  }

  /**
   * As {@link #requireScopes}, but one of the scopes is enough; where there is none to choose from,
   * nobody has it.
   */
  public Verdict requireAnyScope(Verdict.Accepted verdict, Set<String> scopes) {
    return told(demands.scopes(verdict, scopes, false));
  }

  /** The refusal of something that nobody may do: 403 without a challenge. */
  public Verdict.Refused deny() {
    return refuse(answers.refused(Rejection.DENIED));
  }

  /**
   * The answer where a login is past its end and can't be renewed for now.
   *
   * @param retryAfter when it is worth trying again
   */
  public Verdict.Refused loginUnavailable(Duration retryAfter) {
    return refuse(answers.unavailable(Rejection.LOGIN_UNAVAILABLE, retryAfter));
  }

  /**
   * The answer to a fault in the authentication itself: logs it with its stack trace and gives a
   * 500 without detail.
   */
  public Verdict.Refused fault(Throwable cause) {
    log.error("The authentication of a request failed; it was answered 500", cause);
    return refuse(answers.refused(Rejection.INTERNAL_ERROR));
  }

  /** Tells the listener of a refusal. */
  private Verdict told(Verdict verdict) {
    return verdict instanceof Verdict.Refused refused ? refuse(refused) : verdict;
  }

  private Verdict.Refused refuse(Verdict.Refused answer) {
    listener.refused(answer.rejection());
    return answer;
  }
}
