package dev.sentinelauth;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides for adapters about whole requests: path, route, {@code Authorization} header, token,
 * account and scopes. All of them ask it, so all answer alike. Thread-safe.
 */
public final class RequestAuthenticator {
  private static final Logger log = LoggerFactory.getLogger(RequestAuthenticator.class);

  /** The request attribute under which {@link #keep} keeps the verdict. */
  public static final String VERDICT_ATTRIBUTE = "dev.sentinelauth.Verdict";

  /** The request attribute with the {@link AppJwt} of a caller, for applications. */
  public static final String TOKEN_ATTRIBUTE = "dev.sentinelauth.AppJwt";

  /** The request attribute with the {@link LoggedInUser}, for applications. */
  public static final String USER_ATTRIBUTE = "dev.sentinelauth.LoggedInUser";

  /** Those of the configuration in force; verdicts that were given by others stay. */
  private volatile RequestRules rules;

  private final Decisions decisions;

  /** A request as an adapter has it, which is asked for no more than is needed. */
  public interface Request {
    /** The request method, as sent. */
    String method();

    /** As {@link RequestPath#raw()}. */
    String rawPath();

    /** Where the request comes from, as far as the server says. */
    @Nullable String clientAddress();

    /** The user who is logged in, {@code null} for none; perhaps asked for twice. */
    @Nullable LoggedInUser user();

    /** What is kept in the request by this name, {@code null} for nothing. */
    @Nullable Object attribute(String name);

    /** Keeps something for whoever sees the same request again. */
    void attribute(String name, Object value);
  }

  RequestAuthenticator(RequestRules rules, Decisions decisions) {
    this.rules = rules;
    this.decisions = decisions;
  }

  /** Judges by other rules from now on. */
  void follow(RequestRules next) {
    rules = next;
  }

