package dev.sentinelauth;

import dev.sentinelauth.internal.codec.DurationText;
import dev.sentinelauth.internal.codec.Text;
import dev.sentinelauth.internal.routes.Access;
import dev.sentinelauth.internal.routes.Route;
import dev.sentinelauth.internal.routes.RouteMatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on a token, taken apart for a report: what was read, which route holds, every step,
 * and what a caller is answered.
 */
final class DoctorExplanation {
  private static final String AHEAD = "not reached; by its claims it ";

  private final SentinelConfig config;
  private final @Nullable DoctorRequest request;
  private final DoctorTokenFile file;
  private final DoctorPatient token;
  private final DoctorVerdict verdict;
  private final DoctorKeys keys;
  private final DoctorFindings findings;
  private final Instant now;

  /**
   * @param request {@code null} for a token by itself
   * @param now the time by which the verdict was found
   */
  DoctorExplanation(
      SentinelConfig config,
      @Nullable DoctorRequest request,
      DoctorTokenFile file,
      DoctorVerdict verdict,
      DoctorKeys keys,
      Instant now) {
    this.config = config;
    this.request = request;
    this.file = file;
    this.token = new DoctorPatient(file.token());
    this.verdict = verdict;
    this.keys = keys;
    this.findings = new DoctorFindings(config, file, token, keys, verdict.match(), now);
    this.now = now;
  }

  void addTo(DoctorReport report) {
    DoctorReport.Section read = report.section("read", "What was read");
    file.notes().forEach(note -> read.add(DoctorLine.info("note", note)));
    if (request != null) {
      addRequest(report.table("request", "The request"), request);
    }
    DoctorReport.Section steps = report.section("steps", "Step by step, as the filters do it");
    DoctorLine refused = addSteps(steps);
    DoctorReport.Section answer = report.table("answer", "What a caller gets");
    answer.add(answer());
    hints().forEach(hint -> answer.add(DoctorLine.info("note", hint)));
    report.conclude(
        refused == null
            ? good()
            : word()
                + refused.detail()
                + (refused.cure() == null
                    ? ""
                    : " What to do stands above, at " + refused.name() + "."));
  }

  private void addRequest(DoctorReport.Section section, DoctorRequest asked) {
    section.add(
        DoctorLine.info("request", asked.method() + " " + Text.printablePath(asked.path(), 200)));
    RouteMatch match = verdict.match();
    if (match == null) {
      return;
    }
    Route holding = match.route();
    DoctorRouting routing = DoctorRouting.of(config.web().routes(), asked.method(), asked.path());
    section.add(
        DoctorLine.info(
                "holds",
                DoctorRouting.isDefault(holding)
                    ? "no route fits, so it needs a good token and nothing more" + orLogin()
                    : shown(holding) + ": " + DoctorRoutes.needs(holding))
            .with("route", holding.name())
            .with("access", holding.access().name().toLowerCase(Locale.ROOT)));
    for (DoctorRouting.Other other : routing.others(holding)) {
      section.add(
          DoctorLine.info(
                  other.fits() ? "lost" : "not-for-it",
                  shown(other.route())
                      + ": "
                      + other.reason()
                      + (other.fits() ? asks(other.route(), routing) : ""))
              .with("route", other.route().name()));
    }
    if (routing.isReadTwice()) {
      section.add(
          DoctorLine.info(
              "note",
              "servers may read this request in more than one way, and the routes of all of them"
                  + " have to let it in; the one that decides is shown"));
    }
  }

  /** As the login filter has it where it stands. */
  private String orLogin() {
    boolean byRoutes =
        config.web().routes().stream().anyMatch(route -> route.access() == Access.LOGIN);
    return config.login() == null || byRoutes ? "" : " (behind a login filter: a login)";
  }

  /** What a route asks for that lost, and whether that would have been better for the caller. */
  private String asks(Route lost, DoctorRouting routing) {
    AppJwt genuine = verdict.genuine();
    boolean better =
        genuine != null
            && verdict.verdict() instanceof Verdict.Refused
            && (lost.access() == Access.TOKEN || lost.access() == Access.OPTIONAL)
            && DoctorVerdict.by(genuine, routing.match(lost)) == null;
    return "; it asks for "
        + DoctorRoutes.needs(lost)
        + (better ? ", and would let this token in" : "");
  }

  private static String shown(Route route) {
    String methods = route.methods().isEmpty() ? "" : String.join(", ", route.methods()) + " ";
    return route.name() + " (" + methods + String.join(", ", route.patterns()) + ")";
  }

