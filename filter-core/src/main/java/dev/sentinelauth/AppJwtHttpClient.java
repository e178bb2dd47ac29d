package dev.sentinelauth;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HttpClient} whose requests carry an AppJWT where they may: to the hosts of {@code
 * sentinel.app-jwt.hosts}. A request that has an {@code Authorization} header already is left
 * alone. A 401 brings a new token and the request is sent once more, if its body can be: a body of
 * known length, or none.
 *
 * <p>Redirects are not followed: the JDK's client would send the token wherever they lead. The
 * caller sees the 3xx. Web sockets are opened without a token.
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
    HttpResponse<T> answer = delegate.send(with(request, authorization), handler);
    if (!isWorthRepeating(request, authorization, answer)) {
      return answer;
    }
    String renewed = authorization(request);
    return renewed == null ? answer : delegate.send(with(request, renewed), handler);
  }

  /**
   * Sends a request; waits for a token on the calling thread where there is none yet, and only
   * then.
   */
  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return sendAsync(request, handler, null);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushPromises) {
    String authorization;
    try {
      authorization = authorization(request);
    } catch (AppJwtUnavailableException e) {
      return CompletableFuture.failedFuture(e);
    }
    if (authorization == null) {
      return delegate.sendAsync(request, handler, pushPromises);
    }
    return delegate
        .sendAsync(with(request, authorization), handler, pushPromises)
        .thenComposeAsync(
            answer -> {
              String renewed =
                  isWorthRepeating(request, authorization, answer) ? authorization(request) : null;
              return renewed == null
                  ? CompletableFuture.completedFuture(answer)
                  : delegate.sendAsync(with(request, renewed), handler, pushPromises);
            });
  }

  private @Nullable String authorization(HttpRequest request) {
    return request.headers().firstValue(AUTHORIZATION).isPresent()
        ? null
        : authenticator.authorization(request.uri());
  }

  private static HttpRequest with(HttpRequest request, String authorization) {
    return HttpRequest.newBuilder(request, (name, value) -> true)
        .setHeader(AUTHORIZATION, authorization)
        .build();
  }

  private boolean isWorthRepeating(
      HttpRequest request, String authorization, HttpResponse<?> answer) {
    boolean repeatable =
        request.bodyPublisher().map(body -> body.contentLength() >= 0).orElse(true);
    int status = answer.statusCode();
    List<String> challenges = answer.headers().allValues("WWW-Authenticate");
    if (!repeatable) {
      // this request fails, but the next one needn't
      authenticator.dropAfter(authorization, status, challenges);
      return false;
    }
    return authenticator.renewAfter(authorization, status, challenges);
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
}
