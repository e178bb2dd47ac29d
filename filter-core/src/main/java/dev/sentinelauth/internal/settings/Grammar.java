package dev.sentinelauth.internal.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a setting takes: how its value is read, and how that is said to those who write it.
 *
 * @param <T> what a value is read as
 * @param takes for the documentation, in Markdown
 */
public record Grammar<T>(Reader<T> reader, String takes) {

  /** Where a reader tells what doesn't fit. */
  interface Faults {

    /**
     * Adds one.
     *
     * @param offending the value, or the part of it that doesn't fit
     * @param fault says what was expected
     */
    void add(String offending, InvalidValueException fault);
  }

  /** Reads a value as it was found, with white space around it. */
  interface Reader<T> {

    /**
     * What the value stands for; {@code null} if it doesn't fit. After a fault, what comes out is
     * for finding further problems only.
     */
    @Nullable T read(String value, Faults faults);
  }

  /** A single value, around which white space means nothing. */
  public static <T> Grammar<T> of(Function<String, T> parser, String takes) {
    return verbatim(value -> parser.apply(value.strip()), takes);
  }

  /** A single value to the last character. */
  public static <T> Grammar<T> verbatim(Function<String, T> parser, String takes) {
    return new Grammar<>(
        (value, faults) -> {
          try {
            return parser.apply(value);
          } catch (InvalidValueException invalid) {
            faults.add(value, invalid);
            return null;
          }
        },
        takes);
  }

  /** One of several words; each stands for what it maps to. */
  public static <T> Grammar<T> words(Map<String, T> words) {
    String expected = "one of " + String.join(", ", new TreeMap<>(words).keySet());
    return of(
        value -> {
          T meaning = words.get(value);
          if (meaning == null) {
            throw new InvalidValueException(expected);
          }
          return meaning;
        },
        words.keySet().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", ")));
  }

  /** The constants of a type, in lower case. */
  public static <E extends Enum<E>> Grammar<E> words(Class<E> type) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      words.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    return words(words);
  }

  /** How a range is documented. */
  static String range(Object least, Object most) {
    return "`" + least + "` to `" + most + "`";
  }

  /** A comma-separated list of these: the elements in their order, and each once. */
  public Grammar<Set<T>> list() {
    return new Grammar<>(this::elements, takes + "; a list");
  }

  private Set<T> elements(String value, Faults faults) {
    Set<T> elements = new LinkedHashSet<>();
    for (String part : value.split(",", -1)) {
      if (part.isBlank()) {
        faults.add(
            value, new InvalidValueException("a comma-separated list without empty elements"));
        continue;
      }
      T element = reader.read(part.strip(), faults);
      if (element != null) {
        elements.add(element);
      }
    }
    return Collections.unmodifiableSet(elements);
  }

  /** The same, of which the documentation says something else. */
  public Grammar<T> saying(String takes) {
    return new Grammar<>(reader, takes);
  }

  /** Whether a value fits. */
  boolean takesValue(String value) {
    AtomicBoolean fits = new AtomicBoolean(true);
    T read = reader.read(value, (offending, fault) -> fits.set(false));
    return read != null && fits.get();
  }

  /**
   * Reads a value that has to fit.
   *
   * @throws InvalidValueException if it doesn't
   */
  T parse(String value) {
    T read =
        reader.read(
            value,
            (offending, fault) -> {
              throw fault;
            });
    if (read == null) {
      throw new IllegalStateException("a reader that tells no fault"); // and no value
    }
    return read;
  }
}
