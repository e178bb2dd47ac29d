package dev.sentinelauth.internal.remote;

import dev.sentinelauth.internal.codec.Json;
import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import dev.sentinelauth.internal.codec.Text;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls Sentinel and its neighbours: one request, one answer of limited size within a limited time,
 * no redirects. An answer other than 200 is a failure. Never blocks.
 */
public final class SentinelHttp implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SentinelHttp.class);
  private static final Duration ONE_SECOND = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** Whatever a server calls its JSON, it can offer it. */
  private static final String ACCEPT =
      "application/json, application/jwk-set+json;q=0.9, */*;q=0.1";

  private final Connections connections;
  private final Background background;
  private final InstantSource clock;
  private final Duration requestTimeout;
  private final Consumer<Exchange> witness;

  public SentinelHttp(Connections connections, Background background, InstantSource clock) {
    this(connections, background, clock, exchange -> {});
  }

  /**
   * @param witness sees each call when it is over, before whoever asked hears of it
   */
  public SentinelHttp(
      Connections connections,
      Background background,
      InstantSource clock,
      Consumer<Exchange> witness) {
    this.connections = connections;
    this.background = background;
    this.clock = clock;
    this.requestTimeout = connections.requestTimeout();
    this.witness = witness;
  }

  /**
   * Gets a JSON document.
   *
   * @param maxBytes a longer answer is a failure
   * @return the body of a 200 answer; fails with a {@link FetchException} for anything else
   */
  public CompletionStage<byte[]> get(URI uri, int maxBytes) {
    return send(HttpRequest.newBuilder(uri).header("Accept", ACCEPT).GET(), maxBytes);
  }

  /**
   * Posts a form (RFC 6749 section 4.4.2) and gets a JSON document.
   *
   * @param form the fields; they may hold secrets, so they go into the body and nowhere else
   * @param maxBytes a longer answer is a failure
   * @return the body of a 200 answer; fails with a {@link FetchException} for anything else, with
   *     the OAuth error code where the answer has one
   */
  public CompletionStage<byte[]> post(URI uri, Map<String, String> form, int maxBytes) {
    StringBuilder body = new StringBuilder();
    form.forEach(
        (name, value) ->
            body.append(body.length() == 0 ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return send(
        HttpRequest.newBuilder(uri)
            .header("Accept", ACCEPT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body.toString())),
        maxBytes);
  }

  /**
   * Posts a JSON document with an {@code Authorization} header and gets another.
   *
   * @param maxBytes a longer answer is a failure
   */
  public CompletionStage<byte[]> post(URI uri, String authorization, String json, int maxBytes) {
    return send(
        HttpRequest.newBuilder(uri)
            .header("Accept", ACCEPT)
            .header("Content-Type", "application/json")
            .header("Authorization", authorization)
            .POST(BodyPublishers.ofString(json)),
        maxBytes);
  }

  private CompletionStage<byte[]> send(HttpRequest.Builder request, int maxBytes) {
    HttpRequest sent = request.setHeader("Accept-Encoding", "identity").build();
    AtomicReference<HttpResponse.@Nullable ResponseInfo> head = new AtomicReference<>();
    long began = System.nanoTime();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        connections.send(
            request.timeout(requestTimeout),
            answer -> {
              head.set(answer);
              return body(answer, maxBytes);
            });
    // on our own thread: the client completes on threads that nobody names or counts
    return exchange.handleAsync(
        (answer, failure) -> {
          witness.accept(Exchange.of(sent.uri(), began, answer, head.get()));
          try {
            return read(answer, failure, head.get(), maxBytes);
          } catch (FetchException e) {
            String target = sent.method() + " " + shown(sent.uri());
            log.debug(
                "{}: {}",
                target,
                e.getMessage(),
                failure == null ? null : FailureCause.withoutWords(failure));
            throw new CompletionException(e);
          }
        },
        background.executor());
  }

  /** Without the query and user-info, where secrets stand. */
  private static String shown(URI uri) {
    return Text.printablePath(uri.getScheme() + "://" + uri.getHost() + uri.getRawPath(), 500);
  }

  private static LimitedBody body(HttpResponse.ResponseInfo head, int maxBytes) {
    LimitedBody body = new LimitedBody(maxBytes);
    try {
      HttpBody.checkFraming(head.headers());
    } catch (FetchException e) {
      body.giveUp(new IOException(e));
    }
    return body;
  }

  /**
   * @param head what the answer began with, if it did
   */
  private byte[] read(
      @Nullable HttpResponse<byte[]> answer,
      @Nullable Throwable failure,
      HttpResponse.@Nullable ResponseInfo head,
      int maxBytes)
      throws FetchException {
    if (answer != null && failure == null) {
      // to a tunnel that a proxy refuses there is no body at all
      byte[] body = answer.body() == null ? new byte[0] : answer.body();
      if (!isDocument(answer.statusCode())) {
        throw refused(answer.statusCode(), answer.headers(), body, maxBytes);
      }
      return HttpBody.text(body, answer.headers(), maxBytes);
    }
    // what the status says tells more than what happened to the body after it
    if (head != null && !isDocument(head.statusCode())) {
      throw refused(head.statusCode(), head.headers(), new byte[0], maxBytes);
    }
    throw explain(failure == null ? new IllegalStateException("no answer") : failure);
  }

  /** A new resource, and what a proxy has changed on the way, are documents too. */
  private static boolean isDocument(int status) {
    return status == 200 || status == 201 || status == 203;
  }

  private FetchException explain(Throwable failure) {
    Throwable cause = FetchException.cause(failure);
    if (cause.getCause() instanceof FetchException framing) {
      return framing;
    }
    if (cause instanceof LimitedBody.AnswerTooLongException tooLong) {
      return new FetchException(String.valueOf(tooLong.getMessage()));
    }
    if (cause instanceof HttpConnectTimeoutException) {
      return new FetchException("no connection in time");
    }
    if (cause instanceof HttpTimeoutException || cause instanceof CancellationException) {
      return new FetchException("no complete answer within " + requestTimeout.toMillis() + " ms");
    }
    if (cause instanceof IllegalStateException broken) {
      return new FetchException(String.valueOf(broken.getMessage())); // of ClientTls
    }
    return new FetchException(FailureCause.of(cause));
  }

  private FetchException refused(int status, HttpHeaders headers, byte[] body, int maxBytes) {
    String error = status == 407 ? null : oauthError(body, headers, maxBytes);
    return new FetchException(
        "HTTP " + status + (error == null ? "" : " " + error) + remark(status),
        status,
        retryAfter(status, headers),
        error);
  }

  private static String remark(int status) {
    return switch (status) {
      case 204, 205, 304 -> " (no document)";
      case 206 -> " (a part of a document, which nobody asked for)";
      case 407 -> " (the proxy asks for a password)";
      default -> status / 100 == 3 ? " (redirects are not followed)" : "";
    };
  }

  /** The error code of RFC 6749, if it is one. */
  private static @Nullable String oauthError(byte[] body, HttpHeaders headers, int maxBytes) {
    try {
      return Json.object(HttpBody.text(body, headers, maxBytes)).get("error")
                  instanceof String error
              && FetchException.isOAuthError(error)
          ? error
          : null;
    } catch (MalformedJsonException | FetchException notJson) {
      return null;
    }
  }

  /**
   * Seconds or a date (RFC 9110 section 10.2.3), at most an hour; {@code null} for anything else. A
   * 429 asks for a second even where it doesn't say so.
   */
  private @Nullable Duration retryAfter(int status, HttpHeaders headers) {
    Duration asked =
        headers
            .firstValue("Retry-After")
            .map(value -> value.matches("[0-9]{1,9}") ? seconds(value) : until(value, headers))
            .orElse(null);
    if (status == 429 && (asked == null || asked.compareTo(ONE_SECOND) < 0)) {
      return ONE_SECOND;
    }
    if (asked == null || asked.isNegative()) {
      return null;
    }
    return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
  }

  private static Duration seconds(String value) {
    return Duration.ofSeconds(Long.parseLong(value));
  }

  /** From the answer's own {@code Date}, if it has one: its clock may be another than ours. */
  private @Nullable Duration until(String date, HttpHeaders headers) {
    Instant until = httpDate(date);
    Instant now = headers.firstValue("Date").map(SentinelHttp::httpDate).orElse(null);
    return until == null ? null : Duration.between(now == null ? clock.instant() : now, until);
  }

  static @Nullable Instant httpDate(String value) {
    try {
      return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    connections.close();
  }
}
