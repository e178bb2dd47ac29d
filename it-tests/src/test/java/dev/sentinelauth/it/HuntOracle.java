package dev.sentinelauth.it;

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
        fault = letIn(request, seen, route(request, isNeighbour(from) ? seen : from));
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
    return route(request, seen).letsIn(request.token(), path(request, seen))
        && (!isPassedOver(seen) || ownLetsIn(request, seen));
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
      HuntRoute route = route(request, seen);
      boolean passedOver = route.letsIn(request.token(), path(request, seen));
      return letIn(request, seen, passedOver ? own(request, seen) : route);
    }
    if (seen.rest() && request.pathOverride() == null && !hasMapping(raw)) {
      return new HuntFault(
          HuntFault.Kind.MAPPING,
          "'" + seen.handler() + "' was reached by a path without its mapping");
    }
    String caller =
        route(request, seen).identifies(request.token(), path(request, seen))
            ? request.token().party()
            : null;
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
            + String.join("/", path(request, seen))
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
      return letsIn(request, seen);
    }
    boolean async = Objects.equals(from.dispatch(), HuntServlet.Role.ASYNC.name());
    return letsIn(request, from) || (async && letsIn(request, seen));
  }

  private boolean ownLetsIn(HuntRequest request, HuntSighting seen) {
    HuntRoute own = own(request, seen);
    return own == null || own.letsIn(request.token(), path(request, seen));
  }

  /** The most specific one; it has to match the path as the handler sees it. */
  private HuntRoute route(HuntRequest request, HuntSighting seen) {
    return world.routes().stream()
        .filter(route -> route.matches(seen.method(), path(request, seen)))
        .min(Comparator.comparing(HuntRoute::rank))
        .orElse(HuntRoute.UNMATCHED);
  }

  private List<String> path(HuntRequest request, HuntSighting seen) {
    return seen.rest()
        ? HuntSighting.segments(base(request) + "/" + String.join("/", seen.path()))
        : seen.path();
  }

  /** Of several mappings, the one that the client named. */
  private String base(HuntRequest request) {
    return world.mount().bases().stream()
        .filter(base -> startsWith(request.rawPath(), world.contextPath() + base))
        .findFirst()
        .orElse(world.mount().base());
  }

  private static boolean startsWith(String raw, String base) {
    return raw.equals(base) || raw.startsWith(base + "/");
  }

  /** The route of a resource's own template. */
  private @Nullable HuntRoute own(HuntRequest request, HuntSighting seen) {
    String template = seen.handler().substring(seen.handler().indexOf(' ') + 1);
    String pattern = base(request) + "/" + (template.equals("{any}") ? "*" : template);
    return world.routes().stream()
        .filter(route -> HuntRoute.nameless(route.pattern()).equals(HuntRoute.nameless(pattern)))
        .filter(route -> route.methods().isEmpty() || route.methods().contains(seen.method()))
        .min(Comparator.comparing(HuntRoute::rank))
        .orElse(null);
  }

  /**
   * Whether a resource was called by a path that belongs to a more specific one: then its own route
   * has to let the caller in as well.
   */
  private boolean isPassedOver(HuntSighting seen) {
    if (!seen.rest()) {
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
