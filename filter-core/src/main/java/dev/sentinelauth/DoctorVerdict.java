package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Json;
import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import dev.sentinelauth.internal.routes.Access;
import dev.sentinelauth.internal.routes.RouteMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What those who decide say of a request or a token, and at which step they said it.
 *
 * @param verdict theirs
 * @param failed the step that the refusal comes from; {@code null} where there is none
 * @param detail the words of the refusal; empty for none
 * @param match the route that decides; {@code null} where no request was named, or its path is
 *     ambiguous
 * @param genuine the token, where it is good by itself; {@code null} where it isn't
 */
record DoctorVerdict(
    Verdict verdict,
    @Nullable DoctorStep failed,
    String detail,
    @Nullable RouteMatch match,
    @Nullable AppJwt genuine) {

  /**
   * Asks them.
   *
   * @param sentinel one that says why
   * @param request {@code null} for a token by itself
   */
  static DoctorVerdict of(
      Sentinel sentinel, @Nullable DoctorRequest request, DoctorTokenFile file) {
    RequestAuthenticator authenticator = sentinel.requestAuthenticator();
    List<String> headers = file.headers();
    Verdict alone = authenticator.judge().judgeToken(headers);
    if (rejection(alone) == Rejection.KEYS_UNAVAILABLE) {
      // two answers may be needed one after the other, and a request waits for one
      alone = authenticator.judge().judgeToken(headers);
    }
    SentinelConfig.Policy policy = sentinel.config().policy();
    if (request == null) {
      String detail = detail(alone);
      DoctorStep failed = step(alone, detail, policy, true, file);
      return new DoctorVerdict(alone, failed, detail, null, genuine(alone));
    }
    Verdict verdict =
        authenticator.authenticate(
            request.method(), new RequestPath(request.path(), ""), headers, NoRequest.INSTANCE);
    String detail = detail(verdict);
    boolean byTheTokenAlone = alone instanceof Verdict.Refused;
    return new DoctorVerdict(
        verdict,
        step(verdict, detail, policy, byTheTokenAlone, file),
        detail,
        match(sentinel.config(), request, verdict, alone),
        genuine(alone));
  }

  private static @Nullable AppJwt genuine(Verdict alone) {
    return alone instanceof Verdict.Accepted accepted ? accepted.token() : null;
  }

  /** What another route would say of the token; {@code null} where it would let it in. */
  static @Nullable Rejection by(AppJwt genuine, RouteMatch match) {
    return rejection(new RouteDemands(new Answers("", true)).token(genuine, match));
  }

  private static @Nullable DoctorStep step(
      Verdict verdict,
      String detail,
      SentinelConfig.Policy policy,
      boolean byTheTokenAlone,
      DoctorTokenFile file) {
    Rejection rejection = rejection(verdict);
    if (rejection == Rejection.WRONG_AUDIENCE
        && new DoctorPatient(file.token())
            .audience().stream().anyMatch(policy.audiences()::contains)) {
      return DoctorStep.KEY; // they are accepted, but no one Sentinel serves them all
    }
    return rejection == null ? null : DoctorStep.of(rejection, detail, policy, byTheTokenAlone);
  }

  /** The reading of the request that brought this verdict about; there is nearly always one. */
  private static @Nullable RouteMatch match(
      SentinelConfig config, DoctorRequest request, Verdict verdict, Verdict alone) {
    DoctorRouting routing =
        DoctorRouting.of(config.web().routes(), request.method(), request.path());
    if (!routing.isKnown()) {
      return null;
    }
    Rejection rejection = rejection(verdict);
    AppJwt genuine = genuine(alone);
    return routing.deciding(
        match ->
            switch (match.route().access()) {
              case DENY -> rejection == Rejection.DENIED;
              case LOGIN -> rejection == Rejection.LOGIN_REQUIRED;
              case ANONYMOUS -> rejection == null;
              case TOKEN, OPTIONAL ->
                  genuine != null
                      ? by(genuine, match) == rejection
                      : rejection != null || match.route().access() == Access.OPTIONAL;
            });
  }

  static @Nullable Rejection rejection(Verdict verdict) {
    return verdict instanceof Verdict.Refused refused ? refused.rejection() : null;
  }

  /** Why it was refused; {@code null} where it wasn't. */
  @Nullable Rejection rejection() {
    return rejection(verdict);
  }

  /** Whether the token was not looked at, because nobody asks for one or nobody gets in. */
  boolean isWithoutToken() {
    return verdict instanceof Verdict.Accepted accepted && accepted.token() == null;
  }

  private static String detail(Verdict verdict) {
    if (!(verdict instanceof Verdict.Refused refused)) {
      return "";
    }
    try {
      return Json.object(refused.body()).get("detail") instanceof String text ? text : "";
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("our own document", e);
    }
  }
}
