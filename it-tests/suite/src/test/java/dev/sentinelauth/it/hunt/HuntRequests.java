package dev.sentinelauth.it.hunt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes up what is sent to a world. */
final class HuntRequests {
  /** What stands for a variable: the last ones have to be written so. */
  private static final List<String> VALUES = List.of("42", "me", "x@y", "a%20b", "caf%C3%A9");

  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "GET", "POST", "POST", "DELETE", "HEAD", "OPTIONS", "PUT");

  /** None that changes whether there is a body in the answer. */
  private static final List<String> OVERRIDES = List.of("GET", "POST", "DELETE");

  private final HuntWorld world;
  private final Random random;

  /** Inside the web application, without what resources are mounted at. */
  private final List<String> resources = new ArrayList<>();

  /** Well-formed ones, each for a handler. */
  private final List<HuntRequest> proper = new ArrayList<>();

  private final HuntPaths paths;

  /** Inside the web application. */
  private final List<String> inside;

  HuntRequests(HuntWorld world, Random random) {
    this.world = world;
    this.random = random;
    Set<String> found = new LinkedHashSet<>();
    for (HuntResources.Kind kind : world.resources()) {
      for (String handler : kind.handlers()) {
        String path = "/" + filled(handler.substring(handler.indexOf(' ') + 1));
        resources.add(path);
        for (String base : world.mount().bases()) {
          found.add(base + path);
          addProper(handler.substring(0, handler.indexOf(' ')), base + path);
        }
      }
    }
    List<String> plain = List.copyOf(found);
    for (HuntServlet.Mapping servlet : world.servlets()) {
      found.add(servlet.path());
      boolean answers = servlet.role() == HuntServlet.Role.ANSWER;
      addProper(random.nextBoolean() ? "GET" : "POST", servlet.path());
      if (!answers && !plain.isEmpty()) {
        addProper("GET", servlet.path() + "?" + pick(plain));
        addProper("GET", servlet.path() + "?" + pick(plain));
      }
    }
    inside = List.copyOf(found);
    Set<String> words = new LinkedHashSet<>(List.of("le2", "x"));
    found.forEach(path -> words.addAll(HuntSighting.segments(path)));
    words.addAll(HuntSighting.segments(world.contextPath()));
    paths =
        new HuntPaths(
            random,
            List.copyOf(words),
            inside.stream().map(path -> world.contextPath() + path).toList(),
            List.of(world.contextPath(), world.contextPath() + world.mount().base()));
  }

  private String filled(String template) {
    return template
        .replace("{account}", "le1")
        .replace("{any}", "else/where")
        .replaceAll("\\{[a-z]+}", pick(VALUES));
  }

  private void addProper(String method, String path) {
    String target = world.contextPath() + path;
    for (HuntToken token : List.of(HuntToken.NONE, HuntToken.FULL, pick(tokens()))) {
      proper.add(HuntRequest.plain(method, target, token));
    }
  }

  private static List<HuntToken> tokens() {
    return List.of(HuntToken.values());
  }

  /** Those whose answers are known. */
  List<HuntRequest> proper() {
    return proper;
  }

  /** Any request. */
  HuntRequest next() {
    int kind = random.nextInt(10);
    HuntToken token = kind < 5 ? HuntToken.NONE : kind < 8 ? HuntToken.WEAK : pick(tokens());
    boolean changing = world.between() != HuntWorld.Between.NOTHING;
    String method = changing && random.nextInt(3) == 0 ? pick(OVERRIDES) : null;
    String path =
        changing && world.between().inRest() && random.nextInt(4) == 0 ? pick(resources) : null;
    String target =
        world.neighbour() && random.nextInt(3) == 0
            ? HuntNeighbour.CONTEXT_PATH
                + pick(inside)
                + "?"
                + pick(HuntNeighbour.WAYS)
                + pick(inside)
            : paths.next();
    return new HuntRequest(pick(METHODS), target, token, method, path);
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
