package dev.sentinelauth;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The claims that most tokens have in common, held once for all of them: what is configured, and
 * the scopes of tokens that were accepted. A remembered token is a third smaller for it.
 * Thread-safe.
 */
final class ClaimInterner {

  /** More than there are installations with scopes of their own; further ones are not shared. */
  private static final int MOST_SCOPES = 256;

  private static final int LONGEST_SCOPE = 256;

  /** The claim as it stands in tokens, and what it means. */
  private record Scope(String text, Set<String> scopes) {}

  private final Map<String, String> issuers = new HashMap<>();
  private final Map<String, List<String>> audiences = new HashMap<>();
  private final Map<String, Scope> scopes = new ConcurrentHashMap<>();

  ClaimInterner(SentinelConfig.Policy policy) {
    policy.issuers().forEach(issuer -> issuers.put(issuer, issuer));
    policy.audiences().forEach(audience -> audiences.put(audience, List.of(audience)));
  }

  /** The audience of tokens for one account. */
  List<String> audience(List<String> own) {
    return own.size() == 1 ? audiences.getOrDefault(own.get(0), own) : own;
  }

  /** The scopes of a token; {@code null} where they are not shared. */
  @Nullable Set<String> scopes(Map<String, @Nullable Object> claims) {
    Scope known = Scopes.written(claims) instanceof String text ? scopes.get(text) : null;
    return known == null ? null : known.scopes;
  }

  /** The same value, but the one that others hold as well, if there is one. */
  Object value(String claim, Object own) {
    if (!(own instanceof String text)) {
      return own;
    }
    return switch (claim) {
      case "iss" -> issuers.getOrDefault(text, text);
      case "aud" -> {
        List<String> known = audiences.get(text);
        yield known == null ? text : known.get(0);
      }
      case Scopes.CLAIM -> {
        Scope known = scopes.get(text);
        yield known == null ? text : known.text;
      }
      default -> text;
    };
  }

  /**
   * Takes up the scopes of a token; only of one that was accepted, or strangers would fill this.
   */
  void learn(AppJwt accepted) {
    if (Scopes.written(accepted.claims()) instanceof String text
        && text.length() <= LONGEST_SCOPE
        && scopes.size() < MOST_SCOPES) {
      scopes.putIfAbsent(text, new Scope(text, accepted.scopes()));
    }
  }
}
