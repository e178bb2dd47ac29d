package dev.sentinelauth.it.hunt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a hunt sends.
 *
 * @param target as in the request line
 * @param methodOverride what something in the application is asked to make of the method
 * @param pathOverride what it is asked to make of the path, below the base URI
 */
record HuntRequest(
    String method,
    String target,
    HuntToken token,
    @Nullable String methodOverride,
    @Nullable String pathOverride) {

  static HuntRequest plain(String method, String target, HuntToken token) {
    return new HuntRequest(method, target, token, null, null);
  }

  String[] headers(String number, Map<HuntToken, String> tokens) {
    List<String> headers = new ArrayList<>();
    headers.add(HuntSighting.REQUEST + ": " + number);
    headers.add("Content-Length: 0");
    if (token != HuntToken.NONE) {
      headers.add(tokens.get(token));
    }
    if (methodOverride != null) {
      headers.add(HuntOverride.METHOD + ": " + methodOverride);
    }
    if (pathOverride != null) {
      headers.add(HuntOverride.PATH + ": " + pathOverride);
    }
    return headers.toArray(String[]::new);
  }

  /** The path as it was sent: without what stands before and behind it. */
  String rawPath() {
    String path = target;
    if (!path.startsWith("/")) {
      int scheme = path.indexOf("://");
      int slash = scheme < 0 ? -1 : path.indexOf('/', scheme + 3);
      path = slash < 0 ? "" : path.substring(slash);
    }
    int end = path.indexOf('?');
    path = end < 0 ? path : path.substring(0, end);
    int fragment = path.indexOf('#');
    return fragment < 0 ? path : path.substring(0, fragment);
  }

  /** Everything a little simpler, one thing at a time. */
  List<HuntRequest> simpler() {
    List<HuntRequest> simpler = new ArrayList<>();
    if (pathOverride != null) {
      simpler.add(new HuntRequest(method, target, token, methodOverride, null));
    }
    if (methodOverride != null) {
      simpler.add(new HuntRequest(method, target, token, null, pathOverride));
    }
    if (token != HuntToken.NONE) {
      simpler.add(new HuntRequest(method, target, HuntToken.NONE, methodOverride, pathOverride));
      if (token != HuntToken.WEAK) {
        simpler.add(new HuntRequest(method, target, HuntToken.WEAK, methodOverride, pathOverride));
      }
    }
    if (!method.equals("GET")) {
      simpler.add(new HuntRequest("GET", target, token, methodOverride, pathOverride));
    }
    for (int size = Math.max(1, target.length() / 2); size > 0; size /= 2) {
      for (int i = 1; i + size <= target.length(); i += size) {
        String shorter = target.substring(0, i) + target.substring(i + size);
        simpler.add(new HuntRequest(method, shorter, token, methodOverride, pathOverride));
      }
    }
    return simpler;
  }

  @Override
  public String toString() {
    return method
        + " "
        + target
        + ", token "
        + token
        + (methodOverride == null ? "" : ", " + HuntOverride.METHOD + ": " + methodOverride)
        + (pathOverride == null ? "" : ", " + HuntOverride.PATH + ": " + pathOverride);
  }
}