  /**
   * Keeps a verdict on this method and path in the request, so that whoever sees it again keeps to
   * it; verdicts of other authenticators stay there.
   */
  public void keep(Request request, Verdict.Accepted verdict, String method, RequestPath path) {
    Object previous = request.attribute(VERDICT_ATTRIBUTE);
    request.attribute(VERDICT_ATTRIBUTE, KeptVerdict.after(previous, this, verdict, method, path));
    decisions.letIn(request, findings(method, path, verdict));
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
   * @return {@code null} where this authenticator gave none, and the request is to be judged
   */
  public Verdict.@Nullable Accepted accepted(@Nullable Object attribute) {
    KeptVerdict kept = KeptVerdict.of(attribute, this);
    return kept == null ? null : kept.verdict();
  }

  /**
   * The same, if it was given for this very method, raw path and application. What is judged is
   * what is dispatched: a request that was changed on its way is another one.
   */
  public Verdict.@Nullable Accepted accepted(
      @Nullable Object attribute, String method, RequestPath path) {
    KeptVerdict kept = KeptVerdict.of(attribute, this);
    return kept != null && kept.isFor(method, path) ? kept.verdict() : null;
  }

  /** The path that the kept verdict was given for, whichever dispatch it is seen in, or null. */
  public @Nullable RequestPath judgedPath(@Nullable Object attribute) {
    KeptVerdict kept = KeptVerdict.of(attribute, this);
    return kept == null ? null : kept.path();
  }

  /** The answer of a filter whose configuration is wrong: a 500 without detail. */
  public static Verdict.Refused notConfigured() {
    return new Answers("", false).refused(Rejection.INTERNAL_ERROR);
  }

  /**
   * The answer to a request for the metadata of this application (RFC 9728), where {@code
   * sentinel.resource-metadata} has it; adapters ask before they have a request judged. Anybody may
   * read it, whatever the routes say of its path. It is {@code null} for any other request.
   */
  public Verdict.@Nullable Document document(String method, RequestPath path) {
    ResourceMetadata metadata = rules.metadata;
    return metadata == null ? null : metadata.answer(method, path);
  }

  /**
   * Judges a request to an application that is mounted at its context path and nowhere deeper.
   * Nobody is logged in, and the verdict is the last word. Never throws: a fault of this module is
   * logged and answered 500. For the paths see {@link RequestPath}.
   */
  public Verdict authenticate(
      String method, String rawPath, String rawContextPath, List<String> authorization) {
    RequestPath path = new RequestPath(rawPath, rawContextPath);
    Verdict verdict = authenticate(method, path, authorization, NoRequest.INSTANCE);
    if (verdict instanceof Verdict.Accepted accepted) {
      decisions.letInForGood(findings(method, path, accepted));
    }
    return verdict;
  }

  /**
   * Judges a request. Never throws: a fault of this module is logged and answered 500.
   *
   * @param method the request method, as sent
   * @param path the path of the client's request
   * @param authorization all values of the {@code Authorization} header, one element for each
   *     header field
   * @param request what else is asked for, where the route wants to know
   */
  public Verdict authenticate(
      String method, RequestPath path, List<String> authorization, Request request) {
    Findings findings = decisions.findings(method, path.raw());
    try {
      return told(judged(method, path, authorization, request, findings), request, findings);
    } catch (RuntimeException | Error e) {
      return fault(e, request, findings);
    }
  }

  /**
   * As {@link #authenticate}, for what nobody may do by all that is known so far: whoever is not
   * let in learns that, and not what is wrong with the token.
   */
  public Verdict authenticateOrDeny(
      String method, RequestPath path, List<String> authorization, Request request) {
    Findings findings = decisions.findings(method, path.raw());
    try {
      Verdict verdict = judged(method, path, authorization, request, findings);
      return told(
          verdict instanceof Verdict.Refused ? rules.judge.deny(path) : verdict, request, findings);
    } catch (RuntimeException | Error e) {
      return fault(e, request, findings);
    }
  }

  /**
   * Refuses what nobody may do, whatever the request brings: 403 without a challenge. An ambiguous
   * path comes before that and is answered 400: who knows what it means.
   */
  public Verdict deny(String method, RequestPath path, Request request) {
    Findings findings = decisions.findings(method, path.raw());
    try {
      if (findings != null) {
        findings.route(rules.judge.route(method, path));
      }
      return told(rules.judge.deny(path), request, findings);
    } catch (RuntimeException | Error e) {
      return fault(e, request, findings);
    }
  }

  /**
   * Judges by the rules of one configuration, old or new. Where they changed meanwhile, it is the
   * new ones: what the old ones went by, keys perhaps, has ended with them.
   */
  private Verdict judged(
      String method,
      RequestPath path,
      List<String> authorization,
      Request request,
      @Nullable Findings findings) {
    RequestRules by;
    Verdict verdict;
    do {
      by = rules;
      verdict = by.judge.judge(method, path, authorization, request, findings);
    } while (by != rules);
    return verdict;
  }

  /** By the rules in force; for explanations, of which nobody is told. */
  RequestJudge judge() {
    return rules.judge;
  }

  /** Says in the log and to the listener how a request was judged. */
  private Verdict told(Verdict verdict, Request request, @Nullable Findings findings) {
    decisions.judged(verdict, request, findings);
    return verdict;
  }

  /**
   * What is to be run once nothing else of this module can refuse a request that was let in, so
   * that it is told: behind the outermost filter, say, when the application has done its work.
   *
   * @return {@code null} where nobody wants to hear of it, or whoever asked first will tell
   */
  public @Nullable Runnable whenLetIn(Request request) {
    return decisions.whenLetIn(request);
  }

  /**
   * Asks for all of these scopes beyond those of the route, as an annotation does; of a user who
   * logged in, for roles.
   *
   * @return the same verdict, or a refusal: 401 for an anonymous caller, 403 for lack of a scope
   */
  public Verdict requireScopes(Verdict.Accepted verdict, Set<String> scopes, Request request) {
    Verdict more = rules.demands.scopes(verdict, scopes, true);
    return more instanceof Verdict.Refused refused ? refuse(refused, request) : more;
  }

  /**
   * As {@link #requireScopes}, but one of the scopes is enough; where there is none to choose from,
   * nobody has it.
   */
  public Verdict requireAnyScope(Verdict.Accepted verdict, Set<String> scopes, Request request) {
    Verdict more = rules.demands.scopes(verdict, scopes, false);
    return more instanceof Verdict.Refused refused ? refuse(refused, request) : more;
  }

  /** The refusal of something that nobody may do: 403 without a challenge. */
  public Verdict.Refused deny(Request request) {
    return refuse(rules.answers.refused(Rejection.DENIED), request);
  }

  /** The answer where a login is past its end, and to be renewed only after that time. */
  public Verdict.Refused loginUnavailable(Duration retryAfter, Request request) {
    return refuse(rules.answers.unavailable(Rejection.LOGIN_UNAVAILABLE, retryAfter), request);
  }

  /** As {@link #notConfigured}, to a request that was let in: it is refused after all. */
  public Verdict.Refused notServed(Request request) {
    decisions.notServed(request, findings(request));
    return notConfigured();
  }

  /** The answer to a fault of this module: logs it with its stack trace and gives a bare 500. */
  public Verdict.Refused fault(Throwable cause, Request request) {
    return fault(cause, request, findings(request));
  }

  private Verdict.Refused fault(Throwable cause, Request request, @Nullable Findings findings) {
    log.error("The authentication of a request failed; it was answered 500", cause);
    Verdict.Refused answer = rules.answers.refused(Rejection.INTERNAL_ERROR);
    decisions.refused(answer.rejection(), request, findings);
    return answer;
  }

  /** Tells of a refusal of a request that was let in before. */
  private Verdict.Refused refuse(Verdict.Refused answer, Request request) {
    decisions.refused(answer.rejection(), request, findings(request));
    return answer;
  }

  private @Nullable Findings findings(Request request) {
    KeptVerdict kept = KeptVerdict.of(request.attribute(VERDICT_ATTRIBUTE), this);
    return kept == null
        ? decisions.findings(request)
        : findings(kept.method(), kept.path(), kept.verdict());
  }

  private @Nullable Findings findings(String method, RequestPath path, Verdict.Accepted verdict) {
    Findings findings = decisions.findings(method, path.raw());
    return findings == null
        ? null
        : findings.route(rules.judge.route(method, path)).caller(verdict);
  }
}
