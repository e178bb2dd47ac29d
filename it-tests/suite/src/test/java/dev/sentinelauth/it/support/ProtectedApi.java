package dev.sentinelauth.it.support;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** An API that is called with tokens; it answers as it is told, and remembers what it was sent. */
public final class ProtectedApi implements AutoCloseable {

  /** One request as it arrived. */
  public record Call(List<String> authorization, Headers headers, String body) {}

  private record Answer(int status, List<String> challenges, String body) {}

  public final List<Call> calls = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Answer> next = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile Predicate<List<String>> refused = authorization -> false;

  public ProtectedApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** By a name that may have a token. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api");
  }

  /** By a name that may not. */
  public URI foreignUri() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/api");
  }

  /** The next answer that was not ordered yet; without any it is 200. */
  public ProtectedApi then(int status, String body, String... challenges) {
    next.add(new Answer(status, List.of(challenges), body));
    return this;
  }

  /** From now on every request is answered 401. */
  public void refuseAll() {
    refused = authorization -> true;
  }

  /** From now on every request with this header is answered 401. */
  public void refuse(String header) {
    refused = authorization -> authorization.contains(header);
  }

  public List<String> authorizations() {
    return calls.stream().flatMap(call -> call.authorization().stream()).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
      Headers headers = exchange.getRequestHeaders();
      List<String> authorization = headers.getOrDefault("Authorization", List.of());
      calls.add(new Call(authorization, headers, body));
      Answer ordered = refused.test(authorization) ? new Answer(401, List.of(), "no") : next.poll();
      Answer answer = ordered == null ? new Answer(200, List.of(), "fine") : ordered;
      answer.challenges().forEach(c -> exchange.getResponseHeaders().add("WWW-Authenticate", c));
      byte[] bytes = answer.body().getBytes(StandardCharsets.ISO_8859_1);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
