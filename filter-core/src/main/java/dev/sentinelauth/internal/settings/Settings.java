package dev.sentinelauth.internal.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The settings that were found, read as their {@linkplain SettingDescriptor descriptors} say. What
 * does not fit becomes one of the {@link Problems}, and the default stands in for it, so that
 * reading goes on to the next problem.
 */
public final class Settings {
  private static final String NOT_SET = "not set";

  private final SettingNames names;
  private final Map<String, Setting> found;
  private final Map<String, String> values = new LinkedHashMap<>();

  /** What was read, by key. */
  private final Map<String, Object> read = new TreeMap<>();

  private final References references;
  private final Problems problems;
  private final boolean complete;
  private final Origins origins;

  /**
   * @param names of those that there are
   * @param found the settings by key
   * @param references resolves what their values refer to
   * @param problems where to add what is wrong
   * @param file the lowest place; {@code null} where it can't be read, and then what is missing may
   *     well stand there
   */
  Settings(
      SettingNames names,
      Map<String, Setting> found,
      References references,
      Problems problems,
      @Nullable SettingsLayer file) {
    this.names = names;
    this.complete = file != null;
    this.origins = new Origins(file == null ? "" : file.origin(), found.values());
    this.found = found;
    this.references = references;
    this.problems = problems;
    for (Setting setting : found.values()) {
      try {
        String value = references.resolve(setting.written());
        if (value.isBlank()) {
          problem(
              setting.key(),
              "expected a value, but it is blank; leave the key out for the default");
        } else {
          values.put(setting.key(), value);
        }
      } catch (InvalidValueException unresolved) {
        invalid(setting, setting.written(), unresolved);
      }
    }
  }

  /** Whether it stands somewhere, be its value good or bad. */
  public boolean isSet(SettingDescriptor<?> setting) {
    return found.containsKey(setting.name());
  }

  /** Adds a problem if it stands nowhere. */
  public void require(SettingDescriptor<?> setting, String text) {
    if (complete && !isSet(setting)) {
      problem(setting, text);
    }
  }

  /** The names of all routes of which any member is set, in alphabetical order. */
  public Set<String> routeNames() {
    Set<String> routes = new TreeSet<>();
    for (String key : found.keySet()) {
      String route = names.routeName(key);
      if (route != null) {
        routes.add(route);
      }
    }
    return routes;
  }

  /** Those of a kind that are set. */
  public List<SettingDescriptor<?>> setOnes(SettingGroup kind) {
    return kind.all().stream().filter(setting -> isSet(setting)).toList();
  }

  /** The value, or {@code null} where it isn't set or doesn't fit. */
  public <T> @Nullable T find(SettingDescriptor<T> setting) {
    String key = setting.name();
    String value = values.get(key);
    if (value == null) {
      return null;
    }
    T parsed =
        setting
            .grammar()
            .reader()
            .read(value, (offending, fault) -> invalid(found(key), offending, fault));
    if (parsed != null && !parsed.equals(setting.fallback())) {
      read.put(key, setting.isSecret() ? new Secret(value, () -> value) : parsed);
    }
    return parsed;
  }

  /**
   * What the settings were read as that are set, and not to their default, by key: equal where they
   * mean the same. Of secret ones a {@link Secret}.
   */
  public Map<String, Object> read() {
    return Map.copyOf(read);
  }

  /** The value, or the default where it isn't set or doesn't fit. */
  public <T> T get(SettingDescriptor<T> setting) {
    T value = find(setting);
    return value != null ? value : Objects.requireNonNull(setting.fallback(), setting.name());
  }

  /** A secret; where a reference stands in it, it can be read again. */
  public @Nullable Secret secret(SettingDescriptor<String> setting) {
    String value = find(setting);
    if (value == null) {
      return null;
    }
    String written = found(setting.name()).written();
    if (value.equals(written)) {
      return new Secret(value, () -> value);
    }
    // The check again: while a file is being replaced it may be empty for a moment.
    return new Secret(value, () -> setting.grammar().parse(references.resolve(written)));
  }

  /**
   * The value of a setting that is set, for who may see the configuration: of a secret only that it
   * is there; what references stand for only where it fits.
   */
  public String shown(SettingDescriptor<?> setting) {
    if (setting.isSecret()) {
      return "(set)";
    }
    String value = values.get(setting.name());
    return Problems.masked(
        value != null && setting.grammar().takesValue(value) ? value : written(setting));
  }

  /** The same before references are resolved. */
  public String written(SettingDescriptor<?> setting) {
    return setting.isSecret() ? "(set)" : Problems.masked(found(setting.name()).written());
  }

  /** Adds a problem of a setting, set or not. The text must be safe to show. */
  public void problem(SettingDescriptor<?> setting, String text) {
    problem(setting.name(), text);
  }

  private void problem(String key, String text) {
    problems.add(key, origin(key), text);
  }

  /** Where all of them came from. */
  public Origins origins() {
    return origins;
  }

  /** Where its value came from. */
  public String origin(SettingDescriptor<?> setting) {
    return origin(setting.name());
  }

  private String origin(String key) {
    Setting setting = found.get(key);
    return setting == null ? NOT_SET : setting.origin();
  }

  private Setting found(String key) {
    Setting setting = found.get(key);
    if (setting == null) {
      throw new IllegalStateException(key);
    }
    return setting;
  }

  private void invalid(Setting setting, String offending, InvalidValueException invalid) {
    String expected = "expected " + invalid.getMessage();
    if (names.isSecret(setting.key())) {
      problem(setting.key(), expected);
      return;
    }
    // What a reference stands for may be a secret, whatever the key.
    String shown = setting.written().contains("${") ? setting.written() : offending;
    problem(setting.key(), expected + ", but it is " + Problems.quoted(shown));
  }
}
