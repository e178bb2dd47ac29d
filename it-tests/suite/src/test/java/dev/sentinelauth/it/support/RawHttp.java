package dev.sentinelauth.it.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sends requests exactly as they are written; a proper client would tidy up odd paths first. */
public final class RawHttp {

  private RawHttp() {}

  /**
   * What came back.
   *
   * @param headers as they were sent, one line each
   * @param body as it was sent, with the framing if it is chunked
   */
  public record Answer(int status, List<String> headers, String body) {

    /** The values of all fields of this name. */
    public List<String> header(String name) {
      String start = name + ":";
      return headers.stream()
          .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
          .map(line -> line.substring(start.length()).strip())
          .toList();
    }
  }

  public static Answer get(int port, String target, String... headerLines) throws IOException {
    return send(port, "GET", target, headerLines);
  }

  public static Answer send(int port, String method, String target, String... headerLines)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(method + " " + target + " HTTP/1.1");
    if (List.of(headerLines).stream().noneMatch(line -> line.startsWith("Host:"))) {
      lines.add("Host: 127.0.0.1:" + port);
    }
    lines.add("Connection: close");
    lines.addAll(List.of(headerLines));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      String text = String.join("\r\n", lines) + "\r\n\r\n";
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static Answer parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IllegalStateException("no HTTP answer: " + text);
    }
    List<String> lines = text.substring(0, end).lines().toList();
    return new Answer(
        Integer.parseInt(lines.get(0).split(" ", -1)[1]),
        lines.subList(1, lines.size()),
        text.substring(end + 4));
  }
}
