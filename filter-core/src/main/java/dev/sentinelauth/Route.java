package dev.sentinelauth;

import java.util.List;
import java.util.Set;

/**
 * One route of the configuration: what a path needs.
 *
 * @param name the free {@code NAME} of {@code sentinel.route.NAME.path}
 * @param patterns one or more path patterns, as written
 * @param methods the request methods it holds for; empty for all
 * @param access what it asks for
 * @param scopes scopes that a token must all hold; empty for none
 * @param anyScope scopes of which a token must hold one; empty for none
 * @param authorizedParties accepted {@code azp}; empty for any
 */
record Route(
    String name,
    List<String> patterns,
    Set<String> methods,
    Access access,
    Set<String> scopes,
    Set<String> anyScope,
    Set<String> authorizedParties) {

  Route {
    patterns = List.copyOf(patterns);
  }

  /** What holds for a path that no route matches: a valid token and nothing more. */
  static final Route DEFAULT =
      new Route("(none)", List.of(), Set.of(), Access.TOKEN, Set.of(), Set.of(), Set.of());
}
