package dev.sentinelauth.it.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server on a port of its own that remembers what it was sent, and answers as it is told. */
public final class RecordingServer implements AutoCloseable {

  /** A request from a port, with its headers, whatever the case of their names. */
  public record Seen(
      int port, String method, String uri, Map<String, List<String>> headers, String body) {
    /** The only value of a header; empty where there is none. */
    public String header(String name) {
      return String.join(" AND ", headers.getOrDefault(name, List.of()));
    }

    public String authorization() {
      return header("Authorization");
    }
  }

  /** An answer; each character of the body is a byte. */
  public record Reply(int status, Map<String, String> headers, String body) {
    public static Reply of(int status) {
      return new Reply(status, Map.of(), "answer " + status);
    }

    public static Reply redirect(int status, URI location) {
      return new Reply(status, Map.of("Location", location.toString()), "");
    }

    public static Reply challenge(String... challenge) {
      return new Reply(401, Map.of("WWW-Authenticate", String.join(", ", challenge)), "no");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private volatile Function<Seen, Reply> script = request -> Reply.of(200);

  public RecordingServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public RecordingServer answering(Function<Seen, Reply> script) {
    this.script = script;
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Seen request =
          new Seen(
              exchange.getRemoteAddress().getPort(),
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              headers(exchange),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      seen.add(request);
      Reply reply = script.apply(request);
      reply.headers().forEach(exchange.getResponseHeaders()::add);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(
          reply.status(), head || reply.body().isEmpty() ? -1 : reply.body().length());
      if (!head) {
        exchange.getResponseBody().write(reply.body().getBytes(ISO_8859_1));
      }
    }
  }

  private static Map<String, List<String>> headers(HttpExchange exchange) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(exchange.getRequestHeaders());
    return headers;
  }

  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  public List<String> authorizations() {
    return seen.stream().map(Seen::authorization).toList();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /** The same by a name that is not among the allowed hosts. */
  public URI foreignUri(String path) {
    return URI.create("http://localhost:" + port() + path);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
