package dev.sentinelauth;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Why a token is refused by what it says, and what would have to change. */
final class DoctorRefusal {
  static final String ID_TOKEN =
      "It looks like an id_token, which says who logged in and opens no API. Send the AppJWT (the"
          + " access token): it has azp and scope.";

  private final SentinelConfig config;
  private final SentinelConfig.Policy policy;
  private final DoctorPatient token;
  private final DoctorDateRefusal dates;

  DoctorRefusal(SentinelConfig config, DoctorPatient token, Instant now) {
    this.config = config;
    this.policy = config.policy();
    this.token = token;
    this.dates = new DoctorDateRefusal(policy, token, now);
  }

  /**
   * @param step one between the length and cnf, or the scopes
   * @param detail the words of the refusal
   */
  DoctorLine at(DoctorStep step, Rejection rejection, String detail) {
    if (rejection == Rejection.MALFORMED_CLAIM) {
      return malformed(step, detail);
    }
    if (rejection == Rejection.MISSING_CLAIM) {
      return missing(step, DoctorStep.claim(detail));
    }
    return switch (step) {
      case LENGTH ->
          line(
                  step,
                  "The token is too long to be read.",
                  "Have fewer scopes and claims in it, or raise sentinel.max-token-length. Servers"
                      + " have limits of their own: many take headers of 8 KB at most.")
              .with("token_says", token.length() + " characters")
              .with(
                  "expected",
                  "at most " + policy.maxTokenLength() + " (sentinel.max-token-length)");
      case ALG -> alg();
      case TYP ->
          line(
                  step,
                  "The token is one of another type.",
                  "Ask for an access token (an AppJWT). One of this type is made for something"
                      + " else.")
              .with("token_says", "typ " + DoctorValues.of(token.headerMember("typ")))
              .with("expected", "JWT, at+jwt, or no typ");
      case CRIT ->
          line(
              step,
              "The header asks for something that has to be understood (crit or b64), and isn't"
                  + " here.",
              "Ask for a token without crit and b64. Sentinel's have neither.");
      case EXP -> dates.expired();
      case START -> dates.notYet(detail.contains("nbf") ? "nbf" : "iat");
      case LIFETIME -> dates.tooLong();
      case ISS -> issuer();
      case AUD -> audience();
      case AZP ->
          line(
                  step,
                  "The client that the token was issued to is not accepted here.",
                  "If this client may call: "
                      + DoctorValues.with(
                          PolicyReader.AUTHORIZED_PARTIES.name(),
                          policy.authorizedParties(),
                          List.of(text("azp")))
                      + ". Else have it call from an accepted client.")
              .with("token_says", "azp " + DoctorValues.of(token.claim("azp")))
              .with(
                  "expected",
                  accepted(policy.authorizedParties(), PolicyReader.AUTHORIZED_PARTIES.name()));
      case CNF ->
          line(
              step,
              "The token is bound to a proof of possession (DPoP, or a client certificate), which"
                  + " is not checked here.",
              "Ask for a plain bearer token, without such a binding.");
      case SCOPES -> scopes();
      default -> DoctorShape.refused(step, token);
    };
  }

  private static DoctorLine line(DoctorStep step, String cause, String cure) {
    return DoctorLine.failed(step.title(), cause, cure);
  }

  private static String accepted(Collection<String> values, String setting) {
    return DoctorValues.list(values) + " (" + setting + ")";
  }

  /** A claim that is text; else nothing. */
  private String text(String claim) {
    return token.claim(claim) instanceof String text ? text : "";
  }

  private DoctorLine malformed(DoctorStep step, String detail) {
    String claim = DoctorStep.claim(detail);
    boolean date = step == DoctorStep.EXP || step == DoctorStep.START;
    return line(
            step,
            "The claim " + claim + " is not what it has to be.",
            "Whoever makes this token makes it wrong. Is it one of Sentinel's? Ask there for an"
                + " AppJWT.")
        .with("token_says", claim + " " + DoctorValues.of(token.claim(claim)))
        .with(
            "expected",
            date
                ? "a number of seconds since 1970"
                : claim.equals("iss") || claim.equals("azp")
                    ? "a text that is not empty"
                    : "a text, or a list of texts");
  }

  private DoctorLine missing(DoctorStep step, String claim) {
    String shown = DoctorValues.of(claim);
    String cause = "The claim " + shown + " is missing.";
    if (token.looksLikeIdToken()) {
      return line(step, cause, ID_TOKEN);
    }
    if (step == DoctorStep.LIFETIME) {
      return line(
          step,
          cause + " Without it nobody can tell how long the token lives.",
          "Ask for a token with iat, or leave sentinel.max-lifetime out.");
    }
    if (step == DoctorStep.REQUIRED) {
      return line(
              step,
              cause
                  + " It is required here (sentinel.required-claims; azp and scope are, unless"
                  + " that says none).",
              "Is this an AppJWT? Send the access token. If your tokens have no "
                  + shown
                  + " and are to be taken nevertheless: "
                  + requiredWithout(claim)
                  + ".")
          .with("expected", DoctorValues.list(policy.requiredClaims()));
    }
    return line(step, cause, "Is this an AppJWT? Every one has it. Ask Sentinel for a new token.");
  }

