package dev.sentinelauth;

import dev.sentinelauth.internal.codec.NumericDate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads single claims by their type (RFC 7519 section 2): what is of another one is malformed. */
final class Claims {
  private Claims() {}

  /** A claim that is a string; {@code null} where there is none. */
  static @Nullable String string(Map<String, @Nullable Object> claims, String name)
      throws InvalidTokenException {
    Object value = claims.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw InvalidTokenException.malformedClaim(name);
  }

  /** A NumericDate (RFC 7519 section 2), or {@code null} where there is none. */
  static @Nullable Instant instant(Map<String, @Nullable Object> claims, String name)
      throws InvalidTokenException {
    Object value = claims.get(name);
    if (value == null) {
      return null;
    }
    Instant date = NumericDate.of(value);
    if (date == null) {
      throw InvalidTokenException.malformedClaim(name);
    }
    return date;
  }

  /**
   * A claim that is a string or an array of strings, as {@code aud} and {@code scope} are; empty
   * where there is none.
   */
  static List<String> strings(Map<String, @Nullable Object> claims, String name)
      throws InvalidTokenException {
    Object value = claims.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof String s) {
      return List.of(s);
    }
    if (!(value instanceof List<?> elements)) {
      throw InvalidTokenException.malformedClaim(name);
    }
    List<String> strings = new ArrayList<>(elements.size());
    for (Object element : elements) {
      if (!(element instanceof String s)) {
        throw InvalidTokenException.malformedClaim(name);
      }
      strings.add(s);
    }
    return List.copyOf(strings);
  }

  /** The refusal of a token without a claim that it needs. */
  static InvalidTokenException missing(String claim) {
    return new InvalidTokenException(Rejection.MISSING_CLAIM, "the " + claim + " claim is missing");
  }
}
