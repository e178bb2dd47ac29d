package dev.sentinelauth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a {@link DoctorReport}. Immutable.
 *
 * @param name what it is about; for programs too, so it doesn't change
 * @param detail what was found, in words
 * @param facts more of it for programs and people, in their order: strings, numbers, booleans and
 *     lists of strings; a name that ends in {@code _ms} is of a duration in milliseconds
 * @param cure what to do, or {@code null} where nothing has to be done
 */
record DoctorLine(
    Outcome outcome, String name, String detail, Map<String, Object> facts, @Nullable String cure) {

  /** What a look at something came to. */
  enum Outcome {
    OK,
    /** Something has to be changed: the configuration or the token is not good. */
    FAILED,
    /** Nobody can say whether it is good. */
    CANNOT_TELL,
    /** Something before it failed, so it wasn't looked at. */
    NOT_REACHED,
    /** Nothing to judge. */
    INFO;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static DoctorLine ok(String name, String detail) {
    return new DoctorLine(Outcome.OK, name, detail, Map.of(), null);
  }

  static DoctorLine failed(String name, String detail, @Nullable String cure) {
    return new DoctorLine(Outcome.FAILED, name, detail, Map.of(), cure);
  }

  static DoctorLine cannotTell(String name, String detail, @Nullable String cure) {
    return new DoctorLine(Outcome.CANNOT_TELL, name, detail, Map.of(), cure);
  }

  static DoctorLine notReached(String name, String detail) {
    return new DoctorLine(Outcome.NOT_REACHED, name, detail, Map.of(), null);
  }

  static DoctorLine info(String name, String detail) {
    return new DoctorLine(Outcome.INFO, name, detail, Map.of(), null);
  }

  /** The same with one more fact. */
  DoctorLine with(String member, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(facts);
    more.put(member, value instanceof List<?> list ? List.copyOf(list) : value);
    return new DoctorLine(outcome, name, detail, Collections.unmodifiableMap(more), cure);
  }
}
