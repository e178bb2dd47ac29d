package dev.sentinelauth.it.servers;

import java.util.List;

/**
 * One line of the table: a request, and what has to come back.
 *
 * @param target as it is sent, {@code {app}} standing for the context path
 * @param headers lines besides those of the caller's token
 */
record Row(
    String method, String target, Caller caller, List<String> headers, Expectation expectation) {

  /** The request, for those who read about it. */
  String request(String contextPath) {
    String extra = headers.isEmpty() ? "" : " " + headers;
    return method + " " + target(contextPath) + " as " + caller + extra;
  }

  String target(String contextPath) {
    return target.replace("{app}", contextPath);
  }
}
