package dev.sentinelauth.internal.routes;

import java.util.List;
import java.util.Set;

/**
 * One route of the configuration: what a path needs.
 *
 * @param name the free {@code NAME} of {@code sentinel.route.NAME.path}
 * @param patterns one or more path patterns, as written
 * @param methods the request methods it holds for; empty for all
 * @param access what it asks for
 * @param scopes scopes that a token must all hold, or roles that a user must all have; empty for
 *     none
 * @param anyScope scopes or roles of which there must be one; empty for none
 * @param authorizedParties accepted {@code azp}; empty for any
 */
public record Route(
    String name,
    List<String> patterns,
    Set<String> methods,
    Access access,
    Set<String> scopes,
    Set<String> anyScope,
    Set<String> authorizedParties) {

  public Route {
    patterns = List.copyOf(patterns);
  }

  /** What holds for a path that no route matches: a valid token and nothing more. */
  public static final Route DEFAULT = unmatched(Access.TOKEN);

  /** What holds for it where a login filter stands and no route speaks of logins. */
  public static final Route DEFAULT_LOGIN = unmatched(Access.LOGIN);

  private static Route unmatched(Access access) {
    return new Route("(none)", List.of(), Set.of(), access, Set.of(), Set.of(), Set.of());
  }
}
