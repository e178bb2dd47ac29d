package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values as the doctor shows them: in printable ASCII, cut where they are long, on one line. */
final class DoctorValues {
  private static final int LONGEST = 60;
  private static final int MOST = 8;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@*+-]*");

  private DoctorValues() {}

  /** What somebody else wrote; in quotes where its ends could be mistaken. */
  static String of(@Nullable Object value) {
    if (value == null) {
      return "not there";
    }
    if (value instanceof String text) {
      String shown = Text.printable(text, LONGEST);
      return PLAIN.matcher(shown).matches() ? shown : '"' + shown + '"';
    }
    if (value instanceof Collection<?> list) {
      return list(list);
    }
    return value instanceof Map ? "a JSON object" : Text.printable(value.toString(), LONGEST);
  }

  /** One after the other; of very many the first ones. */
  static String list(Collection<?> values) {
    if (values.isEmpty()) {
      return "none";
    }
    String shown =
        values.stream().limit(MOST).map(DoctorValues::of).collect(Collectors.joining(", "));
    return values.size() > MOST ? shown + " and " + (values.size() - MOST) + " more" : shown;
  }

  static String of(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** How far a moment is from now, in words. */
  static String from(Instant now, Instant moment) {
    Duration distance = Duration.between(now, moment);
    if (distance.abs().toSeconds() == 0) {
      return "now";
    }
    return distance.isNegative()
        ? DoctorTime.words(distance) + " ago"
        : "in " + DoctorTime.words(distance);
  }

  /** Whether a value was probably meant to be an accepted one: 81823118 for le81823118, say. */
  static boolean isAlike(String value, Collection<String> accepted) {
    String meant = core(value);
    return !meant.isEmpty() && accepted.stream().map(DoctorValues::core).anyMatch(meant::equals);
  }

  private static String core(String value) {
    String text = value.strip().toLowerCase(Locale.ROOT);
    return text.matches("[a-z]{2}[0-9]{2,}") ? text.substring(2) : text;
  }

  /**
   * The setting with more values, as a line to paste; without them where somebody may have chosen
   * one to be pasted.
   */
  static String with(String key, Collection<String> values, Collection<String> more) {
    if (!more.stream().allMatch(value -> PLAIN.matcher(value).matches())) {
      return key;
    }
    List<String> all =
        Stream.concat(values.stream(), more.stream())
            .distinct()
            .map(value -> Text.printable(value, LONGEST))
            .toList();
    return key + " = " + String.join(", ", all);
  }
}
