package dev.sentinelauth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The places where settings stand, highest first, and what is found when they are laid over each
 * other.
 */
final class SettingsSources {
  static final String SYSTEM = "system property";

  private final List<SettingsLayer> aboveEnvironment;
  private final Map<String, String> environment;

  SettingsSources(
      List<SettingsLayer> parameters,
      Map<String, String> systemProperties,
      Map<String, String> environment) {
    aboveEnvironment = new ArrayList<>(parameters);
    aboveEnvironment.add(new SettingsLayer(SYSTEM, systemProperties));
    this.environment = environment;
  }

  /** The setting as found above the properties file; {@code null} where it isn't. */
  @Nullable Setting find(String key) {
    for (SettingsLayer layer : aboveEnvironment) {
      String value = layer.values().get(key);
      if (value != null) {
        return new Setting(key, value, layer.origin());
      }
    }
    String variable = KnownKeys.environmentVariable(key);
    String value = environment.get(variable);
    return value == null ? null : new Setting(key, value, "environment variable " + variable);
  }

  /**
   * All known settings, each from the highest place that has it. Keys of ours that are not known
   * are problems, wherever they stand but in the environment, which is shared with others.
   *
   * @param file the lowest place; {@code null} where it can't be read
   */
  Map<String, Setting> collect(@Nullable SettingsLayer file, Problems problems) {
    List<SettingsLayer> layers = new ArrayList<>(aboveEnvironment);
    if (file != null) {
      layers.add(file);
    }
    TreeSet<String> routes = new TreeSet<>();
    for (SettingsLayer layer : layers) {
      for (String key : new TreeSet<>(layer.values().keySet())) {
        String route = KnownKeys.routeName(key);
        if (route != null) {
          routes.add(route);
        } else if (key.startsWith(KnownKeys.PREFIX) && !KnownKeys.isKnown(key)) {
          // Without the value: this may be a misspelt secret.
          problems.add(
              key,
              layer.origin(),
              "expected a known key; did you mean " + Problems.shown(KnownKeys.nearest(key)) + "?");
        }
      }
    }
    if (file != null) {
      refuseMisspeltPrefixes(file, problems);
    }
    if (file != null && file.values().containsKey(KnownKeys.CONFIG)) {
      problems.add(
          KnownKeys.CONFIG,
          file.origin(),
          "expected outside of the settings that it names: a parameter, a system property, or the"
              + " environment variable SENTINEL_CONFIG");
    }
    routes.addAll(routesOfEnvironment(routes));
    Map<String, Setting> found = new LinkedHashMap<>();
    List<String> keys = new ArrayList<>(KnownKeys.ALL);
    routes.forEach(route -> keys.addAll(KnownKeys.routeKeys(route)));
    for (String key : keys) {
      Setting setting = find(key);
      String inFile = file == null ? null : file.values().get(key);
      if (setting != null) {
        found.put(key, setting);
      } else if (file != null && inFile != null) {
        found.put(key, new Setting(key, inFile, file.origin()));
      }
    }
    return found;
  }

  /** The file is ours, while parameters and system properties are shared with others. */
  private static void refuseMisspeltPrefixes(SettingsLayer file, Problems problems) {
    for (String key : new TreeSet<>(file.values().keySet())) {
      String meant = key.startsWith(KnownKeys.PREFIX) ? null : KnownKeys.meantBy(key);
      if (meant != null) {
        // Without the value, as above.
        problems.add(
            key,
            file.origin(),
            "expected a key that begins with sentinel.; did you mean "
                + Problems.shown(meant)
                + "?");
      }
    }
  }

  /** The routes that are named nowhere else; a variable of one that is belongs to that one. */
  private Set<String> routesOfEnvironment(Set<String> named) {
    Set<String> taken = new TreeSet<>();
    named.forEach(
        name -> taken.add(KnownKeys.environmentVariable(KnownKeys.routeKey(name, "path"))));
    Set<String> routes = new TreeSet<>();
    for (String variable : environment.keySet()) {
      String name = KnownKeys.routeOfVariable(variable);
      if (name != null && !taken.contains(variable)) {
        routes.add(name);
      }
    }
    return routes;
  }
}
