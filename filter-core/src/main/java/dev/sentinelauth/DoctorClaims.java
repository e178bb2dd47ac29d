package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Base64Url;
import dev.sentinelauth.internal.codec.Json;
import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import dev.sentinelauth.internal.codec.NumericDate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands in a token, for people; nothing of it is checked here. */
final class DoctorClaims {
  private static final Set<String> TIMES = Set.of("exp", "iat", "nbf");

  private DoctorClaims() {}

  /** Adds header and claims; of what is no JWT, that it is none. */
  static void addTo(DoctorReport report, String token) {
    String[] parts = token.split("\\.", -1);
    Map<String, @Nullable Object> header = parts.length == 3 ? read(parts[0]) : null;
    Map<String, @Nullable Object> claims = parts.length == 3 ? read(parts[1]) : null;
    if (header == null || claims == null) {
      report.section("claims", "Claims").add(DoctorLine.info("token", "it is no JWT"));
      return;
    }
    add(report.section("header", "Header"), header);
    add(report.section("claims", "Claims"), claims);
  }

  private static void add(DoctorReport.Section section, Map<String, @Nullable Object> members) {
    // in an order that doesn't differ from one token to the next
    members.keySet().stream()
        .sorted()
        .forEach(name -> section.add(DoctorLine.info(name, shown(name, members.get(name)))));
  }

  private static String shown(String name, @Nullable Object value) {
    Instant time = TIMES.contains(name) && value != null ? NumericDate.of(value) : null;
    if (time != null) {
      return value + " (" + time + ")";
    }
    return value instanceof String text
        ? text
        : value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)
            ? String.join(", ", list.stream().map(String::valueOf).toList())
            : DoctorJson.value(value);
  }

  private static @Nullable Map<String, @Nullable Object> read(String part) {
    byte[] text = part.getBytes(StandardCharsets.ISO_8859_1);
    byte[] json = Base64Url.decode(text, 0, text.length);
    try {
      return json == null ? null : Json.object(json);
    } catch (MalformedJsonException noJwt) {
      return null;
    }
  }
}
