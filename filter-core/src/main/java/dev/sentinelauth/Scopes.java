package dev.sentinelauth;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a token says its scopes (RFC 8693 section 4.2). They are what tells an AppJWT from an
 * {@code id_token}, so whoever reads them, shares them or asks whether there are any does so here.
 */
final class Scopes {
  static final String CLAIM = "scope";

  private Scopes() {}

  /** Whether a token says anything of scopes, be it good or bad. */
  static boolean areIn(Map<String, @Nullable Object> claims) {
    return claims.get(CLAIM) != null;
  }

  /** What a token says of them, as it stands there; {@code null} for nothing. */
  static @Nullable Object written(Map<String, @Nullable Object> claims) {
    return claims.get(CLAIM);
  }

  /**
   * The scopes of a token, in its order and unmodifiable; empty where it says nothing of them.
   *
   * @throws InvalidTokenException if they are neither a text nor an array of texts
   */
  static Set<String> of(Map<String, @Nullable Object> claims) throws InvalidTokenException {
    List<String> scopes =
        written(claims) instanceof String scope
            ? Arrays.asList(scope.split(" "))
            : Claims.strings(claims, CLAIM);
    if (scopes.size() == 1) {
      return scopes.get(0).isEmpty() ? Set.of() : Set.of(scopes.get(0));
    }
    Set<String> set = new LinkedHashSet<>(scopes);
    set.remove("");
    return Collections.unmodifiableSet(set);
  }
}
