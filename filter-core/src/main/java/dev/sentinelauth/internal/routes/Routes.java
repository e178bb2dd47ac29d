package dev.sentinelauth.internal.routes;

import dev.sentinelauth.internal.settings.InvalidValueException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The configured routes as a tree of path segments. Finds the most specific one for a path whatever
 * the order in which they were configured: segment by segment a literal goes before a variable, and
 * the end of a pattern before {@code *}. Immutable once built.
 */
public final class Routes {

  /** Two routes that fit the same requests equally well, so that neither can win. */
  public record Tie(Route first, String firstPattern, Route second, String secondPattern) {}

  /** One pattern of a route at its place in the tree. */
  private record Rule(Route route, String pattern, List<Integer> accounts) {}

  /** The rules whose patterns are equal; they differ in their methods. */
  private static final class Rules {
    private final Map<String, Rule> byMethod = new HashMap<>();
    private @Nullable Rule anyMethod;

    void add(Rule rule, Consumer<Tie> ties) {
      if (rule.route.methods().isEmpty()) {
        reportTie(anyMethod, rule, ties);
        anyMethod = rule;
      }
      for (String method : rule.route.methods()) {
        reportTie(byMethod.put(method, rule), rule, ties);
      }
    }

    private static void reportTie(@Nullable Rule there, Rule added, Consumer<Tie> ties) {
      // A route may name a path twice, say with and without a trailing slash, if it means the
      // same by it.
      if (there != null
          && !(there.route.equals(added.route) && there.accounts.equals(added.accounts))) {
        ties.accept(new Tie(there.route, there.pattern, added.route, added.pattern));
      }
    }

    @Nullable Rule forMethod(String method) {
      Rule named = byMethod.get(method);
      if (named == null && method.equals("HEAD")) {
        named = byMethod.get("GET");
      }
      return named == null ? anyMethod : named;
    }
  }

  /** A place in the tree: what stands below it, and the rules that end here. */
  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private final Rules end = new Rules();
    private final Rules below = new Rules();
    private @Nullable Node variable;

    Node child(@Nullable String literal) {
      if (literal != null) {
        return literals.computeIfAbsent(literal, any -> new Node());
      }
      Node child = variable;
      if (child == null) {
        child = new Node();
        variable = child;
      }
      return child;
    }

    /** Visits each node at most once, however many patterns overlap: no path can make this slow. */
    @Nullable Rule find(String method, List<String> segments, int depth) {
      Rule found;
      if (depth == segments.size()) {
        found = end.forMethod(method);
      } else {
        Node literal = literals.get(segments.get(depth));
        found = literal == null ? null : literal.find(method, segments, depth + 1);
        if (found == null && variable != null) {
          found = variable.find(method, segments, depth + 1);
        }
      }
      return found == null ? below.forMethod(method) : found;
    }
  }

  private final Node root;
  private final RouteMatch none;

  private Routes(Node root, Route unmatched) {
    this.root = root;
    this.none = new RouteMatch(unmatched, List.of());
  }

  /** Builds the tree; what no route matches needs a token. */
  static Routes of(List<Route> routes) {
    return of(routes, Route.DEFAULT);
  }

  /**
   * Builds the tree.
   *
   * @param routes checked routes, without ties
   * @param unmatched what holds for a path that none of them matches
   * @throws IllegalArgumentException if two routes tie
   * @throws InvalidValueException if a pattern is none
   */
  public static Routes of(List<Route> routes, Route unmatched) {
    return new Routes(
        tree(
            routes,
            tie -> {
              throw new IllegalArgumentException(
                  "routes " + tie.first().name() + " and " + tie.second().name() + " tie");
            }),
        unmatched);
  }

  /** Every pair of routes between which a request could not choose. */
  public static List<Tie> ties(List<Route> routes) {
    List<Tie> ties = new ArrayList<>();
    tree(routes, ties::add);
    return ties.stream().distinct().toList(); // two routes may tie for several methods
  }

  private static Node tree(List<Route> routes, Consumer<Tie> ties) {
    Node root = new Node();
    for (Route route : routes) {
      for (String pattern : route.patterns()) {
        PathPattern parsed = PathPattern.parse(pattern);
        Node node = root;
        for (String segment : parsed.segments()) {
          node = node.child(segment);
        }
        Rules rules = parsed.below() ? node.below : node.end;
        rules.add(new Rule(route, pattern, parsed.accounts()), ties);
      }
    }
    return root;
  }

  /**
   * The most specific route whose pattern and methods fit.
   *
   * @param method the request method as sent; methods are case-sensitive (RFC 9110 section 9.1)
   * @param segments the path inside the application, as {@link RawPath#segments} gives it
   */
  public RouteMatch match(String method, List<String> segments) {
    Rule rule = root.find(method, segments, 0);
    if (rule == null) {
      return none;
    }
    if (rule.accounts.isEmpty()) {
      return new RouteMatch(rule.route, List.of());
    }
    List<String> accounts = new ArrayList<>(rule.accounts.size());
    for (int position : rule.accounts) {
      accounts.add(segments.get(position));
    }
    return new RouteMatch(rule.route, accounts);
  }
}
