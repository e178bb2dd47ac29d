package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP answer, and the manner in which it is put on the wire. Immutable. */
final class Reply {
  private static final byte[] NO_BODY = {};

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Delivery delivery;

  private Reply(int status, Map<String, String> headers, byte[] body, Delivery delivery) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.delivery = delivery;
  }

  static Reply of(int status) {
    return new Reply(status, Map.of(), NO_BODY, Delivery.WHOLE);
  }

  static Reply json(int status, Map<String, ?> members) {
    return of(status).body("application/json;charset=utf-8", Json.write(members));
  }

  static Reply html(int status, String page) {
    return of(status).body("text/html;charset=utf-8", page);
  }

  static Reply redirect(String location) {
    return of(302).header("Location", location);
  }

  static Reply methodNotAllowed(String allowed) {
    return of(405).header("Allow", allowed);
  }

  Reply header(String name, String value) {
    if ((name + value).chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("control character in header " + name);
    }
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, body, delivery);
  }

  /** With the header that keeps tokens out of caches (RFC 6749 section 5.1). */
  Reply noStore() {
    return header("Cache-Control", "no-store").header("Pragma", "no-cache");
  }

  Reply body(String type, String text) {
    return body(text.getBytes(UTF_8)).header("Content-Type", type);
  }

  Reply body(byte[] bytes) {
    return new Reply(status, headers, bytes, delivery);
  }

  Reply delivered(Delivery manner) {
    return new Reply(status, headers, body, manner);
  }

  byte[] body() {
    return body;
  }

  /** Sends it; {@code false} where the connection is of no use any more. */
  boolean sendOver(Socket socket) throws IOException, InterruptedException {
    return delivery.send(socket, head(), body);
  }

  private byte[] head() {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" \r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    return head.toString().getBytes(ISO_8859_1);
  }
}
