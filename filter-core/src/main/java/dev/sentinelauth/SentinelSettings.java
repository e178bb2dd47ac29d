package dev.sentinelauth;

import dev.sentinelauth.internal.settings.SettingDescriptor;
import dev.sentinelauth.internal.settings.SettingGroup;
import dev.sentinelauth.internal.settings.SettingNames;
import dev.sentinelauth.internal.settings.SettingsFile;
import java.util.ArrayList;
import java.util.List;

/**
 * All settings there are. Each is declared beside what reads its kind: to add one, declare it, read
 * it there, and paste the table that a test then prints into the documentation.
 */
final class SentinelSettings {

  /** In the order in which they are documented. */
  static final List<SettingDescriptor<?>> ALL = all();

  static final SettingNames NAMES = new SettingNames(ALL);

  private SentinelSettings() {}

  private static List<SettingDescriptor<?>> all() {
    List<SettingDescriptor<?>> all = new ArrayList<>();
    all.add(SettingsFile.LOCATION);
    for (SettingGroup kind :
        List.of(
            ReloadReader.DECLARED,
            RemoteReader.DECLARED,
            KeysReader.DECLARED,
            PolicyReader.DECLARED,
            WebReader.DECLARED,
            NetworkReader.DECLARED,
            ClientReader.DECLARED,
            LoginReader.DECLARED,
            RouteReader.DECLARED)) {
      all.addAll(kind.all());
    }
    return List.copyOf(all);
  }
}
