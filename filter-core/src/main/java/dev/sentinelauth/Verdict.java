package dev.sentinelauth;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RequestAuthenticator} decided about one request: it may pass, or it is answered at
 * once. A plain value: an adapter copies it into its response and decides nothing itself.
 */
public sealed interface Verdict {

  /**
   * The request may pass.
   *
   * @param token the verified token, or {@code null} where the caller is anonymous (the route did
   *     not ask for a token, and none was looked at or sent)
   */
  record Accepted(@Nullable AppJwt token) implements Verdict {}

  /**
   * The request is answered by the filter (RFC 6750 section 3, RFC 9457).
   *
   * @param rejection why; its {@link Rejection#code() code} is also the log key and the metric tag
   * @param status the HTTP status
   * @param headers the header fields of the answer, in order: always {@code Content-Type} and
   *     {@code Cache-Control}, and where they apply {@code WWW-Authenticate} and {@code
   *     Retry-After}
   * @param body the {@code application/problem+json} document, UTF-8; not to be changed by the
   *     receiver
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, read once, never compared
  record Refused(Rejection rejection, int status, Map<String, String> headers, byte[] body)
      implements Verdict {}
}
