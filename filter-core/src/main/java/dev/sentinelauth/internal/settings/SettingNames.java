package dev.sentinelauth.internal.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names of the settings that there are: which is known, which of the known ones somebody may
 * have meant, and what they are called in the environment.
 */
public final class SettingNames {
  /** What all of them begin with. */
  public static final String PREFIX = "sentinel.";

  private static final String WORD = "sentinel";

  /** So many edits make a misspelling of the word, and not yet another word: a swap takes two. */
  private static final int MISSPELT = 2;

  private static final String ROUTE = PREFIX + "route.";
  private static final String PATH_VARIABLE = "_PATH";

  /** Every one but those of routes and the one that names the file. */
  private final Map<String, SettingDescriptor<?>> plain = new LinkedHashMap<>();

  /** Those of routes, by what follows the route's name. */
  private final Map<String, SettingDescriptor<?>> ofRoutes = new LinkedHashMap<>();

  public SettingNames(Collection<SettingDescriptor<?>> all) {
    for (SettingDescriptor<?> setting : all) {
      String name = setting.name();
      if (name.startsWith(ROUTE)) {
        ofRoutes.put(name.substring(name.lastIndexOf('.') + 1), setting);
      } else if (!name.equals(SettingsFile.LOCATION.name())) {
        plain.put(name, setting);
      }
    }
  }

  /** The keys under which settings are looked for, with those of these routes. */
  public List<String> keys(Collection<String> routes) {
    List<String> keys = new ArrayList<>(plain.keySet());
    routes.forEach(route -> keys.addAll(keysOfRoute(route)));
    return keys;
  }

  public boolean isKnown(String key) {
    return plain.containsKey(key)
        || key.equals(SettingsFile.LOCATION.name())
        || routeName(key) != null;
  }

  /** Whether the value of this key is kept out of every message. */
  public boolean isSecret(String key) {
    SettingDescriptor<?> setting = plain.get(key);
    return setting != null && setting.isSecret();
  }

  /** The {@code NAME} of a {@code sentinel.route.NAME.member}; {@code null} for any other key. */
  @Nullable String routeName(String key) {
    int dot = key.lastIndexOf('.');
    if (!key.startsWith(ROUTE)
        || dot <= ROUTE.length()
        || !ofRoutes.containsKey(key.substring(dot + 1))) {
      return null;
    }
    String name = key.substring(ROUTE.length(), dot);
    return name.chars().allMatch(SettingNames::mayStandInName) ? name : null;
  }

  private static boolean mayStandInName(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }

  private List<String> keysOfRoute(String name) {
    return ofRoutes.values().stream().map(setting -> setting.of(name).name()).toList();
  }

  /** The environment variable for a key: upper case, every other character an underscore. */
  public static String environmentVariable(String key) {
    StringBuilder name = new StringBuilder(key.toUpperCase(Locale.ROOT));
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) {
        name.setCharAt(i, '_');
      }
    }
    return name.toString();
  }

  /** The variable that makes a route known: {@code SENTINEL_ROUTE_SEND_PATH} for {@code send}. */
  static String variableOfRoute(String name) {
    return environmentVariable(ROUTE + name) + PATH_VARIABLE;
  }

  /**
   * The route that only the environment knows: {@code send} for {@code SENTINEL_ROUTE_SEND_PATH};
   * {@code null} for any other variable.
   */
  static @Nullable String routeOfVariable(String variable) {
    String before = environmentVariable(ROUTE);
    if (variable.length() <= before.length() + PATH_VARIABLE.length()
        || !variable.startsWith(before)
        || !variable.endsWith(PATH_VARIABLE)) {
      return null;
    }
    String lower =
        variable
            .substring(before.length(), variable.length() - PATH_VARIABLE.length())
            .toLowerCase(Locale.ROOT);
    return variableOfRoute(lower).equals(variable) ? lower : null;
  }

  /**
   * The key of ours that somebody may have meant by one that doesn't begin with {@link #PREFIX}:
   * {@code sentinal.scopes}, {@code Sentinel.scopes}, {@code sentinel-scopes}; {@code null} for one
   * that is somebody else's.
   */
  @Nullable String meantBy(String foreign) {
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
    return plain.keySet().stream()
        .filter(known -> edits(letters, lettersOf(known)) <= 1)
        .findFirst()
        .orElse(null);
  }

  private static String lettersOf(String key) {
    return key.replaceAll("[^a-z0-9]", "");
  }

  /** The known key that is the fewest edits away from an unknown one. */
  String nearest(String unknown) {
    Stream<String> candidates =
        Stream.concat(plain.keySet().stream(), Stream.of(SettingsFile.LOCATION.name()));
    List<String> parts = List.of(unknown.split("\\.", -1));
    if (parts.size() > 2) {
      List<String> name = parts.subList(2, Math.max(3, parts.size() - 1));
      candidates = Stream.concat(candidates, keysOfRoute(routeNameLike(name)).stream());
    }
    return candidates
        .min(Comparator.comparingInt(known -> edits(unknown, known)))
        .orElseThrow(); // there are always candidates
  }

  /** A name that may stand in a key: {@code a-b} for {@code a.b}. */
  private static String routeNameLike(List<String> parts) {
    StringBuilder name = new StringBuilder();
    String.join("-", parts).chars().forEach(c -> name.append(mayStandInName(c) ? (char) c : '-'));
    return name.isEmpty() ? SettingDescriptor.PLACEHOLDER : name.toString();
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
