package dev.sentinelauth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names of all settings. */
final class KnownKeys {
  static final String PREFIX = "sentinel.";
  static final String LOGIN = "sentinel.login.";
  static final String CONFIG = "sentinel.config";
  static final String CLIENT_SECRET = "sentinel.client-secret";
  static final String PROXY = "sentinel.http.proxy";
  static final String TRUSTED_CERTIFICATES = "sentinel.http.trusted-certificates";
  static final String PROXY_CREDENTIALS = "sentinel.http.proxy-credentials";
  static final String V1_PUBLIC_KEY = "sentinel.v1.public-key";

  private static final String WORD = "sentinel";

  /** So many edits make a misspelling of the word, and not yet another word: a swap takes two. */
  private static final int MISSPELT = 2;

  private static final String ROUTE = "sentinel.route.";

  /** Every key but those of routes and {@link #CONFIG}. */
  static final List<String> ALL =
      List.of(
          "sentinel.account-id",
          "sentinel.server",
          "sentinel.region",
          "sentinel.domain-api.uri",
          "sentinel.domain-api.ttl",
          "sentinel.keys",
          V1_PUBLIC_KEY,
          "sentinel.jwks.uri",
          "sentinel.jwks.refresh-interval",
          "sentinel.jwks.unknown-key-interval",
          "sentinel.jwks.stale-limit",
          "sentinel.jwks.snapshot-file",
          "sentinel.issuer",
          "sentinel.audience",
          "sentinel.authorized-parties",
          "sentinel.scopes",
          "sentinel.algorithms",
          "sentinel.required-claims",
          "sentinel.clock-skew",
          "sentinel.max-lifetime",
          "sentinel.max-token-length",
          "sentinel.cache.size",
          "sentinel.cache.ttl",
          "sentinel.inbound.bare-token",
          "sentinel.realm",
          "sentinel.error-detail",
          "sentinel.startup",
          "sentinel.crypto.provider",
          "sentinel.http.connect-timeout",
          "sentinel.http.request-timeout",
          PROXY,
          PROXY_CREDENTIALS,
          TRUSTED_CERTIFICATES,
          "sentinel.client-id",
          CLIENT_SECRET,
          "sentinel.app-jwt.api-version",
          "sentinel.app-jwt.hosts",
          "sentinel.app-jwt.scheme",
          LOGIN + "account-id",
          LOGIN + "redirect-uri",
          LOGIN + "logout-path",
          LOGIN + "after-logout",
          LOGIN + "refresh-interval",
          LOGIN + "api-version",
          LOGIN + "pkce",
          LOGIN + "same-site");

  private static final Set<String> ALL_SET = Set.copyOf(ALL);

  private static final List<String> ROUTE_MEMBERS =
      List.of("path", "methods", "access", "scopes", "any-scope", "authorized-parties");

  private KnownKeys() {}

  static boolean isKnown(String key) {
    return ALL_SET.contains(key) || key.equals(CONFIG) || routeName(key) != null;
  }

  /**
   * Whether the value of this key is kept out of every message: a secret, or where one gets pasted
   * by mistake.
   */
  static boolean isUnprinted(String key) {
    return key.equals(CLIENT_SECRET) || key.equals(PROXY_CREDENTIALS) || key.equals(V1_PUBLIC_KEY);
  }

  /** The {@code NAME} of a {@code sentinel.route.NAME.member}; {@code null} for any other key. */
  static @Nullable String routeName(String key) {
    int dot = key.lastIndexOf('.');
    if (!key.startsWith(ROUTE)
        || dot <= ROUTE.length()
        || !ROUTE_MEMBERS.contains(key.substring(dot + 1))) {
      return null;
    }
    String name = key.substring(ROUTE.length(), dot);
    return name.chars().allMatch(KnownKeys::mayStandInName) ? name : null;
  }

  private static boolean mayStandInName(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }

  static String routeKey(String name, String member) {
    return ROUTE + name + "." + member;
  }

  static List<String> routeKeys(String name) {
    return ROUTE_MEMBERS.stream().map(member -> routeKey(name, member)).toList();
  }

  /** The environment variable for a key: upper case, every other character an underscore. */
  static String environmentVariable(String key) {
    StringBuilder name = new StringBuilder(key.toUpperCase(Locale.ROOT));
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) {
        name.setCharAt(i, '_');
      }
    }
    return name.toString();
  }

  /**
   * The route that only the environment knows: {@code send} for {@code SENTINEL_ROUTE_SEND_PATH};
   * {@code null} for any other variable.
   */
  static @Nullable String routeOfVariable(String variable) {
    String before = environmentVariable(ROUTE);
    String after = "_PATH";
    if (variable.length() <= before.length() + after.length()
        || !variable.startsWith(before)
        || !variable.endsWith(after)) {
      return null;
    }
    String name = variable.substring(before.length(), variable.length() - after.length());
    String lower = name.toLowerCase(Locale.ROOT);
    return environmentVariable(lower).equals(name) ? lower : null;
  }

  /**
   * The key of ours that somebody may have meant by one that doesn't begin with {@link #PREFIX}:
   * {@code sentinal.scopes}, {@code Sentinel.scopes}, {@code sentinel-scopes}; {@code null} for one
   * that is somebody else's.
   */
  static @Nullable String meantBy(String foreign) {
    String lower = foreign.toLowerCase(Locale.ROOT);
    int head = 0;
    while (head < lower.length() && Character.isLetter(lower.charAt(head))) {
      head++;
    }
    if (edits(lower.substring(0, head), WORD) <= MISSPELT) {
      int rest = head;
      while (rest < lower.length() && !Character.isLetterOrDigit(lower.charAt(rest))) {
        rest++;
      }
      String asWritten = PREFIX + foreign.substring(rest);
      return isKnown(asWritten) ? asWritten : nearest(PREFIX + lower.substring(rest));
    }
    // the dot may be all that is missing: sentinelScopes
    String letters = lettersOf(lower);
    return ALL.stream()
        .filter(known -> edits(letters, lettersOf(known)) <= 1)
        .findFirst()
        .orElse(null);
  }

  private static String lettersOf(String key) {
    return key.replaceAll("[^a-z0-9]", "");
  }

  /** The known key that is the fewest edits away from an unknown one. */
  static String nearest(String unknown) {
    Stream<String> candidates = Stream.concat(ALL.stream(), Stream.of(CONFIG));
    List<String> parts = List.of(unknown.split("\\.", -1));
    if (parts.size() > 2) {
      List<String> name = parts.subList(2, Math.max(3, parts.size() - 1));
      candidates = Stream.concat(candidates, routeKeys(routeNameLike(name)).stream());
    }
    return candidates
        .min(Comparator.comparingInt(known -> edits(unknown, known)))
        .orElseThrow(); // there are always candidates
  }

  /** A name that may stand in a key: {@code a-b} for {@code a.b}. */
  private static String routeNameLike(List<String> parts) {
    StringBuilder name = new StringBuilder();
    String.join("-", parts).chars().forEach(c -> name.append(mayStandInName(c) ? (char) c : '-'));
    return name.isEmpty() ? "NAME" : name.toString();
  }

  /** Levenshtein distance; of two swapped letters it makes two edits, which is near enough. */
  private static int edits(String a, String b) {
    List<Integer> row = new ArrayList<>();
    for (int j = 0; j <= b.length(); j++) {
      row.add(j);
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row.set(0, i);
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int fewest = Math.min(diagonal + change, Math.min(row.get(j), row.get(j - 1)) + 1);
        diagonal = row.set(j, fewest);
      }
    }
    return row.get(b.length());
  }
}
