package dev.sentinelauth.internal.remote;

import java.lang.invoke.MethodHandle;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The connections of our calls. Each call has one of its own, made when it is needed and ended when
 * it is over. Calls are few and far between: a connection that was kept would mostly be one that a
 * balancer or server has given up meanwhile, and of a request that was lost on it nobody can tell
 * whether it arrived, so that a code or refresh token must not be sent again.
 *
 * <p>The JDK's client keeps connections for as long as a system property says, which is not ours to
 * set. So each call has a client of its own, too; what is costly, the TLS context with its
 * sessions, they share. Nothing of it is made before the first call.
 */
public final class Connections implements AutoCloseable {
  /** The first client of a JVM may take a second to be made, which isn't the server's. */
  private static final Duration MAKING = Duration.ofSeconds(5);

  private final @Nullable HttpClient given;
  private final Network network;
  private final Duration connectTimeout;
  private final Duration requestTimeout;
  private final Background background;
  private final Set<Runnable> underWay = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable SSLContext tls;
  private volatile boolean closed;

  /**
   * Makes nothing before the first call.
   *
   * @param given the application's own client, which follows no redirects and is used for all
   *     calls; {@code null} for ours
   */
  public Connections(
      @Nullable HttpClient given,
      Network network,
      Duration connectTimeout,
      Duration requestTimeout,
      Background background) {
    this.given = given;
    this.network = network;
    this.connectTimeout = connectTimeout;
    this.requestTimeout = requestTimeout;
    this.background = background;
  }

  /** How long one call may take. */
  Duration requestTimeout() {
    return requestTimeout;
  }

  /**
   * Sends a request; returns at once. To cancel what it returns ends the connection, as the request
   * time-out does.
   */
  <T> CompletableFuture<HttpResponse<T>> send(HttpRequest.Builder request, BodyHandler<T> handler) {
    if (given != null) {
      CompletableFuture<HttpResponse<T>> answer = given.sendAsync(request.build(), handler);
      limit(answer, requestTimeout);
      endWithUs(answer);
      return answer;
    }
    Supplier<String> credentials = network.proxyCredentials();
    if (credentials != null) {
      // the JDK's client gives it to proxies alone, and asks no Authenticator for it, of whom it
      // would expect an answer to the 401 of a server too
      byte[] basic = credentials.get().getBytes(StandardCharsets.UTF_8);
      request.setHeader(
          "Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(basic));
    }
    CompletableFuture<HttpResponse<T>> answer = new CompletableFuture<>();
    limit(answer, requestTimeout.plus(MAKING));
    if (endWithUs(answer)) {
      new OneCall<>(request.build(), handler, answer).start();
    }
    return answer;
  }

  /** Whether there is still time: otherwise it is cancelled at once. */
  private boolean endWithUs(CompletableFuture<?> answer) {
    Runnable end = () -> answer.cancel(true);
    underWay.add(end);
    CompletableFuture<?> unused = answer.whenComplete((a, failure) -> underWay.remove(end));
    if (closed) {
      end.run();
    }
    return !closed;
  }

  /** The client's own time-out ends with the header fields; this one covers the body too. */
  private void limit(CompletableFuture<?> answer, Duration limit) {
    ScheduledFuture<?> timeout = background.schedule(() -> answer.cancel(true), limit.toMillis());
    if (timeout != null) {
      CompletableFuture<?> unused = answer.whenComplete((a, failure) -> timeout.cancel(false));
    }
  }

  /** A client that sends one request. */
  private final class OneCall<T> implements Runnable {
    private final HttpRequest request;
    private final BodyHandler<T> handler;
    private final CompletableFuture<HttpResponse<T>> answer;
    private final ThreadGroup group = new ThreadGroup("sentinel-auth-http");

    OneCall(
        HttpRequest request, BodyHandler<T> handler, CompletableFuture<HttpResponse<T>> answer) {
      this.request = request;
      this.handler = handler;
      this.answer = answer;
    }

    /** On a thread of its own, since the first client of a JVM takes its time to be made. */
    void start() {
      if (ClientMethods.SHUTDOWN_NOW == null) {
        forget(group);
      }
      Thread thread = new Thread(group, this, "sentinel-auth-connect", 0, false);
      thread.setDaemon(true);
      // the client's thread inherits it, and would keep the application in memory
      thread.setContextClassLoader(null);
      try {
        thread.start();
      } catch (OutOfMemoryError tooManyThreads) {
        answer.completeExceptionally(tooManyThreads);
      }
    }

    @SuppressWarnings("removal") // does something where it is called: on JDK 17 and 18
    private static void forget(ThreadGroup group) {
      group.setDaemon(true); // it goes with its last thread
    }

    @Override
    public void run() {
      try {
        HttpClient client = client(String.valueOf(request.uri().getHost()));
        limit(answer, requestTimeout);
        CompletableFuture<HttpResponse<T>> exchange = sent(client);
        CompletableFuture<?> unused =
            answer.whenComplete(
                (a, failure) -> {
                  if (failure instanceof CancellationException) {
                    exchange.cancel(true);
                  }
                });
        unused =
            exchange.whenComplete(
                (a, failure) -> {
                  end(client);
                  if (failure == null) {
                    answer.complete(a);
                  } else {
                    answer.completeExceptionally(failure);
                  }
                });
      } catch (RuntimeException | Error e) {
        answer.completeExceptionally(e);
      }
    }

    private CompletableFuture<HttpResponse<T>> sent(HttpClient client) {
      try {
        return client.sendAsync(request, handler);
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e); // and the client is ended as after any answer
      }
    }

    private void end(HttpClient client) {
      MethodHandle shutdownNow = ClientMethods.SHUTDOWN_NOW;
      if (shutdownNow != null) {
        ClientMethods.call(shutdownNow, client);
        return;
      }
      // before JDK 21 there is no other way to tell the client's own thread
      Thread[] threads = new Thread[group.activeCount() + 4];
      int count = group.enumerate(threads);
      for (int i = 0; i < count; i++) {
        if (threads[i].getName().startsWith("HttpClient-")) {
          threads[i].interrupt();
        }
      }
    }
  }

  private HttpClient client(String host) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout)
            .sslContext(tls())
            .executor(background.httpExecutor(host));
    if (network.direct()) {
      builder.proxy(HttpClient.Builder.NO_PROXY);
    } else if (network.proxy() != null) {
      builder.proxy(ProxySelector.of(network.proxy()));
    }
    return builder.build();
  }

  private SSLContext tls() {
    lock.lock();
    try {
      SSLContext context = tls;
      if (context == null) {
        context = ClientTls.context(network.trusted());
        tls = context;
      }
      return context;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins with what the first call would have to wait for longest: whom to trust is read from a
   * file of some hundred certificates. Returns at once.
   */
  public void warmUp() {
    if (given == null) {
      Object unused = background.schedule(this::tls, 0); // what fails is told by the first call
    }
  }

  /** Ends what is under way; a client that was given lives on. */
  @Override
  public void close() {
    closed = true;
    underWay.forEach(Runnable::run);
  }
}
