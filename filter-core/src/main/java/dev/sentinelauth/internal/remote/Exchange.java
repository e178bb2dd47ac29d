package dev.sentinelauth.internal.remote;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One call as somebody who looks on sees it: neither what was sent nor what was answered.
 *
 * @param took from the call to the end of the answer, or to the failure
 * @param saidTime the time by the clock of whoever answered, to the second; {@code null} where
 *     nobody did, or didn't say
 * @param certificate of the server; {@code null} where there is none, or no whole answer
 */
public record Exchange(
    URI uri, Duration took, @Nullable Instant saidTime, @Nullable X509Certificate certificate) {

  private static final HttpHeaders NONE = HttpHeaders.of(Map.of(), (name, value) -> true);

  static Exchange of(
      URI uri,
      long began,
      @Nullable HttpResponse<?> answer,
      HttpResponse.@Nullable ResponseInfo head) {
    HttpHeaders headers = head != null ? head.headers() : answer != null ? answer.headers() : NONE;
    return new Exchange(
        uri,
        Duration.ofNanos(System.nanoTime() - began),
        time(headers),
        answer == null ? null : answer.sslSession().map(Exchange::certificate).orElse(null));
  }

  /** What a cache has kept for a while (RFC 9111 section 5.1) says when it was made. */
  private static @Nullable Instant time(HttpHeaders headers) {
    Instant made = headers.firstValue("Date").map(SentinelHttp::httpDate).orElse(null);
    long kept =
        headers
            .firstValue("Age")
            .filter(age -> age.matches("[0-9]{1,9}"))
            .map(Long::parseLong)
            .orElse(0L);
    return made == null ? null : made.plusSeconds(kept);
  }

  private static @Nullable X509Certificate certificate(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate first ? first : null;
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }
}
