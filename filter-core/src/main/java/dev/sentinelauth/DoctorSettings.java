package dev.sentinelauth;

import dev.sentinelauth.internal.settings.SettingDescriptor;
import dev.sentinelauth.internal.settings.Settings;
import dev.sentinelauth.internal.settings.SettingsFile;

/** What the doctor says of the settings in force: their values, where from, and what for. */
final class DoctorSettings {
  /** Where a setting comes from that is set nowhere. */
  static final String DEFAULT = "default";

  private final Settings settings;

  DoctorSettings(Settings settings) {
    this.settings = settings;
  }

  /** Adds those that are set somewhere, and those that aren't. */
  void addTo(DoctorReport report) {
    DoctorReport.Section set = report.section("settings", "Settings that are set");
    DoctorReport.Section byDefault = report.section("defaults", "Settings by default");
    for (SettingDescriptor<?> setting : SentinelSettings.ALL) {
      if (settings.isSet(setting)) {
        add(set, setting);
      } else if (!RouteReader.DECLARED.all().contains(setting)
          && !setting.name().equals(SettingsFile.LOCATION.name())) {
        byDefault.add(
            DoctorLine.info(setting.name(), plain(setting.byDefault()))
                .with("origin", DEFAULT)
                .with("meaning", plain(setting.meaning())));
      }
    }
    for (String route : settings.routeNames()) {
      RouteReader.DECLARED.all().forEach(setting -> add(set, setting.of(route)));
    }
  }

  private void add(DoctorReport.Section section, SettingDescriptor<?> setting) {
    if (settings.isSet(setting)) {
      String value = settings.shown(setting);
      String written = settings.written(setting);
      DoctorLine line =
          DoctorLine.info(setting.name(), value).with("origin", settings.origin(setting));
      section.add(
          (value.equals(written) ? line : line.with("written", written))
              .with("meaning", plain(setting.meaning())));
    }
  }

  /** Without what Markdown needs. */
  private static String plain(String markdown) {
    return markdown.replace("`", "");
  }
}
