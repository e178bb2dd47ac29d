package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Base64Url;
import dev.sentinelauth.internal.codec.Json;
import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import dev.sentinelauth.internal.codec.Logfmt;
import dev.sentinelauth.internal.codec.NumericDate;
import dev.sentinelauth.internal.codec.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token says of itself, true or not, for log lines and decisions: cut and escaped, and never
 * enough to put the token together again.
 *
 * @param expiresAt an instant, or what stands in its place
 */
record Claimed(
    @Nullable String keyId,
    @Nullable String issuer,
    List<String> audience,
    @Nullable String authorizedParty,
    @Nullable String expiresAt) {
  static final Claimed NOTHING = new Claimed(null, null, List.of(), null, null);

  private static final int MOST_CHARACTERS = 100;
  private static final int MOST_AUDIENCES = 5;

  /** What can be read of a token that was refused, perhaps because little can. */
  static Claimed of(CompactToken token) {
    int first = token.dot(token.from());
    int second = first < 0 ? -1 : token.dot(first + 1);
    if (second < 0 || !token.isPlain()) {
      return NOTHING;
    }
    Map<String, @Nullable Object> header = object(token.bytes(), token.from(), first);
    return of(header.get("kid"), object(token.bytes(), first + 1, second));
  }

  static Claimed of(AppJwt token) {
    return of(token.keyId(), token.claims());
  }

  private static Claimed of(@Nullable Object keyId, Map<String, @Nullable Object> claims) {
    return new Claimed(
        text(keyId),
        text(claims.get("iss")),
        texts(claims.get("aud")),
        text(claims.get("azp")),
        date(claims.get("exp")));
  }

  private static Map<String, @Nullable Object> object(byte[] text, int from, int to) {
    byte[] json = Base64Url.decode(text, from, to);
    try {
      return json == null ? Map.of() : Json.object(json);
    } catch (MalformedJsonException e) {
      return Map.of();
    }
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : Text.printable(value.toString(), MOST_CHARACTERS);
  }

  private static List<String> texts(@Nullable Object value) {
    List<?> values =
        value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    List<String> texts = new ArrayList<>();
    for (Object element : values.subList(0, Math.min(values.size(), MOST_AUDIENCES))) {
      String text = text(element);
      texts.add(text == null ? "null" : text);
    }
    return texts;
  }

  private static @Nullable String date(@Nullable Object value) {
    Instant date = value == null ? null : NumericDate.of(value);
    return date == null ? text(value) : date.toString();
  }

  /** The audiences in one text; {@code null} for none. */
  static @Nullable String joined(List<String> audience) {
    return audience.isEmpty() ? null : String.join(",", audience);
  }

  /** All of it in logfmt; empty where there is nothing. */
  String line() {
    return new Logfmt()
        .add("kid", keyId)
        .add("iss", issuer)
        .add("aud", joined(audience))
        .add("azp", authorizedParty)
        .add("exp", expiresAt)
        .toString();
  }
}
