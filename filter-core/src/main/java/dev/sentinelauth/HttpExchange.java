package dev.sentinelauth;

import dev.sentinelauth.Json.MalformedJsonException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpConnectTimeoutException;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls Sentinel and its neighbours: one request, one answer of limited size within a limited time,
 * no redirects. An answer other than 200 is a failure. Never blocks.
 */
final class HttpExchange implements AutoCloseable {
  private static final Duration ONE_SECOND = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** RFC 6749 sections 4.1.2.1 and 5.2. */
  private static final Set<String> OAUTH_ERRORS =
      Set.of(
          "invalid_request",
          "invalid_client",
          "invalid_grant",
          "unauthorized_client",
          "unsupported_grant_type",
          "invalid_scope",
          "access_denied",
          "server_error",
          "temporarily_unavailable");

  private final Connections connections;
  private final Background background;
  private final InstantSource clock;
  private final Duration requestTimeout;

  HttpExchange(
      Connections connections,
      SentinelConfig.Remote remote,
      Background background,
      InstantSource clock) {
    this.connections = connections;
    this.background = background;
    this.clock = clock;
    this.requestTimeout = remote.requestTimeout();
  }

  /**
   * Gets a JSON document.
   *
   * @param maxBytes a longer answer is a failure
   * @return the body of a 200 answer; fails with a {@link FetchException} for anything else
   */
  CompletionStage<byte[]> get(URI uri, int maxBytes) {
    return send(HttpRequest.newBuilder(uri).header("Accept", "application/json").GET(), maxBytes);
  }

  /**
   * Posts a form (RFC 6749 section 4.4.2) and gets a JSON document.
   *
   * @param form the fields; they may hold secrets, so they go into the body and nowhere else
   * @param maxBytes a longer answer is a failure
   * @return the body of a 200 answer; fails with a {@link FetchException} for anything else, with
   *     the OAuth error code where the answer has one
   */
  CompletionStage<byte[]> post(URI uri, Map<String, String> form, int maxBytes) {
    StringBuilder body = new StringBuilder();
    form.forEach(
        (name, value) ->
            body.append(body.length() == 0 ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return send(
        HttpRequest.newBuilder(uri)
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body.toString())),
        maxBytes);
  }

  /**
   * Posts a JSON document with an {@code Authorization} header and gets another.
   *
   * @param maxBytes a longer answer is a failure
   */
  CompletionStage<byte[]> post(URI uri, String authorization, String json, int maxBytes) {
    return send(
        HttpRequest.newBuilder(uri)
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .header("Authorization", authorization)
            .POST(BodyPublishers.ofString(json)),
        maxBytes);
  }

  private CompletionStage<byte[]> send(HttpRequest.Builder request, int maxBytes) {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        connections.send(request.timeout(requestTimeout), answer -> new LimitedBody(maxBytes));
    // the client's own time-out ends with the headers; this one covers the body too
    ScheduledFuture<?> timeout =
        background.schedule(() -> exchange.cancel(true), requestTimeout.toMillis());
    // on our own thread: the client completes on threads that nobody names or counts
    return exchange.handleAsync(
        (answer, failure) -> {
          if (timeout != null) {
            timeout.cancel(false);
          }
          if (failure != null) {
            throw new CompletionException(explain(failure));
          }
          if (answer.statusCode() != 200) {
            throw new CompletionException(refused(answer));
          }
          return answer.body();
        },
        background.executor());
  }

  private FetchException explain(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof LimitedBody.AnswerTooLongException tooLong) {
      return new FetchException(String.valueOf(tooLong.getMessage()));
    }
    if (cause instanceof HttpConnectTimeoutException) {
      return new FetchException("no connection in time");
    }
    if (cause instanceof HttpTimeoutException
        || cause instanceof java.util.concurrent.CancellationException) {
      return new FetchException("no complete answer within " + requestTimeout.toMillis() + " ms");
    }
    if (cause instanceof IllegalStateException broken) {
      return new FetchException(String.valueOf(broken.getMessage())); // of ClientTls
    }
    if (cause instanceof ConnectException) {
      return new FetchException("connection refused or host not found");
    }
    // the class only: messages of the JDK may hold what the other side sent
    return new FetchException("connection failed (" + cause.getClass().getSimpleName() + ")");
  }

  private FetchException refused(HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    String what = status / 100 == 3 ? " (redirects are not followed)" : "";
    Duration retryAfter = retryAfter(answer);
    String error = oauthError(answer.body());
    return new FetchException(
        "HTTP " + status + (error == null ? "" : " " + error) + what, status, retryAfter, error);
  }

  /** The error code of RFC 6749; one that isn't known may be an echo of what was sent. */
  private static @Nullable String oauthError(byte[] body) {
    try {
      return Json.object(body).get("error") instanceof String error && OAUTH_ERRORS.contains(error)
          ? error
          : null;
    } catch (MalformedJsonException notJson) {
      return null;
    }
  }

  /**
   * Seconds or a date (RFC 9110 section 10.2.3), at most an hour; {@code null} for anything else. A
   * 429 asks for a second even where it doesn't say so.
   */
  private @Nullable Duration retryAfter(HttpResponse<?> answer) {
    Duration asked =
        answer
            .headers()
            .firstValue("Retry-After")
            .map(value -> value.matches("[0-9]{1,9}") ? seconds(value) : until(value, answer))
            .orElse(null);
    if (answer.statusCode() == 429 && (asked == null || asked.compareTo(ONE_SECOND) < 0)) {
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
  private @Nullable Duration until(String date, HttpResponse<?> answer) {
    Instant until = httpDate(date);
    Instant now = answer.headers().firstValue("Date").map(HttpExchange::httpDate).orElse(null);
    return until == null ? null : Duration.between(now == null ? clock.instant() : now, until);
  }

  private static @Nullable Instant httpDate(String value) {
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
