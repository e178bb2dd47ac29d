package dev.sentinelauth;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HttpClient} whose requests carry an AppJWT where they may: to the hosts of {@code
 * sentinel.app-jwt.hosts}. One that has an {@code Authorization} header already is left alone. A
 * 401 brings a new token, and the request is sent once more if its body has a known length.
 *
 * <p>Redirects are not followed: the JDK's client would send the token wherever they lead. The
 * caller sees the 3xx. Web sockets are opened without a token.
 *
 * <p>A JVM that is started with {@code -Djdk.httpclient.HttpClient.log=headers} (or {@code all})
 * logs the {@code Authorization} header of every request, and nothing here can prevent it.
 */
public final class AppJwtHttpClient extends HttpClient {
  private static final String AUTHORIZATION = "Authorization";

  private final HttpClient delegate;
  private final ClientAuthenticator authenticator;

  /**
   * Wraps a client.
   *
   * @param delegate sends the requests
   * @param authenticator decides which of them carry a token
   * @throws IllegalArgumentException if the client follows redirects
   */
  public AppJwtHttpClient(HttpClient delegate, ClientAuthenticator authenticator) {
    if (delegate.followRedirects() != Redirect.NEVER) {
      throw new IllegalArgumentException(
          "an HttpClient that follows redirects would send tokens to other hosts;"
              + " build it with followRedirects(Redirect.NEVER)");
    }
    this.delegate = delegate;
    this.authenticator = authenticator;
  }