  private String requiredWithout(String claim) {
    List<String> left = policy.requiredClaims().stream().filter(one -> !one.equals(claim)).toList();
    return DoctorValues.with(PolicyReader.REQUIRED_CLAIMS.name(), List.of("none"), left);
  }

  private DoctorLine alg() {
    String alg = token.headerMember("alg") instanceof String name ? name : "";
    boolean asymmetric = alg.matches("(?:RS|PS|ES)(?:256|384|512)");
    return line(
            DoctorStep.ALG,
            "The token is signed in a way that is not accepted.",
            asymmetric
                ? "Sentinel signs with RS256: is the token from there? If your Sentinel signs in"
                    + " this way: "
                    + DoctorValues.with(
                        PolicyReader.ALGORITHMS.name(), policy.algorithms(), List.of(alg))
                    + "."
                : "Nobody can trust such a token here, and no setting changes that. Was it made by"
                    + " hand, or by a test? Ask Sentinel for an AppJWT.")
        .with("token_says", "alg " + DoctorValues.of(alg))
        .with("expected", accepted(policy.algorithms(), PolicyReader.ALGORITHMS.name()));
  }

  private DoctorLine issuer() {
    String iss = text("iss");
    return line(
            DoctorStep.ISS,
            "The token was issued by somebody else." + alike(iss, policy.issuers()),
            "Is it an AppJWT of Sentinel? (A ConsumerJWS has the issuer idp, and is not taken"
                + " here.) If your Sentinel calls itself so: "
                + DoctorValues.with(PolicyReader.ISSUER.name(), policy.issuers(), List.of(iss))
                + ".")
        .with("token_says", "iss " + DoctorValues.of(token.claim("iss")))
        .with("expected", accepted(policy.issuers(), PolicyReader.ISSUER.name()));
  }

  private static String alike(String value, Collection<String> accepted) {
    return DoctorValues.isAlike(value, accepted)
        ? " They are nearly the same, but every character counts, case and white space too."
        : "";
  }

  private DoctorLine audience() {
    boolean accounts = policy.audiences().equals(Set.copyOf(config.remote().accountIds()));
    String setting = accounts ? RemoteReader.ACCOUNT_ID.name() : PolicyReader.AUDIENCE.name();
    List<String> audience = token.audience();
    String first = audience.isEmpty() ? "" : audience.get(0);
    List<String> others =
        policy.audiences().stream()
            .filter(accepted -> !DoctorValues.isAlike(first, List.of(accepted)))
            .toList();
    boolean misspelt = others.size() < policy.audiences().size();
    String cure =
        token.looksLikeIdToken()
            ? ID_TOKEN
            : misspelt
                ? "If the setting is misspelt: "
                    + DoctorValues.with(setting, others, List.of(first))
                    + ". Else ask for a token of account "
                    + DoctorValues.list(policy.audiences())
                    + "."
                : "Ask for a token of account "
                    + DoctorValues.list(policy.audiences())
                    + ". Or, if this application is to serve "
                    + DoctorValues.list(audience)
                    + " too: "
                    + DoctorValues.with(
                        setting, policy.audiences(), audience.stream().limit(3).toList())
                    + ".";
    return line(
            DoctorStep.AUD,
            setting
                + " is "
                + DoctorValues.list(policy.audiences())
                + ", but aud is "
                + DoctorValues.of(token.claim("aud"))
                + ": the token was issued for another account."
                + alike(first, policy.audiences()),
            cure)
        .with("token_says", "aud " + DoctorValues.of(token.claim("aud")))
        .with("expected", "one of " + accepted(policy.audiences(), setting));
  }

  private DoctorLine scopes() {
    return missingScopes(DoctorStep.SCOPES, token, policy.scopes(), PolicyReader.SCOPES.name());
  }

  /**
   * @param setting the one that asks for the scopes
   */
  static DoctorLine missingScopes(
      DoctorStep step, DoctorPatient token, Collection<String> needed, String setting) {
    Collection<String> held = token.scopes();
    List<String> missing = needed.stream().filter(scope -> !held.contains(scope)).toList();
    boolean any = setting.endsWith("any-scope");
    Object party = token.claim("azp");
    return line(
            step,
            (any ? "None of the scopes is there: " : "A scope is missing: ")
                + DoctorValues.list(missing)
                + ".",
            "Have the installation of the client "
                + (party == null ? "that asks" : DoctorValues.of(party))
                + " given "
                + (any ? "one of these scopes" : "this scope")
                + ", then ask for a new token: those that are out keep the old scopes. Or change "
                + setting
                + ".")
        .with("token_says", "scope " + DoctorValues.of(Scopes.written(token.claims())))
        .with("expected", (any ? "one of " : "all of ") + accepted(needed, setting));
  }
}
