package dev.sentinelauth;

import dev.sentinelauth.internal.routes.Access;
import dev.sentinelauth.internal.routes.PathPattern;
import dev.sentinelauth.internal.routes.Route;
import dev.sentinelauth.internal.routes.Routes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the doctor says of the routes: what each asks for, and which goes before which. */
final class DoctorRoutes {
  private static final int MOST_OVERLAPS = 100;

  /** Stands for any value of a variable, with underscores where a pattern has it as a literal. */
  private static final String ANY = "any";

  /** One pattern of a route. */
  private record Rule(Route route, String written, PathPattern pattern) {

    String methods() {
      return route.methods().isEmpty() ? "all methods" : String.join(", ", route.methods());
    }

    /** As it is looked for: what goes before what. */
    String rank() {
      StringBuilder rank = new StringBuilder();
      for (String segment : pattern.segments()) {
        rank.append(segment == null ? "2" : "1" + segment).append('/');
      }
      return rank.append(pattern.below() ? "3" : "0").toString();
    }
  }

  private final String unmatched;
  private final List<Rule> rules;
  private final Routes routes;
  private final String any;

  /**
   * @param configured checked routes
   * @param logins whether users can log in
   */
  DoctorRoutes(List<Route> configured, boolean logins) {
    boolean ofRoutes = configured.stream().anyMatch(route -> route.access() == Access.LOGIN);
    this.unmatched =
        logins && !ofRoutes ? "a valid token; behind a login filter a login" : "a valid token";
    this.rules =
        configured.stream()
            .flatMap(
                route ->
                    route.patterns().stream()
                        .map(written -> new Rule(route, written, PathPattern.parse(written))))
            .sorted(Comparator.comparing(Rule::rank).thenComparing(r -> r.route().name()))
            .toList();
    this.routes = Routes.of(configured, Route.DEFAULT);
    String value = ANY;
    while (isLiteral(value)) {
      value += "_";
    }
    this.any = value;
  }

  private boolean isLiteral(String segment) {
    return rules.stream().anyMatch(rule -> rule.pattern().segments().contains(segment));
  }

  /** Adds the table of routes, and where two of them fit the same request. */
  void addTo(DoctorReport report) {
    DoctorReport.Section table = report.table("routes", "Routes");
    rules.forEach(rule -> table.add(line(rule)));
    table.add(DoctorLine.info("(any other path)", unmatched));
    DoctorReport.Section overlaps =
        report.table("overlaps", "Where two routes fit, and which one holds");
    List<DoctorLine> found = overlaps();
    found.stream().limit(MOST_OVERLAPS).forEach(overlaps::add);
    if (found.size() > MOST_OVERLAPS) {
      overlaps.add(DoctorLine.info("(and more)", (found.size() - MOST_OVERLAPS) + " others"));
    }
  }

  private static DoctorLine line(Rule rule) {
    Route route = rule.route();
    return DoctorLine.info(
            rule.written(), route.name() + ": " + rule.methods() + "; " + needs(route))
        .with("route", route.name())
        .with("methods", List.copyOf(route.methods()))
        .with("access", word(route.access()))
        .with("scopes", List.copyOf(route.scopes()))
        .with("any_scope", List.copyOf(route.anyScope()))
        .with("authorized_parties", List.copyOf(route.authorizedParties()));
  }

  private static String word(Access access) {
    return access.name().toLowerCase(Locale.ROOT);
  }

  /** What a route asks for, in words. */
  static String needs(Route route) {
    List<String> needs = new ArrayList<>();
    needs.add(
        switch (route.access()) {
          case TOKEN -> "a token";
          case OPTIONAL -> "nothing; a token is checked if there is one";
          case ANONYMOUS -> "nothing; tokens are not looked at";
          case LOGIN -> "a login";
          case DENY -> "nobody gets in";
        });
    add(needs, "all of ", route.scopes());
    add(needs, "one of ", route.anyScope());
    add(needs, "from ", route.authorizedParties());
    return String.join(", ", needs);
  }

  private static void add(List<String> needs, String what, Set<String> values) {
    if (!values.isEmpty()) {
      needs.add(what + String.join(" ", values));
    }
  }

