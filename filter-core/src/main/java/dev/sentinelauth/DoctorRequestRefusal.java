package dev.sentinelauth;

import dev.sentinelauth.internal.routes.Route;
import dev.sentinelauth.internal.routes.RouteMatch;
import dev.sentinelauth.internal.settings.SettingDescriptor;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why a request is refused by its path, its header or its route, and what would have to change. */
final class DoctorRequestRefusal {
  private static final String SEND = "Send: Authorization: Bearer <token>";

  /** A scheme with something behind it. The word may be shown, and nothing of what follows. */
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9-]{1,19})[ \\t].*");

  private final DoctorTokenFile file;
  private final DoctorPatient token;
  private final @Nullable RouteMatch match;

  DoctorRequestRefusal(DoctorTokenFile file, DoctorPatient token, @Nullable RouteMatch match) {
    this.file = file;
    this.token = token;
    this.match = match;
  }

  DoctorLine at(DoctorStep step, Rejection rejection, String detail) {
    return switch (step) {
      case PATH ->
          line(
              step,
              "The path can be read in two ways, so nobody knows which route is meant. It is"
                  + " answered 400 before anything else is looked at.",
              "Send it without encoded slashes, backslashes, semicolons and percent signs, without"
                  + " . and .. segments, and without empty ones (//).");
      case ROUTE -> route(rejection);
      case AUTHORIZATION -> header(rejection, detail);
      case ROUTE_ACCOUNT ->
          line(
                  step,
                  "The path is about another account than the token.",
                  "Ask for a token of the account in the path, or call the path of the token's"
                      + " account.")
              .with("token_says", "aud " + DoctorValues.of(token.claim("aud")))
              .with(
                  "expected",
                  "aud with " + DoctorValues.list(match == null ? List.of() : match.accounts()));
      case ROUTE_AZP -> party();
      default -> scopes();
    };
  }

  private static DoctorLine line(DoctorStep step, String cause, String cure) {
    return DoctorLine.failed(step.title(), cause, cure);
  }

  private Route held() {
    return match == null ? Route.DEFAULT : match.route();
  }

  /** The key of a setting of the route that holds. */
  private String key(SettingDescriptor<?> setting) {
    return setting.of(held().name()).name();
  }

  private DoctorLine route(Rejection rejection) {
    return rejection == Rejection.LOGIN_REQUIRED
        ? line(
                DoctorStep.ROUTE,
                "The route "
                    + held().name()
                    + " asks for a user who has logged in. No token opens"
                    + " it, and none is looked at.",
                "Call a path of a route that takes tokens; or change "
                    + key(RouteReader.ACCESS)
                    + ".")
            .with("expected", "a login (" + key(RouteReader.ACCESS) + " = login)")
        : line(
                DoctorStep.ROUTE,
                "Nobody gets in by the route " + held().name() + ", whatever the token.",
                "If this path is to be open to somebody, give it a route of its own that is more"
                    + " specific than "
                    + String.join(", ", held().patterns())
                    + ", or change "
                    + key(RouteReader.ACCESS)
                    + ".")
            .with("expected", "nobody (" + key(RouteReader.ACCESS) + " = deny)");
  }

  private DoctorLine header(Rejection rejection, String detail) {
    DoctorStep step = DoctorStep.AUTHORIZATION;
    if (rejection == Rejection.SEVERAL_CREDENTIALS) {
      return line(
              step,
              "There is more than one Authorization header.",
              "Send one. Does a proxy, a gateway or a library of the caller add its own?")
          .with("token_says", file.headers().size() + " headers")
          .with("expected", "one");
    }
    String value = file.headers().isEmpty() ? "" : file.headers().get(0);
    if (rejection == Rejection.MALFORMED_CREDENTIALS) {
      return line(
          step,
          "The header is not as it has to be: " + detail + ".",
          SEND + ". Is the variable empty that the caller takes the token from?");
    }
    if (value.isBlank()) {
      return line(
          step,
          "There is no token: no Authorization header, or an empty one.",
          SEND
              + ". If the caller does so: something on the way takes the header off, say a proxy,"
              + " a gateway, or a redirect to another host.");
    }
    if (token.parts() == 3 && !SCHEME.matcher(value).matches()) {
      return line(
              step,
              "The token stands in the header by itself, without the word Bearer in front of it.",
              SEND + ". Or, if the callers can't be changed: sentinel.inbound.bare-token = true.")
          .with("expected", "Bearer, a space, the token (sentinel.inbound.bare-token = false)");
    }
    Matcher scheme = SCHEME.matcher(value);
    DoctorLine line = line(step, "The header holds no bearer token.", SEND + ".");
    return scheme.matches()
        ? line.with("token_says", "scheme " + scheme.group(1)).with("expected", "scheme Bearer")
        : line;
  }

  private DoctorLine party() {
    List<String> more = token.claim("azp") instanceof String azp ? List.of(azp) : List.of();
    return line(
            DoctorStep.ROUTE_AZP,
            "The route " + held().name() + " takes other clients only.",
            "If this client may call here: "
                + DoctorValues.with(
                    key(RouteReader.AUTHORIZED_PARTIES), held().authorizedParties(), more)
                + ". Else have it call from one of them.")
        .with("token_says", "azp " + DoctorValues.of(token.claim("azp")))
        .with(
            "expected",
            DoctorValues.list(held().authorizedParties())
                + " ("
                + key(RouteReader.AUTHORIZED_PARTIES)
                + ")");
  }

  private DoctorLine scopes() {
    boolean all = !token.scopes().containsAll(held().scopes());
    return DoctorRefusal.missingScopes(
        DoctorStep.ROUTE_SCOPES,
        token,
        all ? held().scopes() : held().anyScope(),
        key(all ? RouteReader.SCOPES : RouteReader.ANY_SCOPE));
  }
}
