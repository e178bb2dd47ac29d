package dev.sentinelauth.it.hunt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Makes up worlds. */
record HuntMaker(Random random, HuntRest rest) {
  private static final List<String> SERVLETS =
      List.of(
          "/health",
          "/admin",
          "/admin/*",
          "/files/*",
          "/files/open",
          "/open/*",
          "/users/me",
          "*.do",
          "*.json",
          "/",
          "/api/health",
          "/api/files/*",
          "/admin/x.do");

  HuntWorld world() {
    HuntWorld.Host host = host();
    HuntMount mount = pick(rest.mounts(host));
    HuntWorld.Gate gate =
        !host.hasServlets()
            ? pick(List.of(HuntWorld.Gate.FEATURE, HuntWorld.Gate.PLAIN))
            : mount.isPrefixOfItsOwn() ? HuntWorld.Gate.FILTER_AND_PLAIN : gate();
    List<HuntServlet.Mapping> servlets = host.hasServlets() ? servlets() : List.of();
    List<HuntResources.Kind> resources =
        HuntResources.ALL.stream().filter(kind -> random.nextInt(4) > 0).toList();
    String contextPath = host.hasServlets() ? pick(List.of("", "/app", "/app", "/app/v1")) : "";
    return new HuntWorld(
        rest,
        host,
        random.nextInt(3) == 0,
        contextPath,
        !contextPath.isEmpty() && mount.bases().size() == 1 && random.nextInt(4) == 0,
        mount,
        gate,
        random.nextInt(4) == 0,
        between(host, gate),
        servlets,
        resources.isEmpty() ? HuntResources.ALL : resources,
        routes(mount, servlets));
  }

  private HuntWorld.Host host() {
    int which = random.nextInt(10);
    return which < 4 || (which > 7 && rest != HuntRest.JERSEY)
        ? HuntWorld.Host.JETTY
        : which < 8
            ? HuntWorld.Host.TOMCAT
            : which == 8 ? HuntWorld.Host.GRIZZLY : HuntWorld.Host.JDK;
  }

  private HuntWorld.Gate gate() {
    return pick(
        List.of(HuntWorld.Gate.values()).stream().filter(g -> g != HuntWorld.Gate.NONE).toList());
  }

  private HuntWorld.Between between(HuntWorld.Host host, HuntWorld.Gate gate) {
    boolean inRest = gate.feature() || gate.plain();
    List<HuntWorld.Between> sensible = new ArrayList<>();
    sensible.add(HuntWorld.Between.NOTHING);
    sensible.add(HuntWorld.Between.NOTHING);
    if (inRest) {
      sensible.add(HuntWorld.Between.EARLY);
      sensible.add(HuntWorld.Between.LATE);
    }
    if (host.hasServlets()) {
      sensible.add(HuntWorld.Between.FILTER_AHEAD);
    }
    if (gate.filter() && inRest) {
      sensible.add(HuntWorld.Between.FILTER_BEHIND);
    }
    return pick(sensible);
  }

  private List<HuntServlet.Mapping> servlets() {
    Set<String> patterns = new LinkedHashSet<>();
    int count = random.nextInt(6);
    while (patterns.size() < count) {
      patterns.add(pick(SERVLETS));
    }
    List<HuntServlet.Mapping> servlets = new ArrayList<>();
    for (String pattern : patterns) {
      servlets.add(new HuntServlet.Mapping(pattern, HuntServlet.Role.ANSWER));
    }
    for (HuntServlet.Role role : HuntServlet.Role.values()) {
      if (role != HuntServlet.Role.ANSWER && random.nextInt(4) == 0) {
        String name = "/" + role.name().toLowerCase(Locale.ROOT);
        servlets.add(new HuntServlet.Mapping(name, role));
      }
    }
    return servlets;
  }

  /** No two that tie, and the same ones below each mapping of the resources. */
  private List<HuntRoute> routes(HuntMount mount, List<HuntServlet.Mapping> servlets) {
    Map<String, HuntRoute> routes = new LinkedHashMap<>();
    for (HuntResources.Kind kind : HuntResources.ALL) {
      for (String handler : kind.handlers()) {
        String method = handler.substring(0, handler.indexOf(' '));
        String template = handler.substring(handler.indexOf(' ') + 1);
        if (random.nextInt(5) > 0) {
          Set<String> methods = random.nextBoolean() ? Set.of() : Set.of(method);
          add(routes, mount, "/" + (template.equals("{any}") ? "*" : template), methods);
        }
      }
    }
    for (HuntServlet.Mapping servlet : servlets) {
      if (!servlet.pattern().startsWith("*") && random.nextInt(5) > 0) {
        put(routes, servlet.pattern(), Set.of(), kind());
      }
    }
    // neighbours, and what somebody may have written by mistake
    for (String pattern :
        List.of(
            "/*",
            "/{x}/*",
            "/health",
            "/admin/*",
            "/users/{id}",
            "/files/open/*",
            "/{x}/health",
            "/open/{x}",
            "/admin/x.do")) {
      if (random.nextInt(5) == 0) {
        put(routes, pattern, Set.of(), kind());
      }
      if (random.nextInt(5) == 0) {
        add(routes, mount, pattern, Set.of());
      }
    }
    return List.copyOf(routes.values());
  }

  private void add(
      Map<String, HuntRoute> routes, HuntMount mount, String pattern, Set<String> methods) {
    HuntRoute.Kind kind = kind();
    mount.bases().forEach(base -> put(routes, base + pattern, methods, kind));
  }

  private static void put(
      Map<String, HuntRoute> routes, String pattern, Set<String> methods, HuntRoute.Kind kind) {
    // where no token is looked at, {account} is an error
    boolean blind = kind == HuntRoute.Kind.ANONYMOUS || kind == HuntRoute.Kind.DENY;
    String allowed = blind ? pattern.replace("{account}", "{owner}") : pattern;
    HuntRoute route = new HuntRoute(allowed, methods, kind);
    routes.putIfAbsent(route.place(), route);
  }

  private HuntRoute.Kind kind() {
    return random.nextInt(3) == 0
        ? HuntRoute.Kind.ANONYMOUS
        : pick(List.of(HuntRoute.Kind.values()));
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
