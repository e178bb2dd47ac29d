package dev.sentinelauth;

import static dev.sentinelauth.KnownKeys.routeKey;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads the routes, {@code sentinel.route.NAME.*}. */
final class RouteReader {
  private static final Function<String, Access> ACCESS =
      Values.word(
          Map.of(
              "token", Access.TOKEN,
              "optional", Access.OPTIONAL,
              "anonymous", Access.ANONYMOUS,
              "login", Access.LOGIN,
              "deny", Access.DENY));

  private static final Function<String, String> ROLE =
      Values.word(
          Map.of(
              LoggedInUser.ADMIN_ROLE, LoggedInUser.ADMIN_ROLE,
              LoggedInUser.LPA_ROLE, LoggedInUser.LPA_ROLE));

  private final Settings settings;

  private RouteReader(Settings settings) {
    this.settings = settings;
  }

  /** All routes, by name: their order has no meaning, and equal configurations are to be equal. */
  static List<Route> read(Settings settings) {
    RouteReader reader = new RouteReader(settings);
    List<Route> routes = settings.routeNames().stream().map(reader::route).toList();
    for (Routes.Tie tie : Routes.ties(routes)) {
      reader.report(tie);
    }
    return routes;
  }

  private Route route(String name) {
    String pathKey = routeKey(name, "path");
    settings.require(pathKey, "expected a path, because other keys of this route are set");
    // Kept as written: the parsed form has lost the names.
    Set<String> patterns =
        settings.list(
            pathKey,
            List.of(),
            pattern -> {
              PathPattern.parse(pattern);
              return pattern;
            });
    Access access = settings.get(routeKey(name, "access"), Access.TOKEN, ACCESS);
    if (access == Access.ANONYMOUS || access == Access.DENY) {
      refuseConditions(name, patterns);
    } else if (access == Access.LOGIN) {
      checkLogin(name);
    }
    return new Route(
        name,
        List.copyOf(patterns),
        settings.list(routeKey(name, "methods"), List.of(), Values::method),
        access,
        settings.list(routeKey(name, "scopes"), List.of(), Values::scope),
        settings.list(routeKey(name, "any-scope"), List.of(), Values::scope),
        settings.list(routeKey(name, "authorized-parties"), List.of(), Values::text));
  }

  /** A condition that nobody checks would look like protection. */
  private void refuseConditions(String name, Set<String> patterns) {
    String reason = " not to be set where access is anonymous or deny: no token is looked at";
    for (String member : List.of("scopes", "any-scope", "authorized-parties")) {
      if (settings.isSet(routeKey(name, member))) {
        settings.problem(routeKey(name, member), "expected" + reason);
      }
    }
    if (patterns.stream().anyMatch(pattern -> !PathPattern.parse(pattern).accounts().isEmpty())) {
      settings.problem(routeKey(name, "path"), "expected {account}" + reason);
    }
  }

  /** Users have roles in the place of scopes, and nobody is an authorized party. */
  private void checkLogin(String name) {
    String key = routeKey(name, "access");
    if (settings.keysUnder(KnownKeys.LOGIN).isEmpty()) {
      settings.problem(
          key,
          "expected " + KnownKeys.LOGIN + "redirect-uri to be set: without it nobody can log in");
    }
    if (settings.isSet(routeKey(name, "authorized-parties"))) {
      settings.problem(
          routeKey(name, "authorized-parties"),
          "expected not to be set where access is login: no token is looked at");
    }
    for (String member : List.of("scopes", "any-scope")) {
      settings.list(routeKey(name, member), List.of(), ROLE);
    }
  }

  private void report(Routes.Tie tie) {
    String first = routeKey(tie.first().name(), "path");
    String second = routeKey(tie.second().name(), "path");
    settings.problem(
        second,
        "expected one route for each path and method, but "
            + Problems.quoted(tie.secondPattern())
            + " and "
            + Problems.quoted(tie.firstPattern())
            + " of "
            + first
            + " ("
            + settings.origin(first)
            + ") fit the same requests");
  }
}
