package dev.sentinelauth.internal.routes;

import java.util.List;

/**
 * What the configuration says about one path.
 *
 * @param route the most specific route, or what holds where none matches
 * @param accounts the values found at {@code {account}}; the token must be for each of them
 */
public record RouteMatch(Route route, List<String> accounts) {}
