package dev.sentinelauth;

import dev.sentinelauth.internal.routes.Access;
import dev.sentinelauth.internal.routes.PathPattern;
import dev.sentinelauth.internal.routes.Route;
import dev.sentinelauth.internal.routes.Routes;
import dev.sentinelauth.internal.settings.Grammar;
import dev.sentinelauth.internal.settings.Problems;
import dev.sentinelauth.internal.settings.SettingDescriptor;
import dev.sentinelauth.internal.settings.SettingGroup;
import dev.sentinelauth.internal.settings.SettingNames;
import dev.sentinelauth.internal.settings.Settings;
import dev.sentinelauth.internal.settings.Values;
import java.util.List;
import java.util.Set;

/** The routes, {@code sentinel.route.NAME.*}: the settings, and how they are read. */
final class RouteReader {
  static final SettingGroup DECLARED =
      new SettingGroup(SettingNames.PREFIX + "route." + SettingDescriptor.PLACEHOLDER + ".");

  /** The patterns are kept as written: the parsed form has lost the names. */
  private static final SettingDescriptor<Set<String>> PATH =
      DECLARED.list(
          "path",
          Grammar.of(RouteReader::pattern, "a pattern").list(),
          "required",
          "one or more patterns");

  private static final SettingDescriptor<Set<String>> METHODS =
      DECLARED.list(
          "methods",
          Grammar.of(Values::method, "a request method").list(),
          "all",
          "upper case; `GET` stands for `HEAD` too");

  static final SettingDescriptor<Access> ACCESS =
      DECLARED.setting(
          "access",
          Grammar.words(Access.class),
          "token",
          "`token`; `optional`: a token is checked if there is one; `anonymous`: tokens are not"
              + " looked at; `login`: a user who logged in; `deny`: nobody");

  static final SettingDescriptor<Set<String>> SCOPES =
      DECLARED.list("scopes", Values.SCOPES, "none", "all of these; with `login`, roles");

  static final SettingDescriptor<Set<String>> ANY_SCOPE =
      DECLARED.list(
          "any-scope", Values.SCOPES, "none", "at least one of these; with `login`, roles");

  static final SettingDescriptor<Set<String>> AUTHORIZED_PARTIES =
      DECLARED.list("authorized-parties", Values.TEXTS, "any", "accepted `azp`, here");

  /** What users have in the place of scopes. */
  private static final Grammar<Set<String>> ROLES =
      Values.oneOf(LoggedInUser.ADMIN_ROLE, LoggedInUser.LPA_ROLE).list();

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

  private static String pattern(String written) {
    PathPattern.parse(written);
    return written;
  }

  private Route route(String name) {
    settings.require(PATH.of(name), "expected a path, because other keys of this route are set");
    Set<String> patterns = settings.get(PATH.of(name));
    Access access = settings.get(ACCESS.of(name));
    if (access == Access.ANONYMOUS || access == Access.DENY) {
      refuseConditions(name, patterns);
    } else if (access == Access.LOGIN) {
      checkLogin(name);
    }
    return new Route(
        name,
        List.copyOf(patterns),
        settings.get(METHODS.of(name)),
        access,
        settings.get(SCOPES.of(name)),
        settings.get(ANY_SCOPE.of(name)),
        settings.get(AUTHORIZED_PARTIES.of(name)));
  }

  /** A condition that nobody checks would look like protection. */
  private void refuseConditions(String name, Set<String> patterns) {
    String reason = " not to be set where access is anonymous or deny: no token is looked at";
    for (var condition : List.of(SCOPES, ANY_SCOPE, AUTHORIZED_PARTIES)) {
      if (settings.isSet(condition.of(name))) {
        settings.problem(condition.of(name), "expected" + reason);
      }
    }
    if (patterns.stream().anyMatch(pattern -> !PathPattern.parse(pattern).accounts().isEmpty())) {
      settings.problem(PATH.of(name), "expected {account}" + reason);
    }
  }

  /** Users have roles in the place of scopes, and nobody is an authorized party. */
  private void checkLogin(String name) {
    if (settings.setOnes(LoginReader.DECLARED).isEmpty()) {
      settings.problem(
          ACCESS.of(name),
          "expected " + LoginReader.REDIRECT_URI + " to be set: without it nobody can log in");
    }
    if (settings.isSet(AUTHORIZED_PARTIES.of(name))) {
      settings.problem(
          AUTHORIZED_PARTIES.of(name),
          "expected not to be set where access is login: no token is looked at");
    }
    settings.find(SCOPES.of(name).taking(ROLES));
    settings.find(ANY_SCOPE.of(name).taking(ROLES));
  }

  private void report(Routes.Tie tie) {
    SettingDescriptor<?> first = PATH.of(tie.first().name());
    SettingDescriptor<?> second = PATH.of(tie.second().name());
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
