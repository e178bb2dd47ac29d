package dev.sentinelauth.it.servers;

import java.util.List;

/**
 * What came back.
 *
 * @param request its first line
 * @param headers as they were sent, one line each
 * @param body the first message where it is a web socket
 */
record Answer(String request, int status, List<String> headers, String body) {

  /** The values of all fields of this name. */
  List<String> header(String name) {
    String start = name + ":";
    return headers.stream()
        .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
        .map(line -> line.substring(start.length()).strip())
        .toList();
  }

  /** On one line, and short. */
  @Override
  public String toString() {
    String text = body.replaceAll("<style>.*?</style>|<[^>]*>", "").replaceAll("\\s+", " ");
    return status
        + (header("X-Served").isEmpty() ? "" : " served by " + header("X-Served"))
        + (header("WWW-Authenticate").isEmpty() ? "" : " " + header("WWW-Authenticate"))
        + (header("Location").isEmpty() ? "" : " " + header("Location"))
        + " "
        + (text.length() > 160 ? text.substring(0, 160) + "…" : text);
  }
}
