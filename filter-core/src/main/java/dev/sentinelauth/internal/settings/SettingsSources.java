package dev.sentinelauth.internal.settings;

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
public final class SettingsSources {
  static final String SYSTEM = "system property";
  static final String VARIABLE = "environment variable";

  private final SettingNames names;
  private final List<SettingsLayer> aboveEnvironment;
  private final Map<String, String> environment;
  private final References references;
  private final Problems problems;

  /**
   * @param names of the settings that there are
   * @param systemProperties {@code null} for those of this JVM
   * @param problems where to add what is wrong
   */
  public SettingsSources(
      SettingNames names,
      List<SettingsLayer> parameters,
      @Nullable Map<String, String> systemProperties,
      Map<String, String> environment,
      Problems problems) {
    this.names = names;
    aboveEnvironment = new ArrayList<>(parameters);
    aboveEnvironment.add(
        systemProperties != null
            ? new SettingsLayer(SYSTEM, systemProperties)
            : SettingsLayer.of(SYSTEM, System.getProperties(), problems));
    this.environment = environment;
    references =
        new References(
            environment::get,
            systemProperties != null ? systemProperties::get : System::getProperty);
    this.problems = problems;
  }

  /** The properties file that is named above it, or stands where it does by default. */
  public @Nullable SettingsLayer find(SettingsFile file) {
    return file.find(find(SettingsFile.LOCATION.name()), references);
  }

  /**
   * All known settings, each from the highest place that has it.
   *
   * @param file the lowest place; {@code null} where it can't be read
   */
  public Settings read(@Nullable SettingsLayer file) {
    return new Settings(names, collect(file), references, problems, file);
  }

  /** The setting as found above the properties file; {@code null} where it isn't. */
  private @Nullable Setting find(String key) {
    for (SettingsLayer layer : aboveEnvironment) {
      String value = layer.values().get(key);
      if (value != null) {
        return new Setting(key, value, layer.origin());
      }
    }
    String variable = SettingNames.environmentVariable(key);
    String value = environment.get(variable);
    return value == null ? null : new Setting(key, value, VARIABLE + " " + variable);
  }

  /**
   * Keys of ours that are not known are problems, wherever they stand but in the environment, which
   * is shared with others.
   */
  private Map<String, Setting> collect(@Nullable SettingsLayer file) {
    List<SettingsLayer> layers = new ArrayList<>(aboveEnvironment);
    if (file != null) {
      layers.add(file);
    }
    TreeSet<String> routes = new TreeSet<>();
    for (SettingsLayer layer : layers) {
      for (String key : new TreeSet<>(layer.values().keySet())) {
        String route = names.routeName(key);
        if (route != null) {
          routes.add(route);
        } else if (key.startsWith(SettingNames.PREFIX) && !names.isKnown(key)) {
          // Without the value: this may be a misspelt secret.
          problems.add(
              key,
              layer.origin(),
              "expected a known key; did you mean " + Problems.shown(names.nearest(key)) + "?");
        }
      }
    }
    if (file != null) {
      refuseMisspeltPrefixes(file);
    }
    if (file != null && file.values().containsKey(SettingsFile.LOCATION.name())) {
      problems.add(
          SettingsFile.LOCATION.name(),
          file.origin(),
          "expected outside of the settings that it names: a parameter, a system property, or the"
              + " environment variable "
              + SettingNames.environmentVariable(SettingsFile.LOCATION.name()));
    }
    routes.addAll(routesOfEnvironment(routes));
    Map<String, Setting> found = new LinkedHashMap<>();
    for (String key : names.keys(routes)) {
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
  private void refuseMisspeltPrefixes(SettingsLayer file) {
    for (String key : new TreeSet<>(file.values().keySet())) {
      String meant = key.startsWith(SettingNames.PREFIX) ? null : names.meantBy(key);
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
    named.forEach(name -> taken.add(SettingNames.variableOfRoute(name)));
    Set<String> routes = new TreeSet<>();
    for (String variable : environment.keySet()) {
      String name = SettingNames.routeOfVariable(variable);
      if (name != null && !taken.contains(variable)) {
        routes.add(name);
      }
    }
    return routes;
  }
}
