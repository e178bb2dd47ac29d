package dev.sentinelauth;

import dev.sentinelauth.internal.codec.DurationText;
import dev.sentinelauth.internal.routes.RouteMatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found at the steps that a token has passed, in words. */
final class DoctorFindings {
  private final SentinelConfig.Policy policy;
  private final DoctorTokenFile file;
  private final DoctorPatient token;
  private final DoctorKeys keys;
  private final @Nullable RouteMatch match;
  private final Instant now;

  /**
   * @param match the route that holds; {@code null} where no request was named
   */
  DoctorFindings(
      SentinelConfig config,
      DoctorTokenFile file,
      DoctorPatient token,
      DoctorKeys keys,
      @Nullable RouteMatch match,
      Instant now) {
    this.policy = config.policy();
    this.file = file;
    this.token = token;
    this.keys = keys;
    this.match = match;
    this.now = now;
  }

  String passed(DoctorStep step) {
    return switch (step) {
      case PATH -> "can be read in one way only";
      case ROUTE -> match == null ? "" : DoctorRoutes.needs(match.route());
      case AUTHORIZATION ->
          file.isWholeHeader()
              ? "one, that may hold a token"
              : "taken as sent: Bearer, a space, the token";
      case LENGTH -> token.length() + " characters; at most " + policy.maxTokenLength();
      case CHARACTERS -> "none that a header can't hold";
      case PARTS -> "three, of base64url";
      case HEADER -> "a JSON object";
      case CRIT -> "nothing that has to be understood";
      case NAMES -> "alg " + DoctorValues.of(token.headerMember("alg")) + ", " + kid();
      case TYP -> typ();
      case PAYLOAD -> "a JSON object of " + token.claims().size() + " claims";
      case ALG -> DoctorValues.of(token.headerMember("alg")) + " is accepted";
      case EXP -> exp();
      case START -> start();
      case LIFETIME -> lifetime();
      case ISS, AZP -> DoctorValues.of(token.claim(step.title()));
      case AUD -> DoctorValues.of(token.claim("aud")) + served();
      case SCOPE -> DoctorValues.of(Scopes.written(token.claims()));
      case REQUIRED -> DoctorValues.list(policy.requiredClaims()) + ": there";
      case CNF -> "not there";
      case KEY -> key();
      case SIGNATURE -> "right";
      case SCOPES -> asked(policy.scopes(), "asked of every token");
      case ROUTE_ACCOUNT -> account();
      case ROUTE_AZP -> party();
      case ROUTE_SCOPES -> scopes();
    };
  }

  private String kid() {
    return token.keyId() == null ? "no kid" : "kid " + DoctorValues.of(token.keyId());
  }

  private String typ() {
    Object typ = token.headerMember("typ");
    return typ == null ? "not there, which is fine" : DoctorValues.of(typ);
  }

  private String exp() {
    Instant exp = token.instant("exp");
    if (exp == null) {
      return "";
    }
    String shown = DoctorValues.of(exp) + ", " + DoctorValues.from(now, exp);
    return exp.isAfter(now)
        ? shown
        : shown
            + "; good for sentinel.clock-skew = "
            + DurationText.of(policy.clockSkew())
            + " more";
  }

  private String start() {
    List<String> dates = new ArrayList<>();
    for (String claim : List.of("nbf", "iat")) {
      Instant date = token.instant(claim);
      if (date != null) {
        dates.add(claim + " " + DoctorValues.of(date) + ", " + DoctorValues.from(now, date));
      }
    }
    return dates.isEmpty() ? "neither is there, which is fine" : String.join("; ", dates);
  }

  private String lifetime() {
    Instant exp = token.instant("exp");
    Instant iat = token.instant("iat");
    String most =
        policy.maxLifetime() == null
            ? "; no sentinel.max-lifetime is set"
            : "; at most " + DurationText.of(policy.maxLifetime());
    return exp == null || iat == null
        ? "not known" + most
        : DoctorTime.words(Duration.between(iat, exp)) + most;
  }

  private String served() {
    return token.audience().size() > 1 ? ", of which one is served here" : ", served here";
  }

  private String key() {
    List<TrustedKey> tried = keys.tried();
    String key =
        tried.isEmpty() ? "found" : tried.get(0).size() + (keys.isV1Tried() ? "" : ", " + kid());
    return key + ", " + keys.from() + (keys.age() == null ? "" : ", " + keys.age());
  }

  private static String asked(Collection<String> scopes, String whose) {
    return scopes.isEmpty() ? "none are " + whose : DoctorValues.list(scopes) + ": there";
  }

  private String account() {
    return match == null || match.accounts().isEmpty()
        ? "the path names none"
        : DoctorValues.list(match.accounts()) + " of the path is in aud";
  }

  private String party() {
    return match == null || match.route().authorizedParties().isEmpty()
        ? "the route takes any"
        : DoctorValues.of(token.claim("azp")) + " is taken by the route";
  }

  private String scopes() {
    if (match == null || (match.route().scopes().isEmpty() && match.route().anyScope().isEmpty())) {
      return "the route asks for none";
    }
    return "what the route asks for is there";
  }
}
