package dev.sentinelauth.it.hunt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows what a world may do, from its routes and from what its handlers report. */
record HuntOracle(HuntWorld world) {

  /** What is wrong about a request that was handled by these, in this order. */
  @Nullable HuntFault judge(HuntRequest request, List<HuntSighting> sightings) {
    HuntSighting from = null;
    for (HuntSighting seen : sightings) {
      HuntFault fault = null;
      if (from == null && !isNeighbour(seen) && isGuarded(seen, request)) {
        fault = judge(request, seen);
      } else if (from != null && isGuarded(seen, request) && !mayFollow(from, seen, request)) {
        fault = letIn(request, seen, route(isNeighbour(from) ? seen : from));
      }
      if (fault != null) {
        return fault;
      }
      if (from == null && seen.dispatch() != null) {
        from = seen;
      }
    }
    return null;
  }

  /** Whether what a handler stands for lets a request's token in. */
  boolean letsIn(HuntRequest request, HuntSighting seen) {
    return route(seen).letsIn(request.token(), path(seen))
        && (!isPassedOver(request, seen) || asWrittenLetsIn(request, seen));
  }

  /**
   * Whether nothing is said about who handles this: a resource that an implementation reaches
   * without its mapping, or a servlet behind a filter of Jakarta REST in which our adapter stands.
   */
  boolean isBeyond(HuntRequest request, HuntSighting expected) {
    return expected.rest()
        ? !hasMapping(request.rawPath())
        : !world.gate().filter() && world.mount().style().isFilter();
  }

  private @Nullable HuntFault judge(HuntRequest request, HuntSighting seen) {
    String raw = request.rawPath();
    if (request.pathOverride() == null && isAmbiguous(raw)) {
      return new HuntFault(
          HuntFault.Kind.AMBIGUOUS, "an ambiguous path was handled by '" + seen.handler() + "'");
    }
    if (!letsIn(request, seen)) {
      HuntRoute route = route(seen);
      boolean other = route.letsIn(request.token(), path(seen));
      return letIn(request, seen, other ? route(seen.method(), asWritten(request)) : route);
    }
    if (seen.rest() && request.pathOverride() == null && !hasMapping(raw)) {
      return new HuntFault(
          HuntFault.Kind.MAPPING,
          "'" + seen.handler() + "' was reached by a path without its mapping");
    }
    String caller =
        route(seen).identifies(request.token(), path(seen)) ? request.token().party() : null;
    // who was let in under another name of the request may stay known
    boolean changed = request.methodOverride() != null || request.pathOverride() != null;
    boolean known = changed && request.token().valid() && caller == null;
    if (!known && !Objects.equals(caller, seen.caller())) {
      return new HuntFault(
          HuntFault.Kind.CALLER,
          "'" + seen.handler() + "' sees " + seen.caller() + " as its caller, not " + caller);
    }
    return null;
  }

  private HuntFault letIn(HuntRequest request, HuntSighting seen, HuntRoute route) {
    return new HuntFault(
        HuntFault.Kind.LET_IN,
        "'"
            + seen.handler()
            + "' handled "
            + seen.method()
            + " /"
            + String.join("/", path(seen))
            + ", whose route "
            + route.pattern()
            + " ("
            + route.kind()
            + ") doesn't let "
            + request.token()
            + " in");
  }

  /**
   * Without the servlet filter, servlets are open; what is behind a filter's back, no filter knows.
   */
  private boolean isGuarded(HuntSighting seen, HuntRequest request) {
    boolean behind =
        world.between() == HuntWorld.Between.FILTER_BEHIND && request.methodOverride() != null;
    return seen.rest() || (world.gate().filter() && !behind);
  }

  private static boolean isNeighbour(HuntSighting seen) {
    return HuntNeighbour.DISPATCH.equals(seen.dispatch());
  }

  /** A dispatch by the application keeps the verdict; an asynchronous one may be judged again. */
  private boolean mayFollow(HuntSighting from, HuntSighting seen, HuntRequest request) {
    if (isNeighbour(from)) {
      // which path an included resource goes by is up to the implementation
      boolean unknown = seen.rest() && request.target().contains("?include:");
      return unknown || letsIn(request, seen);
    }
    boolean async = Objects.equals(from.dispatch(), HuntServlet.Role.ASYNC.name());
    return letsIn(request, from) || (async && letsIn(request, seen));
  }

  private boolean asWrittenLetsIn(HuntRequest request, HuntSighting seen) {
    List<String> written = asWritten(request);
    return route(seen.method(), written).letsIn(request.token(), written);
  }

  /** The path inside the application without decoding, as some match it. */
  private List<String> asWritten(HuntRequest request) {
    String raw = request.rawPath();
    String inside =
        startsWith(raw, world.contextPath()) ? raw.substring(world.contextPath().length()) : raw;
    return HuntSighting.segments(inside.replaceAll(";[^/]*", ""));
  }

  private HuntRoute route(HuntSighting seen) {
    return route(seen.method(), path(seen));
  }

  /** The most specific one. */
  private HuntRoute route(String method, List<String> path) {
    return world.routes().stream()
        .filter(route -> route.matches(method, path))
        .min(Comparator.comparing(HuntRoute::rank))
        .orElse(HuntRoute.UNMATCHED);
  }

  /** As the handler sees it, inside the application. */
  private List<String> path(HuntSighting seen) {
    String base = seen.base();
    String inside =
        startsWith(base, world.contextPath()) ? base.substring(world.contextPath().length()) : base;
    List<String> path = new ArrayList<>();
    if (!inside.isEmpty()) {
      path.addAll(HuntSighting.segments(inside));
    }
    path.addAll(seen.path());
    return path;
  }

  private static boolean startsWith(String raw, String base) {
    return raw.equals(base) || raw.startsWith(base + "/");
  }

  /**
   * Whether a resource was called by a path that belongs to a more specific one: then it was
   * matched by another reading of the path, and the route for that has to let the caller in as
   * well.
   */
  private boolean isPassedOver(HuntRequest request, HuntSighting seen) {
    if (!seen.rest() || request.pathOverride() != null) {
      return false;
    }
    String own = seen.handler();
    return world.resources().stream()
        .flatMap(resource -> resource.handlers().stream())
        .filter(other -> !other.equals(own) && other.startsWith(seen.method() + " "))
        .map(HuntOracle::template)
        .filter(other -> other.matches(seen.method(), seen.path()))
        .anyMatch(other -> other.rank().compareTo(template(own).rank()) < 0);
  }

  private static HuntRoute template(String handler) {
    String path = handler.substring(handler.indexOf(' ') + 1);
    return new HuntRoute("/" + (path.equals("{any}") ? "*" : path), Set.of(), HuntRoute.Kind.TOKEN);
  }

  private boolean hasMapping(String raw) {
    return world.mount().bases().stream()
        .anyMatch(base -> startsWith(raw, world.contextPath() + base));
  }

  /** As the contract lists it. */
  static boolean isAmbiguous(String raw) {
    String lower = raw.toLowerCase(Locale.ROOT);
    if (lower.contains("\\")
        || List.of("%2f", "%5c", "%00", "%3b", "%25").stream().anyMatch(lower::contains)) {
      return true;
    }
    String[] segments = raw.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      String name = segments[i].replaceFirst(";.*", "").replaceAll("(?i)%2e", ".");
      boolean trailing = i == segments.length - 1 && segments[i].isEmpty();
      if ((name.isEmpty() && !trailing) || name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
  }
}
