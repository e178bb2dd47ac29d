package dev.sentinelauth.emulator;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259) as it is told to, good sense or not; {@link JsonReader} reads it. */
final class Json {
  private final StringBuilder text = new StringBuilder();

  private Json() {}

  /**
   * Text for an object.
   *
   * @throws IllegalArgumentException where a value is none of JSON's
   */
  static String write(Map<String, ?> members) {
    Json json = new Json();
    json.object(members);
    return json.text.toString();
  }

  private void value(@Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      text.append(value);
    } else if (value instanceof Number number) {
      number(number);
    } else if (value instanceof CharSequence string) {
      string(string);
    } else if (value instanceof Map<?, ?> members) {
      object(members);
    } else if (value instanceof Iterable<?> elements) {
      array(elements.iterator());
    } else {
      throw new IllegalArgumentException(
          "no value of JSON: "
              + value.getClass().getName()
              + "; expected a string, a number, a"
              + " boolean, a list, a map or null");
    }
  }

  private void number(Number number) {
    if (!Double.isFinite(number.doubleValue())
        && (number instanceof Double || number instanceof Float)) {
      throw new IllegalArgumentException("no number of JSON: " + number);
    }
    text.append(number);
  }

  private void object(Map<?, ?> members) {
    char separator = '{';
    for (Map.Entry<?, ?> member : members.entrySet()) {
      text.append(separator);
      string(String.valueOf(member.getKey()));
      text.append(':');
      value(member.getValue());
      separator = ',';
    }
    text.append(members.isEmpty() ? "{}" : "}");
  }

  private void array(Iterator<?> elements) {
    text.append('[');
    while (elements.hasNext()) {
      value(elements.next());
      if (elements.hasNext()) {
        text.append(',');
      }
    }
    text.append(']');
  }

  private void string(CharSequence string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
