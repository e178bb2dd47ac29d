package dev.sentinelauth.it.hunt;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An application as a hunt makes it up: what is mapped where, what the routes say, and which of our
 * adapters stands where.
 *
 * @param lenient whether the server is told to let through what it would refuse by itself
 * @param neighbour whether there is a {@link HuntNeighbour}
 * @param byClass whether our adapters are registered by class, and find their configuration
 *     themselves
 */
record HuntWorld(
    HuntRest rest,
    Host host,
    boolean lenient,
    String contextPath,
    boolean neighbour,
    HuntMount mount,
    Gate gate,
    boolean byClass,
    Between between,
    List<HuntServlet.Mapping> servlets,
    List<HuntResources.Kind> resources,
    List<HuntRoute> routes) {

  /** The server. */
  enum Host {
    JETTY,
    TOMCAT,
    GRIZZLY,
    JDK;

    boolean hasServlets() {
      return this == JETTY || this == TOMCAT;
    }
  }

  /** Which of our adapters there are. */
  enum Gate {
    NONE(false, false, false),
    FILTER(true, false, false),
    FEATURE(false, true, false),
    PLAIN(false, false, true),
    FILTER_AND_FEATURE(true, true, false),
    FILTER_AND_PLAIN(true, false, true);

    private final boolean filter;
    private final boolean feature;
    private final boolean plain;

    Gate(boolean filter, boolean feature, boolean plain) {
      this.filter = filter;
      this.feature = feature;
      this.plain = plain;
    }

    /** {@code SentinelAuthenticationFilter}. */
    boolean filter() {
      return filter;
    }

    /** {@code SentinelAuthenticationFeature}. */
    boolean feature() {
      return feature;
    }

    /** {@code SentinelContainerRequestFilter}. */
    boolean plain() {
      return plain;
    }
  }

  /** Something of the application's own that changes requests, and where it stands. */
  enum Between {
    NOTHING,
    /** A servlet filter ahead of ours. */
    FILTER_AHEAD,
    /** A servlet filter behind ours. */
    FILTER_BEHIND,
    /** A pre-matching filter ahead of ours. */
    EARLY,
    /** A pre-matching filter behind ours. */
    LATE;

    boolean inRest() {
      return this == EARLY || this == LATE;
    }
  }

  HuntWorld with(Gate other) {
    return new HuntWorld(
        rest,
        host,
        lenient,
        contextPath,
        neighbour,
        mount,
        other,
        byClass,
        between,
        servlets,
        resources,
        routes);
  }

  String settings(String sentinel) {
    StringBuilder lines = new StringBuilder();
    lines.append("sentinel.account-id = ").append(String.join(", ", HuntToken.ACCOUNTS));
    lines.append("\nsentinel.server = ").append(sentinel);
    lines.append("\nsentinel.startup = required\n");
    for (int i = 0; i < routes.size(); i++) {
      lines.append(routes.get(i).lines("r" + i));
    }
    return lines.toString();
  }

  /** Everything a little simpler, one thing at a time. */
  List<HuntWorld> simpler() {
    List<HuntWorld> simpler = new ArrayList<>();
    without(resources).forEach(some -> simpler.add(with(servlets, some, routes)));
    without(servlets).forEach(some -> simpler.add(with(some, resources, routes)));
    without(routes).forEach(some -> simpler.add(with(servlets, resources, some)));
    if (lenient) {
      simpler.add(plainer(false, neighbour, byClass, between));
    }
    if (neighbour) {
      simpler.add(plainer(lenient, false, byClass, between));
    }
    if (byClass) {
      simpler.add(plainer(lenient, neighbour, false, between));
    }
    if (between != Between.NOTHING) {
      simpler.add(plainer(lenient, neighbour, byClass, Between.NOTHING));
    }
    return simpler;
  }

  private HuntWorld with(
      List<HuntServlet.Mapping> servlets,
      List<HuntResources.Kind> resources,
      List<HuntRoute> routes) {
    return new HuntWorld(
        rest,
        host,
        lenient,
        contextPath,
        neighbour,
        mount,
        gate,
        byClass,
        between,
        servlets,
        resources,
        routes);
  }

  private HuntWorld plainer(boolean lenient, boolean neighbour, boolean byClass, Between between) {
    return new HuntWorld(
        rest,
        host,
        lenient,
        contextPath,
        neighbour,
        mount,
        gate,
        byClass,
        between,
        servlets,
        resources,
        routes);
  }

  /** Each list that lacks one half, then each that lacks one element. */
  private static <T> List<List<T>> without(List<T> all) {
    List<List<T>> some = new ArrayList<>();
    int half = all.size() / 2;
    if (half > 1) {
      some.add(all.subList(half, all.size()));
      some.add(all.subList(0, half));
    }
    IntStream.range(0, all.size())
        .forEach(
            i -> {
              List<T> rest = new ArrayList<>(all);
              rest.remove(i);
              some.add(List.copyOf(rest));
            });
    return some;
  }

  @Override
  public String toString() {
    return rest
        + " on "
        + host
        + (lenient ? " (lenient)" : "")
        + ", context path '"
        + contextPath
        + (neighbour ? "' with a neighbour, " : "', ")
        + mount.style()
        + " "
        + (mount.mappings().isEmpty() ? mount.bases() : mount.mappings())
        + ", gate "
        + gate
        + (byClass ? " by class" : "")
        + (between == Between.NOTHING ? "" : ", overriding " + between)
        + "\n  resources "
        + resources
        + "\n  servlets "
        + servlets.stream()
            .map(s -> s.pattern() + (s.role() == HuntServlet.Role.ANSWER ? "" : " " + s.role()))
            .toList()
        + routes.stream()
            .map(
                r ->
                    "\n  route "
                        + (r.methods().isEmpty() ? "" : r.methods() + " ")
                        + r.pattern()
                        + " "
                        + r.kind())
            .collect(Collectors.joining());
  }
}
