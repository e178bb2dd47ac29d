package dev.sentinelauth.internal.settings;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where settings came from, and none of their values. It is about people who look for the place of
 * a setting: two configurations are equal where their settings are, wherever those stand.
 */
public final class Origins {
  private final String file;
  private final Map<String, Set<String>> others = new TreeMap<>();

  /**
   * @param file the lowest place
   * @param found the settings of all places
   */
  Origins(String file, Collection<Setting> found) {
    this.file = file;
    for (Setting setting : found) {
      if (!setting.origin().equals(file)) {
        others.computeIfAbsent(kind(setting.origin()), any -> new TreeSet<>()).add(setting.key());
      }
    }
  }

  /** The variable's name says no more than that of the key. */
  private static String kind(String origin) {
    return origin.startsWith(SettingsSources.VARIABLE) ? SettingsSources.VARIABLE : origin;
  }

  /** The properties file, or what stands in its place. */
  public String file() {
    return file;
  }

  /** The keys that were found elsewhere, by the kind of place. */
  public Map<String, Set<String>> others() {
    return others;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Origins;
  }

  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return file + " " + others;
  }
}