  private List<DoctorLine> overlaps() {
    List<DoctorLine> lines = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      for (int j = i + 1; j < rules.size(); j++) {
        DoctorLine line = overlap(rules.get(i), rules.get(j));
        if (line != null) {
          lines.add(line);
        }
      }
    }
    return lines;
  }

  /** Which of two goes before the other where both fit, as the filters decide it. */
  private @Nullable DoctorLine overlap(Rule a, Rule b) {
    String method = commonMethod(a.route(), b.route());
    List<String> path = commonPath(a.pattern(), b.pattern());
    if (a.route().equals(b.route()) || method == null || path == null) {
      return null;
    }
    Route holds = routes.match(method, path).route();
    if (!holds.equals(a.route()) && !holds.equals(b.route())) {
      return null; // a third one goes before both, and that is told where it is compared
    }
    boolean inOrder = holds.equals(a.route());
    Rule first = inOrder ? a : b;
    Rule second = inOrder ? b : a;
    String example = method + " /" + String.join("/", path);
    return DoctorLine.info(
            example,
            "%s (%s) holds, and not %s (%s): %s%s"
                .formatted(
                    first.route().name(),
                    first.written(),
                    second.route().name(),
                    second.written(),
                    why(first.pattern(), second.pattern()),
                    less(first.route(), second.route())))
        .with("holds", first.route().name())
        .with("shadowed", second.route().name())
        .with("asks_for_less", asksForLess(first.route(), second.route()));
  }

  private static @Nullable String commonMethod(Route a, Route b) {
    if (a.methods().isEmpty()) {
      return b.methods().isEmpty() ? "GET" : b.methods().iterator().next();
    }
    return b.methods().isEmpty()
        ? a.methods().iterator().next()
        : a.methods().stream().filter(b.methods()::contains).findFirst().orElse(null);
  }

  /** The segments of a path that fits both, the shortest there is; {@code null} if none does. */
  private @Nullable List<String> commonPath(PathPattern a, PathPattern b) {
    int lengthA = a.segments().size();
    int lengthB = b.segments().size();
    int length = Math.max(lengthA, lengthB);
    if ((lengthA < length && !a.below()) || (lengthB < length && !b.below())) {
      return null;
    }
    List<String> path = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      String inA = i < lengthA ? a.segments().get(i) : null;
      String inB = i < lengthB ? b.segments().get(i) : null;
      if (inA != null && inB != null && !inA.equals(inB)) {
        return null;
      }
      path.add(inA != null ? inA : inB != null ? inB : any);
    }
    return path;
  }

  private static String why(PathPattern first, PathPattern second) {
    int both = Math.min(first.segments().size(), second.segments().size());
    for (int i = 0; i < both; i++) {
      if (first.segments().get(i) != null && second.segments().get(i) == null) {
        return "a literal goes before {name}";
      }
    }
    if (first.segments().size() > both) {
      return "what is named goes before *";
    }
    return first.below() != second.below()
        ? "the end of a pattern goes before *"
        : "the patterns are equal, and it names the method";
  }

  /** What the one does not ask for, where somebody gets in by it who wouldn't by the other. */
  private static String less(Route holds, Route other) {
    if (!asksForLess(holds, other)) {
      return "";
    }
    List<String> scopes =
        other.scopes().stream().filter(scope -> !holds.scopes().contains(scope)).toList();
    return scopes.isEmpty() || strictness(holds.access()) < strictness(other.access())
        ? "; it asks for less"
        : "; it does not ask for " + String.join(" ", scopes);
  }

  /** Whether somebody gets in by the one who wouldn't by the other. */
  private static boolean asksForLess(Route holds, Route other) {
    int difference = strictness(holds.access()) - strictness(other.access());
    return difference < 0
        || (difference == 0
            && !(holds.scopes().containsAll(other.scopes())
                && (other.anyScope().isEmpty() || !holds.anyScope().isEmpty())
                && (other.authorizedParties().isEmpty() || !holds.authorizedParties().isEmpty())));
  }

  private static int strictness(Access access) {
    return switch (access) {
      case ANONYMOUS -> 0;
      case OPTIONAL -> 1;
      case TOKEN, LOGIN -> 2;
      case DENY -> 3;
    };
  }
}