  /**
   * Sends a request.
   *
   * @throws AppJwtUnavailableException if the host may have a token, but none can be had
   */
  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    String authorization = authorization(request);
    if (authorization == null) {
      return delegate.send(request, handler);
    }
    HeldRefusal<T> held = new HeldRefusal<>(handler, answer -> mayBeRepeated(request, answer));
    HttpResponse<T> answer = null;
    IOException brokenOff = null;
    try {
      answer = delegate.send(with(request, authorization), held);
    } catch (IOException e) {
      brokenOff = e;
    }
    ResponseInfo refusal = held.head();
    if (refusal != null
        && authenticator.renewAfter(
            authorization, refusal.statusCode(), challenges(refusal.headers()))) {
      String renewed = authorization(request);
      if (renewed != null) {
        held.discard();
        return delegate.send(with(request, renewed), handler);
      }
    }
    if (answer == null) {
      throw Objects.requireNonNull(brokenOff);
    }
    if (refusal != null) {
      return released(held, answer);
    }
    drop(authorization, answer);
    return answer;
  }

  private static <T> HttpResponse<T> released(HeldRefusal<T> held, HttpResponse<T> answer)
      throws IOException, InterruptedException {
    try {
      return held.release(answer).toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** Sends a request; never waits, neither on the calling thread nor on a shared one. */
  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return sendAsync(request, handler, null);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushPromises) {
    return new AsyncCall<>(request, handler, pushPromises).send();
  }

  /** What came of an exchange: one of the two is there. */
  private record Outcome<T>(@Nullable HttpResponse<T> answer, @Nullable Throwable failure) {}

  /** A request that is sent once or twice; nothing here waits. */
  private final class AsyncCall<T> {
    private final HttpRequest request;
    private final BodyHandler<T> handler;
    private final @Nullable PushPromiseHandler<T> pushPromises;
    private final HeldRefusal<T> held;
    private volatile boolean cancelled;
    private volatile @Nullable CompletableFuture<?> underWay;

    AsyncCall(
        HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushPromises) {
      this.request = request;
      this.handler = handler;
      this.pushPromises = pushPromises;
      this.held = new HeldRefusal<>(handler, answer -> mayBeRepeated(request, answer));
    }

    CompletableFuture<HttpResponse<T>> send() {
      if (carriesItsOwn(request)) {
        return delegate.sendAsync(request, handler, pushPromises);
      }
      CompletableFuture<HttpResponse<T>> answer =
          elsewhere(authenticator.authorizationLater(request.uri())).thenCompose(this::sendFirst);
      CompletableFuture<?> unused =
          answer.whenComplete(
              (ignored, failure) -> {
                // the caller's doing: a failure from within comes in a CompletionException
                if (failure instanceof CancellationException) {
                  cancel();
                }
              });
      return answer;
    }

    /** As the JDK's client does: what nobody waits for any more ends. */
    private void cancel() {
      cancelled = true;
      CompletableFuture<?> exchange = underWay;
      if (exchange != null) {
        exchange.cancel(true);
      }
    }

    private CompletableFuture<HttpResponse<T>> exchange(
        HttpRequest request, BodyHandler<T> handler) {
      if (cancelled) {
        return CompletableFuture.failedFuture(new CancellationException());
      }
      CompletableFuture<HttpResponse<T>> exchange =
          delegate.sendAsync(request, handler, pushPromises);
      underWay = exchange;
      if (cancelled) {
        exchange.cancel(true);
      }
      return exchange;
    }

    private CompletableFuture<HttpResponse<T>> sendFirst(@Nullable String authorization) {
      return authorization == null
          ? exchange(request, handler)
          : exchange(with(request, authorization), held)
              .handle(Outcome<T>::new)
              .thenCompose(first -> after(authorization, first.answer, first.failure));
    }

    /**
     * @param answer {@code null} where the exchange failed
     */
    private CompletableFuture<HttpResponse<T>> after(
        String authorization, @Nullable HttpResponse<T> answer, @Nullable Throwable failure) {
      CompletableFuture<HttpResponse<T>> asItIs =
          answer == null
              ? CompletableFuture.failedFuture(Objects.requireNonNull(failure))
              : CompletableFuture.completedFuture(answer);
      ResponseInfo refusal = held.head();
      if (refusal == null) {
        if (answer != null) {
          drop(authorization, answer);
        }
        return asItIs;
      }
      return elsewhere(renewed(authorization, refusal))
          .thenCompose(
              renewed -> {
                if (renewed != null) {
                  held.discard();
                  return exchange(with(request, renewed), handler);
                }
                return answer == null ? asItIs : held.release(answer);
              });
    }

    private CompletionStage<@Nullable String> renewed(String authorization, ResponseInfo refusal) {
      return authenticator
          .renewLater(authorization, refusal.statusCode(), challenges(refusal.headers()))
          .thenCompose(
              worthwhile ->
                  worthwhile
                      ? authenticator.authorizationLater(request.uri())
                      : CompletableFuture.completedStage(null));
    }
  }

  /** Sentinel's own thread is not lent to the application: its callbacks run where they would. */
  private <R> CompletableFuture<R> elsewhere(CompletionStage<R> stage) {
    CompletableFuture<R> future = stage.toCompletableFuture();
    return future.isDone()
        ? future
        : future
            .handleAsync((result, failure) -> "", executor().orElse(ForkJoinPool.commonPool()))
            .thenCompose(ignored -> future);
  }

  private @Nullable String authorization(HttpRequest request) {
    return carriesItsOwn(request) ? null : authenticator.authorization(request.uri());
  }

  private static boolean carriesItsOwn(HttpRequest request) {
    return request.headers().firstValue(AUTHORIZATION).isPresent();
  }

  private static HttpRequest with(HttpRequest request, String authorization) {
    return HttpRequest.newBuilder(request, (name, value) -> true)
        .setHeader(AUTHORIZATION, authorization)
        .build();
  }

  private boolean mayBeRepeated(HttpRequest request, ResponseInfo answer) {
    return request.bodyPublisher().map(body -> body.contentLength() >= 0).orElse(true)
        && authenticator.asksForAnother(answer.statusCode(), challenges(answer.headers()));
  }

  /** For a refused request that can't be repeated: it fails, but the next one needn't. */
  private void drop(String authorization, HttpResponse<?> answer) {
    authenticator.dropAfter(authorization, answer.statusCode(), challenges(answer.headers()));
  }

  private static List<String> challenges(HttpHeaders headers) {
    return headers.allValues("WWW-Authenticate");
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return delegate.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return delegate.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return delegate.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return delegate.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return delegate.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return delegate.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return delegate.authenticator();
  }

  @Override
  public Version version() {
    return delegate.version();
  }

  @Override
  public Optional<Executor> executor() {
    return delegate.executor();
  }

  @Override
  public WebSocket.Builder newWebSocketBuilder() {
    return delegate.newWebSocketBuilder();
  }

  // Since JDK 21 these are methods of HttpClient, whose own would not reach the client inside. On
  // an
  // older JDK nobody can call them but by this class, and they have nothing to call.

  /** Closes the client inside, as {@code HttpClient.close()} does since JDK 21. */
  public void close() {
    ClientMethods.call(ClientMethods.CLOSE, delegate);
  }

  /** Shuts the client inside down, as {@code HttpClient.shutdown()} does since JDK 21. */
  public void shutdown() {
    ClientMethods.call(ClientMethods.SHUTDOWN, delegate);
  }

  /** Ends the client inside, as {@code HttpClient.shutdownNow()} does since JDK 21. */
  public void shutdownNow() {
    ClientMethods.call(ClientMethods.SHUTDOWN_NOW, delegate);
  }

  /** Whether the client inside has ended, as {@code HttpClient} says since JDK 21. */
  public boolean isTerminated() {
    return Boolean.TRUE.equals(ClientMethods.call(ClientMethods.IS_TERMINATED, delegate));
  }

  /**
   * Waits until the client inside has ended, as {@code HttpClient} does since JDK 21.
   *
   * @return whether it has
   */
  public boolean awaitTermination(Duration duration) throws InterruptedException {
    try {
      return Boolean.TRUE.equals(
          ClientMethods.call(ClientMethods.AWAIT_TERMINATION, delegate, duration));
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw e;
    }
  }
}
