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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HttpClient} for applications whose requests carry an AppJWT where they may: to the hosts
 * of {@code sentinel.app-jwt.hosts}. One that has an {@code Authorization} header already is left
 * alone. A 401 brings a new token, and the request is sent once more if its body has a known
 * length.
 *
 * <p>Redirects are not followed: the JDK's client would send the token wherever they lead. The
 * caller sees the 3xx. Web sockets are opened without a token.
 *
 * <p>A JVM that is started with {@code -Djdk.httpclient.HttpClient.log=headers} (or {@code all})
 * logs the {@code Authorization} header of every request, and nothing here can prevent it.
 */
public final class AppJwtHttpClient extends HttpClient {
  private final HttpClient delegate;
  private final ClientAuthenticator authenticator;
  private final CallsUnderWay calls;

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
    this.calls = new CallsUnderWay(delegate);
  }

  /**
   * Sends a request.
   *
   * @throws AppJwtUnavailableException if the host may have a token, but none can be had
   */
  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    // the client inside ends its exchange by itself
    CallsUnderWay.Call call = calls.begin(() -> {});
    try {
      return new TokenCall<>(delegate, authenticator, request, handler).send();
    } finally {
      call.end();
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
    TokenCall<T> call = new TokenCall<>(delegate, authenticator, request, handler);
    return new AsyncTokenCall<>(call, delegate, authenticator, pushPromises).send(calls);
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

  // Since JDK 21 these are methods of HttpClient, whose own would not reach the client inside.
  // On an older JDK they throw an UnsupportedOperationException: there is nothing to call.

  /**
   * Shuts this client and the one inside down and waits until all is over, as {@code
   * HttpClient.close()} does since JDK 21; an interrupt ends what is under way.
   */
  public void close() {
    shutdown();
    boolean interrupted = false;
    boolean terminated = isTerminated();
    while (!terminated) {
      try {
        terminated = awaitTermination(Duration.ofDays(1));
      } catch (InterruptedException e) {
        if (!interrupted) {
          interrupted = true;
          shutdownNow();
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Takes no more requests, and shuts the client inside down when those under way have reached it,
   * as {@code HttpClient.shutdown()} does since JDK 21.
   */
  public void shutdown() {
    calls.shutdown();
  }

  /** Ends what is under way, as {@code HttpClient.shutdownNow()} does since JDK 21. */
  public void shutdownNow() {
    calls.shutdownNow();
  }

  /** Whether this client and the one inside have ended, as {@code HttpClient} says since JDK 21. */
  public boolean isTerminated() {
    return calls.isTerminated();
  }

  /**
   * Waits until this client and the one inside have ended, as {@code HttpClient} does since JDK 21.
   *
   * @return whether they have
   */
  public boolean awaitTermination(Duration duration) throws InterruptedException {
    return calls.awaitTermination(duration);
  }
}
