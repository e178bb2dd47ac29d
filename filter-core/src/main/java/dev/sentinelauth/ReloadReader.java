package dev.sentinelauth;

import static dev.sentinelauth.internal.settings.SettingDescriptor.Trait.AT_START;

import dev.sentinelauth.internal.settings.Durations;
import dev.sentinelauth.internal.settings.SettingDescriptor;
import dev.sentinelauth.internal.settings.SettingGroup;
import dev.sentinelauth.internal.settings.SettingNames;
import dev.sentinelauth.internal.settings.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether settings are read again while the application runs: the setting, and how it is read. */
final class ReloadReader {
  static final SettingGroup DECLARED = new SettingGroup(SettingNames.PREFIX + "config.");

  /**
   * A change of it takes a restart: a file that is half written must not be able to end the
   * watching, which is what would notice the other half.
   */
  static final SettingDescriptor<Duration> RELOAD =
      DECLARED.optional(
          "reload",
          Durations.from(Durations.SHORTEST_INTERVAL),
          "off",
          "all settings, and what `${file:…}` names, are read again this often, and a good new"
              + " configuration takes over; see \"Settings without a restart\"",
          AT_START);

  private ReloadReader() {}

  /** {@code null} where they are not. */
  static @Nullable Duration read(Settings settings) {
    return settings.find(RELOAD);
  }
}
