package dev.sentinelauth;

import dev.sentinelauth.internal.settings.Problems;
import dev.sentinelauth.internal.settings.SettingNames;
import dev.sentinelauth.internal.settings.Settings;
import dev.sentinelauth.internal.settings.SettingsFile;
import dev.sentinelauth.internal.settings.SettingsLayer;
import dev.sentinelauth.internal.settings.SettingsSources;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The places where a configuration is looked for, once or again and again. */
final class ConfigSource {

  /**
   * Where a configuration was read, and what was found there.
   *
   * @param values what the settings that are set were read as, by key
   * @param fileIsEmpty whether no setting stands in the properties file
   */
  record Reading(ConfigSource source, Map<String, Object> values, boolean fileIsEmpty) {}

  private final List<SettingsLayer> parameters = new ArrayList<>();
  private Function<String, @Nullable InputStream> webResources = path -> null;
  private @Nullable ClassLoader classLoader;
  private @Nullable String givenOrigin;
  private @Nullable Properties given;
  private @Nullable Map<String, String> systemProperties;
  private Map<String, String> environment = System.getenv();

  /** Adds initialization parameters, which go after those added before. */
  void parameters(SettingsLayer layer) {
    parameters.add(layer);
  }

  void webResources(Function<String, @Nullable InputStream> webResources) {
    this.webResources = webResources;
  }

  void classLoader(@Nullable ClassLoader classLoader) {
    this.classLoader = classLoader;
  }

  /** In the place of a properties file. */
  void given(@Nullable String origin, @Nullable Properties properties) {
    this.givenOrigin = origin;
    this.given = properties;
  }

  void systemProperties(@Nullable Map<String, String> systemProperties) {
    this.systemProperties = systemProperties;
  }

  void environment(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The same places, for another thread and for good. That thread has no class loader in its
   * context, so the one that is there now goes with it.
   */
  ConfigSource asItIs() {
    ConfigSource copy = new ConfigSource();
    copy.parameters.addAll(parameters);
    copy.webResources = webResources;
    copy.classLoader = classLoader != null ? classLoader : contextClassLoader();
    copy.given(givenOrigin, given);
    copy.systemProperties = systemProperties;
    copy.environment = environment;
    return copy;
  }

  private static ClassLoader contextClassLoader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context != null ? context : ConfigSource.class.getClassLoader();
  }

  /**
   * Reads and checks everything.
   *
   * @throws ConfigurationException if anything is wrong; its message lists every problem
   */
  SentinelConfig load() {
    Problems problems = new Problems();
    SettingsSources sources =
        new SettingsSources(
            SentinelSettings.NAMES, parameters, systemProperties, environment, problems);
    SettingsLayer file =
        given != null && givenOrigin != null
            ? SettingsLayer.of(givenOrigin, given, problems)
            : sources.find(new SettingsFile(classLoader, webResources, problems));
    Settings settings = sources.read(file);
    SentinelConfig.All all = ConfigReader.read(settings);
    if (!problems.lines().isEmpty()) {
      throw new ConfigurationException(problems.lines());
    }
    boolean fileIsEmpty =
        file == null || file.values().keySet().stream().noneMatch(ConfigSource::isOurs);
    return new SentinelConfig(all, new Reading(this, settings.read(), fileIsEmpty));
  }

  private static boolean isOurs(String key) {
    return key.startsWith(SettingNames.PREFIX);
  }

  /**
   * Whether others of the same web application say the same, now and after any change: the
   * parameters are what two filters of one application can have of their own.
   */
  @SuppressWarnings("ReferenceEquality") // properties that are equal now need not stay so
  boolean isSameAs(ConfigSource other) {
    return given == other.given && settings().equals(other.settings());
  }

  /** The parameters that are settings, as they hold. */
  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    for (SettingsLayer layer : parameters) {
      layer
          .values()
          .forEach(
              (key, value) -> {
                if (isOurs(key)) {
                  settings.putIfAbsent(key, value);
                }
              });
    }
    return settings;
  }
}