  /** Adds all steps, and gives the line of the one that failed; {@code null} where none did. */
  private @Nullable DoctorLine addSteps(DoctorReport.Section section) {
    DoctorStep failed = verdict.failed();
    DoctorLine refused = null;
    for (DoctorStep step : DoctorStep.values()) {
      if (request == null && step.isOfRoute()) {
        continue;
      }
      DoctorLine line;
      if (failed == null && verdict.rejection() != null) {
        line = DoctorLine.cannotTell(step.title(), "a fault of the module itself", null);
        refused = line;
        section.add(line);
        return refused;
      }
      if (refused == null && step == failed) {
        line = refusal(step);
        refused = line;
      } else if (refused != null) {
        line = DoctorLine.notReached(step.title(), ahead(step));
      } else if (verdict.isWithoutToken() && step.compareTo(DoctorStep.ROUTE) > 0) {
        line = DoctorLine.notReached(step.title(), "");
      } else {
        line = DoctorLine.ok(step.title(), findings.passed(step));
      }
      section.add(line);
    }
    return refused;
  }

  private DoctorLine refusal(DoctorStep step) {
    Rejection rejection = verdict.rejection();
    if (rejection == null) {
      throw new IllegalStateException("nothing was refused");
    }
    DoctorKeyRefusal byKey = new DoctorKeyRefusal(config, token, keys);
    return switch (rejection) {
      case UNKNOWN_KEY -> byKey.unknownKey();
      case KEY_DOES_NOT_FIT -> byKey.doesNotFit();
      case WEAK_KEY -> byKey.weak();
      case BAD_SIGNATURE -> byKey.badSignature();
      case KEYS_UNAVAILABLE -> byKey.unavailable();
      default ->
          step == DoctorStep.KEY
              ? byKey.severalHosts()
              : step.isOfRoute() || step == DoctorStep.AUTHORIZATION
                  ? new DoctorRequestRefusal(file, token, verdict.match())
                      .at(step, rejection, verdict.detail())
                  : new DoctorRefusal(config, token, now).at(step, rejection, verdict.detail());
    };
  }

  /** Where there are no keys: what would come of a step, if the signature were right. */
  private String ahead(DoctorStep step) {
    CompactJws jws = token.jws();
    if (verdict.rejection() != Rejection.KEYS_UNAVAILABLE
        || step == DoctorStep.SIGNATURE
        || jws == null) {
      return "";
    }
    ClaimsPolicy policy = new ClaimsPolicy(config.policy());
    RouteMatch match = verdict.match();
    boolean byTheTokenAlone = true;
    Rejection ahead = null;
    try {
      AppJwt claimed = policy.accept(policy.check(jws, now.toEpochMilli()));
      byTheTokenAlone = false;
      ahead = match == null ? null : DoctorVerdict.by(claimed, match);
    } catch (InvalidTokenException e) {
      ahead = e.rejection();
    }
    if (ahead == null) {
      return AHEAD + "would pass";
    }
    DoctorStep failing = DoctorStep.of(ahead, "", config.policy(), byTheTokenAlone);
    if (failing == step) {
      return AHEAD + "would be refused: " + ahead.code();
    }
    return failing != null && step.compareTo(failing) < 0 ? AHEAD + "would pass" : "";
  }

  private DoctorLine answer() {
    if (!(verdict.verdict() instanceof Verdict.Refused refused)) {
      return DoctorLine.info("answer", "let in").with("status", 200);
    }
    String code = refused.rejection().code();
    // the name of a claim, which stands in it, may be anything
    String description = Text.printable(verdict.detail(), 200);
    DoctorLine line =
        DoctorLine.info(
                "answer",
                refused.status()
                    + " "
                    + code
                    + (description.isEmpty() ? "" : ": \"" + description + "\""))
            .with("status", refused.status())
            .with("code", code);
    return description.isEmpty() ? line : line.with("description", description);
  }

  private List<String> hints() {
    List<String> hints = new ArrayList<>();
    if (verdict.verdict() instanceof Verdict.Accepted accepted && accepted.token() != null) {
      if (request == null && !config.web().routes().isEmpty()) {
        hints.add("routes may ask for more: try --request \"GET /path\"");
      }
      if (request != null) {
        hints.add(
            "annotations of the application (@RequiresScope, @RolesAllowed) are not known here");
      }
      if (!file.isWholeHeader() && !config.web().bareToken()) {
        hints.add(
            "if callers are refused nevertheless: is \"Bearer \" in front of the token? Without it"
                + " the answer is 401 no_token (sentinel.inbound.bare-token = false)");
      }
    }
    return hints;
  }

  private String word() {
    Rejection rejection = verdict.rejection();
    return rejection == Rejection.KEYS_UNAVAILABLE || rejection == null
        ? "Cannot tell. "
        : "Refused (" + rejection.status() + " " + rejection.code() + "). ";
  }

  private String good() {
    if (verdict.isWithoutToken()) {
      RouteMatch match = verdict.match();
      return match != null && match.route().access() == Access.OPTIONAL
          ? "Let in without a token."
          : "Let in. No token is looked at on this route, so nothing is said about this one.";
    }
    Instant exp = token.instant("exp");
    if (exp == null) {
      return "Good.";
    }
    Duration left = Duration.between(now, exp.plus(config.policy().clockSkew()));
    return "Good. It is taken for another "
        + DoctorTime.words(left)
        + ", until "
        + DoctorValues.of(exp)
        + " and sentinel.clock-skew = "
        + DurationText.of(config.policy().clockSkew())
        + " more.";
  }
}
