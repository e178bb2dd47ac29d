package dev.sentinelauth.it.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Sends requests exactly as they are written; a proper client would tidy up odd paths first. */
final class RawHttp {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int NO_CONTENT = 204;

  private RawHttp() {}

  static Answer send(int port, String method, String target, List<String> headerLines)
      throws IOException {
    StringBuilder request = new StringBuilder();
    request.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    request.append("Host: 127.0.0.1:").append(port).append("\r\n");
    if (headerLines.stream().noneMatch(line -> line.startsWith("Connection:"))) {
      request.append("Connection: close\r\n");
    }
    headerLines.forEach(line -> request.append(line).append("\r\n"));
    if (method.equals("POST") || method.equals("PUT")) {
      request.append("Content-Length: 0\r\n");
    }
    request.append("\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.toString().getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return read(method + " " + target, socket.getInputStream());
    }
  }

  private static Answer read(String request, InputStream in) throws IOException {
    List<String> head = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      head.add(line);
    }
    if (head.isEmpty()) {
      return new Answer(request, 0, List.of(), "the connection was closed without an answer");
    }
    int status = Integer.parseInt(head.get(0).split(" ", 3)[1]);
    List<String> headers = head.subList(1, head.size());
    Answer answer = new Answer(request, status, List.copyOf(headers), "");
    String body = status == SWITCHING_PROTOCOLS ? firstMessage(in) : body(answer, in);
    return new Answer(request, status, answer.headers(), body);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != -1 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(ISO_8859_1);
  }

  /** To its end, which isn't that of the connection where an upgrade was refused. */
  private static String body(Answer head, InputStream in) throws IOException {
    if (head.request().startsWith("HEAD ") || head.status() == NO_CONTENT) {
      return "";
    }
    for (String length : head.header("Content-Length")) {
      return new String(in.readNBytes(Integer.parseInt(length)), ISO_8859_1);
    }
    if (head.header("Transfer-Encoding").isEmpty()) {
      return new String(in.readAllBytes(), ISO_8859_1);
    }
    StringBuilder body = new StringBuilder();
    for (int size = chunk(in); size > 0; size = chunk(in)) {
      body.append(new String(in.readNBytes(size), ISO_8859_1));
      line(in);
    }
    return body.toString();
  }

  private static int chunk(InputStream in) throws IOException {
    String size = line(in);
    return size.isEmpty() ? 0 : Integer.parseInt(size.split(";", 2)[0].strip(), 16);
  }

  /** A short text message in one frame, unmasked (RFC 6455 section 5.2). */
  private static String firstMessage(InputStream in) throws IOException {
    byte[] head = in.readNBytes(2);
    if (head.length < 2) {
      return "no message";
    }
    byte[] message = in.readNBytes(head[1] & 0x7F);
    return new String(message, ISO_8859_1);
  }
}
