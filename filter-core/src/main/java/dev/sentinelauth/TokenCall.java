package dev.sentinelauth;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A request that carries a token where it may, and is sent once more if the token was refused and
 * the request can be repeated. The thread that sends it waits; {@link AsyncTokenCall} does not.
 */
final class TokenCall<T> {
  private static final String AUTHORIZATION = "Authorization";

  private final HttpClient client;
  private final ClientAuthenticator authenticator;
  private final HttpRequest request;
  private final BodyHandler<T> handler;
  private final HeldResponse<T> held;

  TokenCall(
      HttpClient client,
      ClientAuthenticator authenticator,
      HttpRequest request,
      BodyHandler<T> handler) {
    this.client = client;
    this.authenticator = authenticator;
    this.request = request;
    this.handler = handler;
    this.held = new HeldResponse<>(handler, this::mayBeRepeated);
  }

  /** Sends it, and again if need be. */
  HttpResponse<T> send() throws IOException, InterruptedException {
    String authorization = authorization();
    if (authorization == null) {
      return client.send(request, handler);
    }
    HttpResponse<T> answer = null;
    IOException brokenOff = null;
    try {
      answer = client.send(with(authorization), held);
    } catch (IOException e) {
      brokenOff = e;
    }
    ResponseInfo refusal = held.head();
    if (refusal != null
        && authenticator.renewAfter(
            authorization, refusal.statusCode(), challenges(refusal.headers()))) {
      String renewed = authorization();
      if (renewed != null) {
        held.discard();
        return client.send(with(renewed), handler);
      }
    }
    if (answer == null) {
      throw Objects.requireNonNull(brokenOff);
    }
    if (refusal != null) {
      return released(answer);
    }
    drop(authorization, answer);
    return answer;
  }

  private HttpResponse<T> released(HttpResponse<T> answer)
      throws IOException, InterruptedException {
    try {
      return held.release(answer).toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private @Nullable String authorization() {
    return carriesItsOwn() ? null : authenticator.authorization(request.uri());
  }

  /** As the application made it. */
  HttpRequest request() {
    return request;
  }

  /** The application's. */
  BodyHandler<T> handler() {
    return handler;
  }

  /** In its place while another answer may follow. */
  HeldResponse<T> held() {
    return held;
  }

  /** Whether it has a header of the application's, which is left alone. */
  boolean carriesItsOwn() {
    return request.headers().firstValue(AUTHORIZATION).isPresent();
  }

  HttpRequest with(String authorization) {
    return HttpRequest.newBuilder(request, (name, value) -> true)
        .setHeader(AUTHORIZATION, authorization)
        .build();
  }

  private boolean mayBeRepeated(ResponseInfo answer) {
    return request.bodyPublisher().map(body -> body.contentLength() >= 0).orElse(true)
        && authenticator.asksForAnother(answer.statusCode(), challenges(answer.headers()));
  }

  /** For a refused request that can't be repeated: it fails, but the next one needn't. */
  void drop(String authorization, HttpResponse<?> answer) {
    authenticator.dropAfter(authorization, answer.statusCode(), challenges(answer.headers()));
  }

  static List<String> challenges(HttpHeaders headers) {
    return headers.allValues("WWW-Authenticate");
  }
}
