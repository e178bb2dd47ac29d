package dev.sentinelauth.internal.settings;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Settings that come from one place.
 *
 * @param origin that place, for messages
 * @param values all its keys, ours or not
 */
public record SettingsLayer(String origin, Map<String, String> values) {

  /**
   * The keys of a {@link Properties} object with its defaults; a value that is no string is a
   * problem.
   */
  public static SettingsLayer of(String origin, Properties properties, Problems problems) {
    Map<String, String> values = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      values.put(key, properties.getProperty(key));
    }
    properties.forEach(
        (key, value) -> {
          // Properties hides such an entry, and a default would silently stand in its place.
          if (key instanceof String name
              && name.startsWith(SettingNames.PREFIX)
              && !(value instanceof String)) {
            problems.add(name, origin, "expected a string, but it is an object of another type");
          }
        });
    return new SettingsLayer(origin, values);
  }

  /** The place alone: values may be secret. */
  @Override
  public String toString() {
    return origin;
  }
}
