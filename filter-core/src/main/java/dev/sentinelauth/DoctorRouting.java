package dev.sentinelauth;

import dev.sentinelauth.internal.routes.PathPattern;
import dev.sentinelauth.internal.routes.RawPath;
import dev.sentinelauth.internal.routes.Route;
import dev.sentinelauth.internal.routes.RouteMatch;
import dev.sentinelauth.internal.routes.Routes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which route holds for a request, and which others fit and lost. Each question is asked of {@link
 * Routes}: with all routes, or with one alone.
 */
final class DoctorRouting {

  /**
   * A route that does not hold.
   *
   * @param route with one pattern
   * @param reason why it doesn't, as a phrase
   * @param fits whether it would hold if there were no other
   */
  record Other(Route route, String reason, boolean fits) {}

  private final List<Route> single;
  private final List<RouteMatch> readings;
  private final String method;
  private final List<String> segments;

  private DoctorRouting(
      List<Route> single, List<RouteMatch> readings, String method, List<String> segments) {
    this.single = single;
    this.readings = readings;
    this.method = method;
    this.segments = segments;
  }

  /** For a request whose path may be ambiguous; then nothing holds, and nothing is known. */
  static DoctorRouting of(List<Route> configured, String method, String rawPath) {
    List<Route> single = configured.stream().flatMap(route -> single(route).stream()).toList();
    List<String> segments = RawPath.segments(rawPath, "");
    if (segments == null) {
      return new DoctorRouting(single, List.of(), method, List.of());
    }
    Routes routes = Routes.of(single, Route.DEFAULT);
    String upper = method.toUpperCase(Locale.ROOT);
    Set<RouteMatch> readings = new LinkedHashSet<>();
    readings.add(routes.match(method, segments));
    readings.add(routes.match(upper, segments));
    List<String> asWritten = RawPath.asWritten(rawPath, "");
    if (asWritten != null) {
      readings.add(routes.match(method, asWritten));
      readings.add(routes.match(upper, asWritten));
    }
    return new DoctorRouting(single, List.copyOf(readings), method, segments);
  }

  /** A route for each of its patterns, so that a match tells which one it was. */
  private static List<Route> single(Route route) {
    List<Route> all = new ArrayList<>();
    Set<PathPattern> seen = new LinkedHashSet<>();
    for (String pattern : route.patterns()) {
      if (seen.add(PathPattern.parse(pattern))) {
        all.add(with(route, pattern, route.methods()));
      }
    }
    return all;
  }

  private static Route with(Route route, String pattern, Set<String> methods) {
    return new Route(
        route.name(),
        List.of(pattern),
        methods,
        route.access(),
        route.scopes(),
        route.anyScope(),
        route.authorizedParties());
  }

  /** Whether a route of the configuration, or a default, is there to hold. */
  boolean isKnown() {
    return !readings.isEmpty();
  }

  /**
   * The match that decides: there are several where servers may read the request in more than one
   * way, and all of them have to let it in.
   *
   * @param decides whether a match would bring about what was answered
   */
  RouteMatch deciding(Predicate<RouteMatch> decides) {
    return readings.stream().filter(decides).findFirst().orElse(readings.get(0));
  }

  /** Whether the request can be read in more than one way, and the routes differ. */
  boolean isReadTwice() {
    return readings.size() > 1;
  }

  static boolean isDefault(Route route) {
    return route.patterns().isEmpty();
  }

  /** The others whose pattern fits the path. */
  List<Other> others(Route holding) {
    List<Other> others = new ArrayList<>();
    for (Route route : single) {
      if (route.equals(holding)) {
        continue;
      }
      if (matches(route)) {
        others.add(new Other(route, lessSpecific(route, holding), true));
      } else if (matches(with(route, route.patterns().get(0), Set.of()))) {
        others.add(
            new Other(route, "holds for " + String.join(", ", route.methods()) + " only", false));
      }
    }
    return others;
  }

  /** What another route would ask for, if it held. */
  RouteMatch match(Route route) {
    return Routes.of(List.of(route), Route.DEFAULT).match(method, segments);
  }

  private boolean matches(Route route) {
    return !isDefault(match(route).route());
  }

  private static String lessSpecific(Route lost, Route holding) {
    PathPattern less = PathPattern.parse(lost.patterns().get(0));
    PathPattern more = PathPattern.parse(holding.patterns().get(0));
    for (int i = 0; i <= Math.max(less.segments().size(), more.segments().size()); i++) {
      String there = at(less, lost, i);
      String here = at(more, holding, i);
      if (kind(less, i) != kind(more, i)) {
        return "less specific: it has " + there + " where the other has " + here;
      }
    }
    return "for the same paths, and the other one names the method";
  }

  /** 0 for a literal, 1 for a variable, 2 for the end, 3 for anything below. */
  private static int kind(PathPattern pattern, int i) {
    if (i < pattern.segments().size()) {
      return pattern.segments().get(i) == null ? 1 : 0;
    }
    return i > pattern.segments().size() ? 4 : pattern.below() ? 3 : 2;
  }

  private static String at(PathPattern pattern, Route route, int i) {
    return switch (kind(pattern, i)) {
      case 0, 1 -> route.patterns().get(0).substring(1).split("/", -1)[i];
      case 2 -> "its end";
      default -> "*";
    };
  }
}
