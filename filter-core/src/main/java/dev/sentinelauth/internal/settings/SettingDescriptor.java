package dev.sentinelauth.internal.settings;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a setting is. The reader, the check for unknown keys, the messages and the documentation all
 * take it from here.
 *
 * @param <T> what its value is read as
 * @param name the whole key; in those of routes, {@link #PLACEHOLDER} stands for the route's name
 * @param fallback what holds where it isn't set, unless that depends on other things
 * @param byDefault the same for the documentation, in Markdown
 * @param meaning in one line, for the documentation, in Markdown
 */
public record SettingDescriptor<T>(
    String name,
    Grammar<T> grammar,
    @Nullable T fallback,
    String byDefault,
    String meaning,
    Set<Trait> traits) {

  /** Stands for the name of a route. */
  public static final String PLACEHOLDER = "NAME";

  /** What only some settings are. */
  public enum Trait {
    /** Its value is in no message: a secret, or where one gets pasted by mistake. */
    SECRET,
    /** What its references stand for is read again where it was refused, without being watched. */
    READ_AGAIN,
    /** A change has no effect before the next start, also where the settings are watched. */
    AT_START
  }

  /** Whether its value is kept out of every message. */
  public boolean isSecret() {
    return traits.contains(Trait.SECRET);
  }

  /** Whether a new value of what it refers to is found where the old one was refused. */
  public boolean isReadAgain() {
    return traits.contains(Trait.READ_AGAIN);
  }

  /** Whether a change has no effect before the next start, also where settings are watched. */
  public boolean needsRestart() {
    return traits.contains(Trait.AT_START);
  }

  /** The same setting of a route. */
  public SettingDescriptor<T> of(String route) {
    return new SettingDescriptor<>(
        name.replace(PLACEHOLDER, route), grammar, fallback, byDefault, meaning, traits);
  }

  /** The same setting, where more is known of what it may be. */
  public <U> SettingDescriptor<U> taking(Grammar<U> narrower) {
    return new SettingDescriptor<>(name, narrower, null, byDefault, meaning, traits);
  }

  @Override
  public String toString() {
    return name;
  }
}
