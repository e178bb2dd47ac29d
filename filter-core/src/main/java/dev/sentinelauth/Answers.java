package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Text;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns rejections into answers: status, challenge (RFC 6750 section 3) and problem document (RFC
 * 9457). Those that are always alike are made once.
 */
final class Answers {
  private final String realm;
  private final boolean errorDetail;

  /** Ends each challenge for a bearer token (RFC 9728 section 5.1). */
  private final String metadata;

  private final Map<Rejection, Verdict.Refused> constant = new EnumMap<>(Rejection.class);

  /**
   * @param errorDetail whether an answer says why
   */
  Answers(String realm, boolean errorDetail) {
    this(realm, errorDetail, null);
  }

  /**
   * @param errorDetail whether an answer says why
   * @param metadata where the metadata of the application are; {@code null} for none
   */
  Answers(String realm, boolean errorDetail, @Nullable URI metadata) {
    this.realm = realm;
    this.errorDetail = errorDetail;
    this.metadata = metadata == null ? "" : ", resource_metadata=\"" + metadata + '"';
    for (Rejection rejection : Rejection.values()) {
      constant.put(rejection, answer(rejection, rejection.description(), null, null));
    }
  }

  Verdict.Refused refused(Rejection rejection) {
    Verdict.Refused answer = constant.get(rejection);
    if (answer == null) {
      throw new IllegalStateException("every rejection has an answer");
    }
    return answer;
  }

  Verdict.Refused refused(InvalidTokenException reason, Collection<String> neededScopes) {
    Rejection rejection = reason.rejection();
    if (rejection == Rejection.INSUFFICIENT_SCOPE) {
      return insufficientScope(neededScopes);
    }
    String message = reason.getMessage();
    return Objects.equals(message, rejection.description())
        ? refused(rejection)
        : answer(rejection, message, null, null);
  }

  /**
   * @param needed the scopes that would do, for the {@code scope} attribute
   */
  Verdict.Refused insufficientScope(Collection<String> needed) {
    Rejection rejection = Rejection.INSUFFICIENT_SCOPE;
    return answer(rejection, rejection.description(), String.join(" ", needed), null);
  }

  /**
   * @param rejection one with status 503
   */
  Verdict.Refused unavailable(Rejection rejection, Duration retryAfter) {
    return answer(rejection, rejection.description(), null, retryAfter);
  }

  private Verdict.Refused answer(
      Rejection rejection,
      @Nullable String description,
      @Nullable String scope,
      @Nullable Duration retryAfter) {
    String detail = errorDetail ? description : null;
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/problem+json");
    headers.put("Cache-Control", "no-store");
    String challenge = challenge(rejection, detail, scope);
    if (challenge != null) {
      headers.put("WWW-Authenticate", challenge);
    }
    if (retryAfter != null) {
      // whole seconds, rounded up
      headers.put("Retry-After", Long.toString(Math.max(1, (retryAfter.toMillis() + 999) / 1000)));
    }
    return new Verdict.Refused(
        rejection,
        rejection.status(),
        Collections.unmodifiableMap(headers),
        body(rejection, detail));
  }

  private @Nullable String challenge(
      Rejection rejection, @Nullable String detail, @Nullable String scope) {
    if (rejection == Rejection.NO_TOKEN) {
      return "Bearer realm=\"" + realm + '"' + metadata;
    }
    if (rejection == Rejection.LOGIN_REQUIRED) {
      // RFC 9110 section 15.5.2 wants a challenge; no registered scheme stands for a login page
      return "Cookie realm=\"" + realm + '"';
    }
    if (rejection.error() == null || rejection == Rejection.AMBIGUOUS_PATH) {
      return null; // it is not a matter of credentials
    }
    return "Bearer realm=\""
        + realm
        + "\", error=\""
        + rejection.error()
        + '"'
        + (detail == null ? "" : ", error_description=\"" + quotable(detail) + '"')
        + (scope == null || scope.isEmpty() ? "" : ", scope=\"" + quotable(scope) + '"')
        + metadata;
  }

  private static byte[] body(Rejection rejection, @Nullable String detail) {
    StringBuilder json =
        new StringBuilder("{\"status\":")
            .append(rejection.status())
            .append(",\"title\":")
            .append(Text.json(title(rejection.status())));
    if (rejection.error() != null) {
      json.append(",\"error\":").append(Text.json(rejection.error()));
    }
    if (detail != null) {
      json.append(",\"detail\":").append(Text.json(detail));
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }

  /**
   * Only what RFC 6750 section 3 allows in these values; anything else would be a way into the
   * header.
   */
  private static String quotable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c >= 0x20 && c <= 0x7e && c != '"' && c != '\\' ? c : '?');
    }
    return out.toString();
  }
}
