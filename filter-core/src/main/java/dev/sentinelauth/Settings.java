package dev.sentinelauth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings that were found, read by key and type. What does not fit becomes one of the {@link
 * Problems}, and the default stands in for it, so that reading goes on to the next problem.
 *
 * <p>Parsers throw {@link InvalidValueException}.
 */
final class Settings {
  private static final String NOT_SET = "not set";

  private final Map<String, Setting> found;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final References references;
  private final Problems problems;
  private final boolean complete;

  /**
   * Resolves what the settings refer to.
   *
   * @param found the settings by key
   * @param references resolves what their values refer to
   * @param problems where to add what is wrong
   * @param complete whether all places could be read; if not, what is missing may well stand there
   */
  Settings(Map<String, Setting> found, References references, Problems problems, boolean complete) {
    this.complete = complete;
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

  /** Whether the key stands somewhere, be its value good or bad. */
  boolean isSet(String key) {
    return found.containsKey(key);
  }

  /** Adds a problem if the key stands nowhere. */
  void require(String key, String text) {
    if (complete && !isSet(key)) {
      problem(key, text);
    }
  }

  /** The names of all routes of which any member is set, in alphabetical order. */
  Set<String> routeNames() {
    Set<String> names = new TreeSet<>();
    for (String key : found.keySet()) {
      String name = KnownKeys.routeName(key);
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  /** The keys that are set and begin with a prefix. */
  List<String> keysUnder(String prefix) {
    return found.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  /** The value, or {@code null} where it isn't set or doesn't fit. */
  <T> @Nullable T find(String key, Function<String, T> parser) {
    String value = values.get(key);
    if (value == null) {
      return null;
    }
    try {
      return parser.apply(value.strip());
    } catch (InvalidValueException invalid) {
      invalid(setting(key), value, invalid);
      return null;
    }
  }

  <T> T get(String key, T fallback, Function<String, T> parser) {
    T value = find(key, parser);
    return value == null ? fallback : value;
  }

  /** The elements of a comma-separated list, in their order and each once. */
  <T> Set<T> list(String key, List<T> fallback, Function<String, T> parser) {
    String value = values.get(key);
    if (value == null) {
      return Collections.unmodifiableSet(new LinkedHashSet<>(fallback));
    }
    Set<T> elements = new LinkedHashSet<>();
    for (String element : value.split(",", -1)) {
      try {
        if (element.isBlank()) {
          throw new InvalidValueException("a comma-separated list without empty elements");
        }
        elements.add(parser.apply(element.strip()));
      } catch (InvalidValueException invalid) {
        invalid(setting(key), element.isBlank() ? value : element.strip(), invalid);
      }
    }
    return Collections.unmodifiableSet(elements);
  }

  /** A secret; where a reference stands in it, it can be read again. */
  @Nullable Secret secret(String key) {
    String value = values.get(key);
    if (value == null) {
      return null;
    }
    Setting setting = setting(key);
    try {
      Secret.parse(value);
    } catch (InvalidValueException invalid) {
      invalid(setting, value, invalid);
      return null;
    }
    if (value.equals(setting.written())) {
      return new Secret(value, () -> value);
    }
    // The check again: while a file is being replaced it may be empty for a moment.
    return new Secret(value, () -> Secret.parse(references.resolve(setting.written())));
  }

  /** Adds a problem of a key, set or not. The text must be safe to show. */
  void problem(String key, String text) {
    Setting setting = found.get(key);
    problems.add(key, setting == null ? NOT_SET : setting.origin(), text);
  }

  /** Where a key's value came from. */
  String origin(String key) {
    Setting setting = found.get(key);
    return setting == null ? NOT_SET : setting.origin();
  }

  private Setting setting(String key) {
    Setting setting = found.get(key);
    if (setting == null) {
      throw new IllegalStateException(key);
    }
    return setting;
  }

  private void invalid(Setting setting, String offending, InvalidValueException invalid) {
    String expected = "expected " + invalid.getMessage();
    if (KnownKeys.isUnprinted(setting.key())) {
      problem(setting.key(), expected);
      return;
    }
    // What a reference stands for may be a secret, whatever the key.
    String shown = setting.written().contains("${") ? setting.written() : offending;
    problem(setting.key(), expected + ", but it is " + Problems.quoted(shown));
  }
}
