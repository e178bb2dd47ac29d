package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the requests of one connection: HTTP/1.1, bodies with a {@code Content-Length} only. */
final class RequestReader {
  static final int MAX_HEAD_BYTES = 64 * 1024;
  static final int MAX_BODY_BYTES = 256 * 1024;

  private final InputStream in;

  RequestReader(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** The next request; empty where the client has closed the connection between two of them. */
  Optional<RecordedRequest> next() throws IOException, UnreadableRequest {
    int budget = MAX_HEAD_BYTES;
    String requestLine = readLine(budget);
    if (requestLine == null) {
      return Optional.empty();
    }
    budget -= requestLine.length();
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = headerLine(budget); !line.isEmpty(); line = headerLine(budget)) {
      budget -= line.length();
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new UnreadableRequest(400);
      }
      headers
          .computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    headers.replaceAll((name, values) -> List.copyOf(values));

    String[] parts = requestLine.split(" ", -1);
    if (parts.length != 3 || !parts[1].startsWith("/")) {
      throw new UnreadableRequest(400);
    }
    if (!parts[2].equals("HTTP/1.1")) {
      throw new UnreadableRequest(505);
    }
    int question = parts[1].indexOf('?');
    return Optional.of(
        new RecordedRequest(
            parts[0],
            question < 0 ? parts[1] : parts[1].substring(0, question),
            question < 0 ? "" : parts[1].substring(question + 1),
            Collections.unmodifiableMap(headers),
            readBody(headers)));
  }

  private String readBody(Map<String, List<String>> headers) throws IOException, UnreadableRequest {
    if (headers.containsKey("Transfer-Encoding")) {
      throw new UnreadableRequest(501);
    }
    List<String> lengths = headers.getOrDefault("Content-Length", List.of("0"));
    if (lengths.size() != 1 || !lengths.get(0).matches("\\d{1,9}")) {
      throw new UnreadableRequest(400);
    }
    int length = Integer.parseInt(lengths.get(0));
    if (length > MAX_BODY_BYTES) {
      throw new UnreadableRequest(413);
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException();
    }
    return new String(body, UTF_8);
  }

  private String headerLine(int budget) throws IOException, UnreadableRequest {
    String line = readLine(budget);
    if (line == null) {
      throw new EOFException();
    }
    return line;
  }

  /** One line without its end; {@code null} at the end of the stream. */
  private @Nullable String readLine(int budget) throws IOException, UnreadableRequest {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        return null;
      }
      if (line.size() >= budget) {
        throw new UnreadableRequest(431);
      }
      line.write(octet);
    }
    String text = line.toString(ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** A request that can't be understood, with the status that says so; the connection is over. */
  static final class UnreadableRequest extends Exception {
    private final int status;

    UnreadableRequest(int status) {
      super("unreadable request: " + status, null, false, false);
      this.status = status;
    }

    int status() {
      return status;
    }
  }
}
