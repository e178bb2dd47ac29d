package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * A Sentinel at the other end of an HTTP client that has no network: it answers at once, and writes
 * down when it was asked. For simulations of more requests than sockets would stand.
 */
final class SentinelInMemory extends HttpClient {
  static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

  private final PinnedClock clock;
  private final List<RSAKey> keys = new ArrayList<>();

  /** The times of the requests, in epoch milliseconds. */
  final List<Long> jwks = new ArrayList<>();

  final List<Long> tokens = new ArrayList<>();
  boolean down;

  /** What {@code expires_in} says. */
  String expiresIn = Long.toString(TOKEN_LIFETIME.toSeconds());

  SentinelInMemory(PinnedClock clock) {
    this.clock = clock;
    publish("first");
  }

  void publish(String keyId) {
    try {
      keys.add(new RSAKeyGenerator(2048).keyID(keyId).generate().toPublicJWK());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private String answer(URI uri) {
    if (uri.getPath().endsWith("/jwks")) {
      jwks.add(clock.millis());
      return "{\"keys\":["
          + String.join(",", keys.stream().map(RSAKey::toJSONString).toList())
          + "]}";
    }
    tokens.add(clock.millis());
    return "{\"access_token\":\"t" + tokens.size() + "\",\"expires_in\":" + expiresIn + "}";
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    String text = answer(request.uri());
    Answer<T> head = new Answer<>(request, down ? 503 : 200, null);
    HttpResponse.BodySubscriber<T> body =
        handler.apply(
            new HttpResponse.ResponseInfo() {
              @Override
              public int statusCode() {
                return head.statusCode();
              }

              @Override
              public HttpHeaders headers() {
                return head.headers();
              }

              @Override
              public Version version() {
                return head.version();
              }
            });
    body.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {}

          @Override
          public void cancel() {}
        });
    body.onNext(List.of(ByteBuffer.wrap((down ? "" : text).getBytes(UTF_8))));
    body.onComplete();
    return body.getBody()
        .<HttpResponse<T>>thenApply(read -> new Answer<>(request, head.statusCode(), read))
        .toCompletableFuture();
  }

  private record Answer<T>(HttpRequest request, int statusCode, T body) implements HttpResponse<T> {
    @Override
    public Optional<HttpResponse<T>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
      return HttpHeaders.of(Map.of(), (name, value) -> true);
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return Optional.empty();
    }

    @Override
    public URI uri() {
      return request.uri();
    }

    @Override
    public Version version() {
      return Version.HTTP_1_1;
    }
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    throw new UnsupportedOperationException("nothing here may block");
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.PushPromiseHandler<T> pushes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return Optional.empty();
  }

  @Override
  public Redirect followRedirects() {
    return Redirect.NEVER;
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return Optional.empty();
  }

  @Override
  public SSLContext sslContext() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public SSLParameters sslParameters() {
    return new SSLParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return Optional.empty();
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }

  @Override
  public Optional<Executor> executor() {
    return Optional.empty();
  }
}
