package dev.sentinelauth.internal.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.internal.settings.InvalidValueException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

  /** Each route is named by its pattern. */
  private static final List<Route> OVERLAPPING =
      List.of(
          route("/"),
          route("/*"),
          route("/{a}"),
          route("/a"),
          route("/a/*"),
          route("/a/{b}"),
          route("/a/{b}/c"),
          route("/a/b/*"),
          route("/a/{b}/c/d"),
          route("/{a}/b/c/e"),
          route("/{a}/b"),
          route("/x/{b}/*"),
          route("/x/y/z"),
          route("/ä/€"));

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a, /a",
    "/q, /{a}",
    "/a/b, /a/b/*", // its parent counts, and the literal goes before {b}
    "/a/q, /a/{b}",
    "/a/b/c, /a/b/*", // a literal before a variable, even where the rest is vaguer
    "/a/q/c, /a/{b}/c",
    "/a/q/c/d, /a/{b}/c/d",
    "/a/q/q, /a/*", // back from {b}, where nothing fits
    "/a/b/c/e, /a/b/*",
    "/q/b/c/e, /{a}/b/c/e",
    "/q/b, /{a}/b",
    "/q/b/c, /*",
    "/q/q/q/q, /*",
    "/x/y, /x/{b}/*",
    "/x/y/z, /x/y/z",
    "/x/y/q, /x/{b}/*",
    "/x, /{a}",
    "/A, /{a}",
    "/ä/€, /ä/€"
  })
  void mostSpecificPatternWinsWhateverTheOrder(String path, String winner) {
    Random random = new Random(20180424);
    List<Route> routes = new ArrayList<>(OVERLAPPING);
    for (int i = 0; i < 50; i++) {
      Collections.shuffle(routes, random);

      assertThat(Routes.of(routes).match("GET", segments(path)).route().name()).isEqualTo(winner);
    }
  }

  @Test
  void whatNoRouteMatchesHasTheDefault() {
    Routes routes = Routes.of(List.of(route("/a"), route("/b/{c}")));

    assertThat(routes.match("GET", segments("/")))
        .isEqualTo(new RouteMatch(Route.DEFAULT, List.of()));
    assertThat(routes.match("GET", segments("/a/b")).route()).isSameAs(Route.DEFAULT);
    assertThat(routes.match("GET", segments("/b")).route()).isSameAs(Route.DEFAULT);
    assertThat(Routes.of(List.of()).match("GET", segments("/a")).route()).isSameAs(Route.DEFAULT);
  }

  @Test
  void ofEqualPatternsTheOneThatNamesTheMethodWins() {
    Routes routes =
        Routes.of(List.of(route("any", "/a/{x}"), route("post", "/a/{y}", "POST", "PUT")));

    assertThat(routes.match("POST", segments("/a/1")).route().name()).isEqualTo("post");
    assertThat(routes.match("PUT", segments("/a/1")).route().name()).isEqualTo("post");
    assertThat(routes.match("GET", segments("/a/1")).route().name()).isEqualTo("any");
    assertThat(routes.match("post", segments("/a/1")).route().name()).isEqualTo("any");
  }

  @Test
  void vaguerPatternWinsWhereTheMoreSpecificOneIsForOtherMethods() {
    Routes routes = Routes.of(List.of(route("below", "/a/*"), route("get", "/a/b", "GET")));

    assertThat(routes.match("GET", segments("/a/b")).route().name()).isEqualTo("get");
    assertThat(routes.match("POST", segments("/a/b")).route().name()).isEqualTo("below");
  }

  @Test
  void getStandsForHead() {
    Routes routes =
        Routes.of(
            List.of(
                route("get", "/a", "GET"),
                route("any", "/a"),
                route("get-b", "/b", "GET"),
                route("head-b", "/b", "HEAD")));

    assertThat(routes.match("HEAD", segments("/a")).route().name()).isEqualTo("get");
    assertThat(routes.match("HEAD", segments("/b")).route().name()).isEqualTo("head-b");
    assertThat(routes.match("OPTIONS", segments("/b")).route()).isSameAs(Route.DEFAULT);
  }

  @Test
  void accountsAreFoundWhereverTheyStand() {
    Routes routes =
        Routes.of(
            List.of(
                route("two", "/{account}/{x}/{account}"),
                route("below", "/api/account/{account}/messages/*"),
                route("get", "/m/{account}", "GET"),
                route("post", "/m/{other}", "POST")));

    assertThat(routes.match("GET", segments("/le1/q/le2")).accounts())
        .containsExactly("le1", "le2");
    assertThat(routes.match("GET", segments("/api/account/le1/messages")).accounts())
        .containsExactly("le1");
    assertThat(routes.match("GET", segments("/api/account/le1/messages/a/b")).accounts())
        .containsExactly("le1");
    assertThat(routes.match("GET", segments("/m/le1")).accounts()).containsExactly("le1");
    assertThat(routes.match("POST", segments("/m/le1")).accounts()).isEmpty();
  }

  @Test
  void trailingSlashInAPatternMakesNoDifference() {
    Routes routes = Routes.of(List.of(route("a", "/a/", "/a"), route("b", "/b/{x}/")));

    assertThat(routes.match("GET", segments("/a")).route().name()).isEqualTo("a");
    assertThat(routes.match("GET", segments("/b/1")).route().name()).isEqualTo("b");
  }

  @ParameterizedTest
  @CsvSource({
    "/a, '', /a, ''",
    "/a, '', /a/, ''",
    "/a/{x}, '', /a/{y}, ''",
    "/a/{x}, '', /a/{account}, ''",
    "/a/*, GET, /a/*, GET POST",
    "/{x}/*, POST, /{y}/*, POST",
  })
  void tieIsFound(String first, String firstMethods, String second, String secondMethods) {
    Route a = route("a", List.of(first), methods(firstMethods));
    Route b = route("b", List.of(second), methods(secondMethods));

    assertThat(Routes.ties(List.of(a, b))).containsExactly(new Routes.Tie(a, first, b, second));
    assertThatThrownBy(() -> Routes.of(List.of(a, b))).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/a, '', /a/*, ''",
    "/a, '', /{x}, ''",
    "/a, GET, /a, ''",
    "/a, GET, /a, POST",
    "/a, GET, /a, HEAD",
    "/a, '', /A, ''",
  })
  void differentPatternsOrMethodsDoNotTie(
      String first, String firstMethods, String second, String secondMethods) {
    Route a = route("a", List.of(first), methods(firstMethods));
    Route b = route("b", List.of(second), methods(secondMethods));

    assertThat(Routes.ties(List.of(a, b))).isEmpty();
  }

  @Test
  void routeTiesWithItselfWhereItsPatternsDifferInAccounts() {
    assertThat(Routes.ties(List.of(route("a", "/a/{x}", "/a/{account}")))).hasSize(1);
    assertThat(Routes.ties(List.of(route("a", "/a/{x}", "/a/{y}", "/a/{x}/")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "*",
        "//",
        "/a//b",
        "/a//",
        "/./a",
        "/a/..",
        "/a%20b",
        "/a;x",
        "/a\\b",
        "/a?b",
        "/a#b",
        "/a b",
        "/a\u00a0b",
        "/a\tb",
        "/a\u0000",
        "/a*",
        "/*/a",
        "/**",
        "/a/{b",
        "/a/b}",
        "/a/x{b}",
        "/a/{b}x",
        "/{}",
        "/{1a}",
        "/{a.b}",
        "/{ä}",
        "/{a}/{a}",
        "/{Account}",
        "/{ACCOUNT}",
        "/{*}",
        "/{a b}"
      })
  void malformedPatternIsRefused(String pattern) {
    assertThatThrownBy(() -> PathPattern.parse(pattern)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void overlappingPatternsDoNotMakeAPathSlow() {
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < 1 << 10; i++) {
      StringBuilder pattern = new StringBuilder();
      for (int bit = 0; bit < 10; bit++) {
        pattern.append((i >> bit & 1) == 0 ? "/a" : "/{v" + bit + "}");
      }
      routes.add(route(pattern + "/end"));
    }
    List<String> path = new ArrayList<>(Collections.nCopies(10, "a"));
    path.add("other");
    CountingList counting = new CountingList(path);

    assertThat(Routes.of(routes).match("GET", counting).route()).isSameAs(Route.DEFAULT);
    assertThat(counting.reads).isLessThan(1 << 11); // the nodes of the tree
  }

  private static final class CountingList extends AbstractList<String> {
    private final List<String> elements;
    private int reads;

    CountingList(List<String> elements) {
      this.elements = elements;
    }

    @Override
    public String get(int index) {
      reads++;
      return elements.get(index);
    }

    @Override
    public int size() {
      return elements.size();
    }
  }

  private static List<String> segments(String path) {
    return path.equals("/") ? List.of() : Arrays.asList(path.substring(1).split("/"));
  }

  private static Set<String> methods(String methods) {
    return methods.isEmpty() ? Set.of() : Set.of(methods.split(" "));
  }

  private static Route route(String pattern) {
    return route(pattern, List.of(pattern), Set.of());
  }

  /** Elements that begin with a slash are patterns, the others methods. */
  private static Route route(String name, String... patternsAndMethods) {
    List<String> patterns = new ArrayList<>();
    Set<String> methods = new LinkedHashSet<>();
    for (String element : patternsAndMethods) {
      (element.startsWith("/") ? patterns : methods).add(element);
    }
    return route(name, patterns, methods);
  }

  private static Route route(String name, List<String> patterns, Set<String> methods) {
    return new Route(name, patterns, methods, Access.TOKEN, Set.of(), Set.of(), Set.of());
  }
}
