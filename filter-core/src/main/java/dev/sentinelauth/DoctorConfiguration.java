package dev.sentinelauth;

import dev.sentinelauth.internal.settings.Problems;
import dev.sentinelauth.internal.settings.Settings;
import dev.sentinelauth.internal.settings.SettingsFile;
import dev.sentinelauth.internal.settings.SettingsLayer;
import dev.sentinelauth.internal.settings.SettingsSources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as the doctor reads it: by the same code as an application, and kept together
 * with where everything came from, and with what is wrong.
 *
 * @param config {@code null} where something is wrong
 * @param problems one line each, safe to show
 */
record DoctorConfiguration(
    Path file, Settings settings, List<DoctorLine> problems, @Nullable SentinelConfig config) {

  /** Names the file, above everything: that it is the one is what the user said. */
  private static final String ORIGIN = "command line";

  /** Reads the file, and what goes before it in this process. */
  static DoctorConfiguration read(Path file, DoctorTerminal terminal) {
    return read(file, terminal, Map.of());
  }

  /**
   * Reads them with other values for some settings.
   *
   * @param instead values by names
   */
  static DoctorConfiguration read(Path file, DoctorTerminal terminal, Map<String, String> instead) {
    Problems problems = new Problems();
    SettingsLayer named =
        new SettingsLayer(ORIGIN, Map.of(SettingsFile.LOCATION.name(), file.toString()));
    SettingsSources sources =
        new SettingsSources(
            SentinelSettings.NAMES,
            List.of(new SettingsLayer(ORIGIN, instead), named),
            terminal.systemProperties(),
            terminal.environment(),
            problems);
    SettingsLayer layer = sources.find(new SettingsFile(null, path -> null, problems));
    Settings settings = sources.read(layer);
    SentinelConfig.All all = ConfigReader.read(settings);
    ConfigSource.Reading reading =
        new ConfigSource.Reading(new ConfigSource(), settings.read(), false);
    List<String> lines = problems.lines();
    return new DoctorConfiguration(
        file,
        settings,
        lines.stream().map(DoctorConfiguration::problem).toList(),
        lines.isEmpty() ? new SentinelConfig(unwatched(all), reading) : null);
  }

  /** All of it as it is now, whatever is changed while it is looked at. */
  private static SentinelConfig.All unwatched(SentinelConfig.All all) {
    return new SentinelConfig.All(
        all.remote(),
        all.keys(),
        all.policy(),
        all.cryptoProvider(),
        all.web(),
        all.client(),
        all.login(),
        null,
        all.origins());
  }

  /** {@code key (origin): what was expected}. */
  private static DoctorLine problem(String line) {
    int key = line.indexOf(" (");
    int text = line.indexOf("): ");
    return key < 0 || text < key
        ? DoctorLine.failed("configuration", line, null)
        : DoctorLine.failed(line.substring(0, key), line.substring(text + 3), null)
            .with("origin", line.substring(key + 2, text));
  }
}
