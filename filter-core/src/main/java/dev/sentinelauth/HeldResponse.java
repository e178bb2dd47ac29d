package dev.sentinelauth;

import dev.sentinelauth.internal.remote.LimitedBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a refusal from the application's body handler until it is known whether the request is sent
 * again. The handler is to see one answer: a stream that nobody reads would keep its connection,
 * and a file would hold the end of the refusal behind a shorter answer.
 */
final class HeldResponse<T> implements BodyHandler<T> {
  private static final int MAX_BYTES = 256 * 1024;

  private final BodyHandler<T> handler;
  private final Predicate<ResponseInfo> isHeld;
  private volatile @Nullable ResponseInfo head;
  private volatile @Nullable LimitedBody refusal;

  /**
   * @param handler the application's
   * @param isHeld which answers may be followed by another
   */
  HeldResponse(BodyHandler<T> handler, Predicate<ResponseInfo> isHeld) {
    this.handler = handler;
    this.isHeld = isHeld;
  }

  @Override
  public BodySubscriber<T> apply(ResponseInfo answer) {
    if (!isHeld.test(answer)) {
      return handler.apply(answer);
    }
    LimitedBody body = new LimitedBody(MAX_BYTES);
    refusal = body;
    head = answer;
    return new Unawaited<>(body);
  }

  /**
   * Status and header fields of the refusal; {@code null} where none is held. They are there even
   * where the exchange fails, because the body broke off as soon as it began.
   */
  @Nullable ResponseInfo head() {
    return head;
  }

  /** Reads no more of it, for another answer is to take its place. */
  void discard() {
    if (refusal != null) {
      refusal.giveUp(new IOException("not wanted"));
    }
  }

  /** Hands the refusal to the application after all; completes as its handler does. */
  CompletionStage<HttpResponse<T>> release(HttpResponse<T> answer) {
    return Objects.requireNonNull(refusal).getBody().thenCompose(bytes -> release(answer, bytes));
  }

  private CompletionStage<HttpResponse<T>> release(HttpResponse<T> answer, byte[] bytes) {
    BodySubscriber<T> body = handler.apply(new Info(answer));
    BodyPublishers.ofByteArray(bytes)
        .subscribe(
            new Flow.Subscriber<ByteBuffer>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                body.onSubscribe(subscription);
              }

              @Override
              public void onNext(ByteBuffer buffer) {
                body.onNext(List.of(buffer));
              }

              @Override
              public void onError(Throwable failure) {
                body.onError(failure);
              }

              @Override
              public void onComplete() {
                body.onComplete();
              }
            });
    return body.getBody().thenApply(content -> new Released<>(answer, content));
  }

  /**
   * Reads a body that the answer doesn't wait for: one that never ends, is too long or breaks off
   * must not keep the request from being sent again.
   */
  private record Unawaited<T>(LimitedBody body) implements BodySubscriber<T> {
    @Override
    @SuppressWarnings("NullAway") // nobody gets to see this body
    public CompletionStage<T> getBody() {
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      body.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      body.onNext(buffers);
    }

    @Override
    public void onError(Throwable failure) {
      body.onError(failure);
    }

    @Override
    public void onComplete() {
      body.onComplete();
    }
  }

  private record Info(HttpResponse<?> answer) implements ResponseInfo {
    @Override
    public int statusCode() {
      return answer.statusCode();
    }

    @Override
    public HttpHeaders headers() {
      return answer.headers();
    }

    @Override
    public HttpClient.Version version() {
      return answer.version();
    }
  }

  /** The answer with the body that the application's handler made. */
  private record Released<T>(HttpResponse<T> answer, T body) implements HttpResponse<T> {
    @Override
    public int statusCode() {
      return answer.statusCode();
    }

    @Override
    public HttpRequest request() {
      return answer.request();
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
      return answer.previousResponse();
    }

    @Override
    public HttpHeaders headers() {
      return answer.headers();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return answer.sslSession();
    }

    @Override
    public URI uri() {
      return answer.uri();
    }

    @Override
    public HttpClient.Version version() {
      return answer.version();
    }

    @Override
    public String toString() {
      return answer.toString();
    }
  }
}
