package dev.sentinelauth.internal.settings;

import dev.sentinelauth.internal.settings.SettingDescriptor.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one kind, declared one by one, in the order in which they are documented.
 * Whatever is declared in one is known, looked for and documented: nothing lists the names again.
 */
public final class SettingGroup {
  private final String prefix;
  private final List<SettingDescriptor<?>> declared = new ArrayList<>();

  /**
   * @param prefix what the names of all of them begin with
   */
  public SettingGroup(String prefix) {
    this.prefix = prefix;
  }

  /** Those that were declared so far. */
  public List<SettingDescriptor<?>> all() {
    return List.copyOf(declared);
  }

  /**
   * Declares a setting with a default.
   *
   * @param name without the prefix
   * @param byDefault as somebody would write it
   */
  public <T> SettingDescriptor<T> setting(
      String name, Grammar<T> grammar, String byDefault, String meaning, Trait... traits) {
    return declare(name, grammar, grammar.parse(byDefault), "`" + byDefault + "`", meaning, traits);
  }

  /**
   * Declares one of which nothing holds where it isn't set, or what other things decide.
   *
   * @param byDefault says what holds, in Markdown
   */
  public <T> SettingDescriptor<T> optional(
      String name, Grammar<T> grammar, String byDefault, String meaning, Trait... traits) {
    return declare(name, grammar, null, byDefault, meaning, traits);
  }

  /** Declares a list that is empty where it isn't set. */
  public <T> SettingDescriptor<Set<T>> list(
      String name, Grammar<Set<T>> grammar, String byDefault, String meaning) {
    return declare(name, grammar, Set.of(), byDefault, meaning);
  }

  private <T> SettingDescriptor<T> declare(
      String name,
      Grammar<T> grammar,
      @Nullable T fallback,
      String byDefault,
      String meaning,
      Trait... traits) {
    SettingDescriptor<T> descriptor =
        new SettingDescriptor<>(
            prefix + name, grammar, fallback, byDefault, meaning, Set.of(traits));
    declared.add(descriptor);
    return descriptor;
  }
}
