package dev.sentinelauth.it.hunt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a handler reports as the first thing that it does.
 *
 * @param handler who it is: a resource's method and template, or a servlet's mapping
 * @param method the method that it serves
 * @param base what goes before a resource's path, the context path included; empty for servlets
 * @param path the segments of its canonical path, decoded
 * @param rest whether it is a resource
 * @param dispatch how it is going to hand the request on; {@code null} where it isn't
 * @param caller the name of the principal that it sees
 */
record HuntSighting(
    String handler,
    String method,
    String base,
    List<String> path,
    boolean rest,
    @Nullable String dispatch,
    @Nullable String caller) {

  /** The header that tells requests apart. */
  static final String REQUEST = "X-Hunt";

  /** The header that says who answered. */
  static final String HANDLER = "X-Handled-By";

  private static final Map<String, List<HuntSighting>> SEEN = new ConcurrentHashMap<>();

  /** Puts it down. */
  void of(@Nullable String request) {
    if (request != null) {
      SEEN.computeIfAbsent(request, any -> Collections.synchronizedList(new ArrayList<>()))
          .add(this);
    }
  }

  /** Takes out what was reported of a request, in order. */
  static List<HuntSighting> take(String request) {
    List<HuntSighting> seen = SEEN.remove(request);
    return seen == null ? List.of() : List.copyOf(seen);
  }

  /** Splits a decoded path; a trailing slash makes no difference. */
  static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
    segments.remove(0);
    if (!segments.isEmpty() && segments.get(segments.size() - 1).isEmpty()) {
      segments.remove(segments.size() - 1);
    }
    return List.copyOf(segments);
  }
}
