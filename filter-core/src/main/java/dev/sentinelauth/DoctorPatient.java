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

/**
 * What a token says of itself, as far as it can be read, to be shown: nothing of this was checked,
 * and nothing is decided by it. Not a record, whose {@code toString} would print it.
 */
final class DoctorPatient {
  private final String compact;
  private final String[] parts;
  private final Map<String, @Nullable Object> header;
  private final Map<String, @Nullable Object> claims;

  /**
   * @param compact what stands where a token should; empty for nothing
   */
  DoctorPatient(String compact) {
    this.compact = compact;
    this.parts = compact.split("\\.", -1);
    this.header = object(0);
    this.claims = parts.length == 5 ? Map.of() : object(1);
  }

  private Map<String, @Nullable Object> object(int part) {
    byte[] json = bytes(part);
    if (json == null) {
      return Map.of();
    }
    try {
      return Json.object(json);
    } catch (MalformedJsonException e) {
      return Map.of();
    }
  }

  /** A part without its encoding; {@code null} where it isn't there or has another one. */
  private byte @Nullable [] bytes(int part) {
    if (part >= parts.length) {
      return null;
    }
    byte[] text = parts[part].getBytes(StandardCharsets.ISO_8859_1);
    return Base64Url.decode(text, 0, text.length);
  }

  boolean isEmpty() {
    return compact.isEmpty();
  }

  int length() {
    return compact.length();
  }

  /** How many parts there are, with dots between them. */
  int parts() {
    return parts.length;
  }

  /** The first part that is no base64url, from 1; 0 for none. */
  int badPart() {
    for (int i = 0; i < parts.length; i++) {
      if (bytes(i) == null) {
        return i + 1;
      }
    }
    return 0;
  }

  /** Where the first character stands that no header may hold, from 0; -1 for none. */
  int badCharacter() {
    int end = compact.length();
    while (end > 0 && compact.charAt(end - 1) == '=') {
      end--; // it may end so
    }
    for (int i = 0; i < end; i++) {
      if (!AuthorizationHeader.isB64Token(String.valueOf(compact.charAt(i)))) {
        return i;
      }
    }
    return -1;
  }

  char charAt(int position) {
    return compact.charAt(position);
  }

  /** How many bytes the signature has; 0 where it can't be read. */
  int signatureLength() {
    byte[] signature = bytes(2);
    return signature == null ? 0 : signature.length;
  }

  Map<String, @Nullable Object> claims() {
    return claims;
  }

  @Nullable Object claim(String name) {
    return claims.get(name);
  }

  /** A claim that is a date; {@code null} where there is none that can be read. */
  @Nullable Instant instant(String name) {
    Object value = claims.get(name);
    return value == null ? null : NumericDate.of(value);
  }

  @Nullable Object headerMember(String name) {
    return header.get(name);
  }

  @Nullable String keyId() {
    return header.get("kid") instanceof String kid ? kid : null;
  }

  /** The token taken apart by those who check it; {@code null} where they can't. */
  @Nullable CompactJws jws() {
    try {
      return CompactJws.parse(compact);
    } catch (InvalidTokenException e) {
      return null;
    }
  }

  /** Its accounts, as those who check it read them; none where they can't. */
  List<String> audience() {
    try {
      return Claims.strings(claims, "aud");
    } catch (InvalidTokenException e) {
      return List.of();
    }
  }

  /** Its scopes, as those who check it read them; none where they can't. */
  Set<String> scopes() {
    try {
      return Scopes.of(claims);
    } catch (InvalidTokenException e) {
      return Set.of();
    }
  }

  /** Whether it says who somebody is, and nothing of what anybody may do. */
  boolean looksLikeIdToken() {
    return !Scopes.areIn(claims)
        && claims.get("azp") == null
        && (claims.containsKey("nonce")
            || claims.containsKey("at_hash")
            || claims.containsKey("is_admin")
            || claims.containsKey("sub"));
  }
}
