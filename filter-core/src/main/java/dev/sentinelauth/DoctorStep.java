package dev.sentinelauth;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The checks that a request goes through, in the order of the real ones. This is a table for
 * whoever explains a verdict, and checks nothing: a test holds the order against the code.
 */
enum DoctorStep {
  PATH("path"),
  ROUTE("route"),
  AUTHORIZATION("header"),
  LENGTH("length"),
  CHARACTERS("characters"),
  PARTS("parts"),
  HEADER("jose-header"),
  CRIT("crit"),
  NAMES("alg-and-kid"),
  TYP("typ"),
  PAYLOAD("payload"),
  ALG("alg"),
  EXP("exp"),
  START("nbf-and-iat"),
  LIFETIME("lifetime"),
  ISS("iss"),
  AUD("aud"),
  AZP("azp"),
  SCOPE("scope"),
  REQUIRED("required-claims"),
  CNF("cnf"),
  KEY("key"),
  SIGNATURE("signature"),
  SCOPES("scopes"),
  ROUTE_ACCOUNT("route-account"),
  ROUTE_AZP("route-azp"),
  ROUTE_SCOPES("route-scopes");

  private static final Pattern CLAIM =
      Pattern.compile("the (.*) claim is (?:missing|malformed)", Pattern.DOTALL);

  private final String title;

  DoctorStep(String title) {
    this.title = title;
  }

  /** A short name, for programs too. */
  String title() {
    return title;
  }

  /** Whether this is about a route, and so about a request and not only a token. */
  boolean isOfRoute() {
    return this == PATH || this == ROUTE || compareTo(ROUTE_ACCOUNT) >= 0;
  }

  /**
   * The step that ends in a refusal.
   *
   * @param detail the words of the refusal
   * @param policy tells apart what is missing for two reasons
   * @param byTheTokenAlone whether the token would be refused on any route
   * @return {@code null} for a fault of this module
   */
  static @Nullable DoctorStep of(
      Rejection rejection, String detail, SentinelConfig.Policy policy, boolean byTheTokenAlone) {
    return switch (rejection) {
      case AMBIGUOUS_PATH -> PATH;
      case DENIED, LOGIN_REQUIRED, LOGIN_UNAVAILABLE -> ROUTE;
      case NO_TOKEN, SEVERAL_CREDENTIALS -> AUTHORIZATION;
      case MALFORMED_CREDENTIALS -> detail.contains("character") ? CHARACTERS : AUTHORIZATION;
      case TOKEN_TOO_LONG -> LENGTH;
      case MALFORMED_TOKEN -> malformed(detail);
      case CRITICAL_HEADER -> CRIT;
      case TYPE_NOT_ACCEPTED -> TYP;
      case ALGORITHM_NOT_ACCEPTED -> ALG;
      case EXPIRED -> EXP;
      case NOT_YET_VALID -> START;
      case LIFETIME_TOO_LONG -> LIFETIME;
      case WRONG_ISSUER -> ISS;
      case WRONG_AUDIENCE -> AUD;
      case WRONG_AUTHORIZED_PARTY -> AZP;
      case MISSING_CLAIM, MALFORMED_CLAIM -> ofClaim(claim(detail), rejection, policy);
      case BOUND_TOKEN -> CNF;
      case UNKNOWN_KEY, KEY_DOES_NOT_FIT, WEAK_KEY, KEYS_UNAVAILABLE -> KEY;
      case BAD_SIGNATURE -> SIGNATURE;
      case INSUFFICIENT_SCOPE -> byTheTokenAlone ? SCOPES : ROUTE_SCOPES;
      case OTHER_ACCOUNT -> ROUTE_ACCOUNT;
      case OTHER_AUTHORIZED_PARTY -> ROUTE_AZP;
      case INTERNAL_ERROR -> null;
    };
  }

  private static DoctorStep malformed(String detail) {
    if (detail.startsWith("the header ")) {
      return HEADER;
    }
    if (detail.startsWith("the payload ")) {
      return PAYLOAD;
    }
    return detail.startsWith("the alg ") || detail.startsWith("the kid ") ? NAMES : PARTS;
  }

  private static DoctorStep ofClaim(
      String claim, Rejection rejection, SentinelConfig.Policy policy) {
    boolean malformed = rejection == Rejection.MALFORMED_CLAIM;
    return switch (claim) {
      case "exp" -> EXP;
      case "iss" -> ISS;
      case "aud" -> AUD;
      case "nbf" -> malformed ? START : REQUIRED;
      case "iat" -> malformed ? START : policy.maxLifetime() != null ? LIFETIME : REQUIRED;
      case "azp" -> malformed || !policy.authorizedParties().isEmpty() ? AZP : REQUIRED;
      case Scopes.CLAIM -> malformed ? SCOPE : REQUIRED;
      default -> REQUIRED;
    };
  }

  /** The claim that a refusal names; empty where it names none. */
  static String claim(String detail) {
    Matcher claim = CLAIM.matcher(detail);
    return claim.matches() ? claim.group(1) : "";
  }
}
