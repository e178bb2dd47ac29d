package dev.sentinelauth;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/** A {@link TokenCall} whose answer comes later; nothing here waits. */
final class AsyncTokenCall<T> {
  private final TokenCall<T> call;
  private final HttpClient client;
  private final ClientAuthenticator authenticator;
  private final @Nullable PushPromiseHandler<T> pushPromises;
  private volatile boolean cancelled;
  private volatile @Nullable CompletableFuture<?> underWay;

  /** What came of an exchange: one of the two is there. */
  private record Outcome<T>(@Nullable HttpResponse<T> answer, @Nullable Throwable failure) {}

  AsyncTokenCall(
      TokenCall<T> call,
      HttpClient client,
      ClientAuthenticator authenticator,
      @Nullable PushPromiseHandler<T> pushPromises) {
    this.call = call;
    this.client = client;
    this.authenticator = authenticator;
    this.pushPromises = pushPromises;
  }

  /**
   * Sends it, and again if need be.
   *
   * @param calls where it counts as under way until it is over
   */
  CompletableFuture<HttpResponse<T>> send(CallsUnderWay calls) {
    CompletableFuture<HttpResponse<T>> answer = new CompletableFuture<>();
    CallsUnderWay.Call counted;
    try {
      counted = calls.begin(() -> answer.completeExceptionally(new IOException("closed")));
    } catch (IOException shut) {
      return CompletableFuture.failedFuture(shut);
    }
    CompletableFuture<HttpResponse<T>> begun;
    try {
      begun = begun();
    } catch (RuntimeException | Error e) {
      counted.end();
      throw e; // as the client inside does of a request that it can't send
    }
    CompletableFuture<?> unused =
        begun.whenComplete(
            (came, failure) -> {
              // before anybody hears of it, who may well wait for the end
              counted.end();
              if (failure == null) {
                answer.complete(came);
              } else {
                answer.completeExceptionally(failure);
              }
            });
    unused =
        answer.whenComplete(
            (ignored, failure) -> {
              if (failure != null) {
                // for a failure of the exchange there is nothing left to end
                cancel();
                counted.end();
              }
            });
    return answer;
  }

  private CompletableFuture<HttpResponse<T>> begun() {
    return call.carriesItsOwn()
        ? exchange(call.request(), call.handler())
        : elsewhere(authenticator.authorizationAsync(call.request().uri()))
            .thenCompose(this::sendFirst);
  }

  /** As the JDK's client does: what nobody waits for any more ends. */
  private void cancel() {
    cancelled = true;
    CompletableFuture<?> exchange = underWay;
    if (exchange != null) {
      exchange.cancel(true);
    }
  }

  private CompletableFuture<HttpResponse<T>> exchange(HttpRequest request, BodyHandler<T> handler) {
    if (cancelled) {
      return CompletableFuture.failedFuture(new CancellationException());
    }
    CompletableFuture<HttpResponse<T>> exchange = client.sendAsync(request, handler, pushPromises);
    underWay = exchange;
    if (cancelled) {
      exchange.cancel(true);
    }
    return exchange;
  }

  private CompletableFuture<HttpResponse<T>> sendFirst(@Nullable String authorization) {
    return authorization == null
        ? exchange(call.request(), call.handler())
        : exchange(call.with(authorization), call.held())
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
    ResponseInfo refusal = call.held().head();
    if (refusal == null) {
      if (answer != null) {
        call.drop(authorization, answer);
      }
      return asItIs;
    }
    return elsewhere(renewed(authorization, refusal))
        .thenCompose(
            renewed -> {
              if (renewed != null) {
                call.held().discard();
                return exchange(call.with(renewed), call.handler());
              }
              return answer == null ? asItIs : call.held().release(answer);
            });
  }

  private CompletionStage<@Nullable String> renewed(String authorization, ResponseInfo refusal) {
    return authenticator
        .renewAfterAsync(
            authorization, refusal.statusCode(), TokenCall.challenges(refusal.headers()))
        .thenCompose(
            worthwhile ->
                worthwhile
                    ? authenticator.authorizationAsync(call.request().uri())
                    : CompletableFuture.completedStage(null));
  }

  /** Sentinel's own thread is not lent to the application: its callbacks run where they would. */
  private <R> CompletableFuture<R> elsewhere(CompletionStage<R> stage) {
    CompletableFuture<R> future = stage.toCompletableFuture();
    return future.isDone()
        ? future
        : future
            .handleAsync(
                (result, failure) -> "", client.executor().orElse(ForkJoinPool.commonPool()))
            .thenCompose(ignored -> future);
  }
}
