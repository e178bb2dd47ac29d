package dev.sentinelauth.emulator;

import java.math.BigDecimal;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads JSON (RFC 8259) strictly: no duplicate members, nothing after the end. */
final class JsonReader {
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]{0,99})(?:[.][0-9]{1,99})?(?:[eE][+-]?[0-9]{1,4})?");
  private static final int DEEPEST = 50;

  private final String text;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /** The members of a document that is an object; numbers are {@link BigDecimal}. */
  static Map<String, @Nullable Object> object(String text) throws ParseException {
    JsonReader reader = new JsonReader(text);
    reader.blanks();
    Map<String, @Nullable Object> members = reader.members();
    reader.blanks();
    if (reader.at < text.length()) {
      throw reader.unexpected();
    }
    return members;
  }

  /** A member that is a string; empty where it is absent or null. */
  static String string(Map<String, @Nullable Object> object, String name) throws ParseException {
    Object value = object.get(name);
    if (value != null && !(value instanceof String)) {
      throw new ParseException(name + " is no string", 0);
    }
    return value == null ? "" : (String) value;
  }

  /** A member that is an array of strings; empty where it is absent or null. */
  static List<String> strings(Map<String, @Nullable Object> object, String name)
      throws ParseException {
    Object value = object.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw new ParseException(name + " is no array", 0);
    }
    List<String> strings = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof String string)) {
        throw new ParseException(name + " holds something else than strings", 0);
      }
      strings.add(string);
    }
    return strings;
  }

  private @Nullable Object value() throws ParseException {
    return switch (peek()) {
      case '{' -> members();
      case '[' -> elements();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> members() throws ParseException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    enter('{');
    boolean more = peek() != '}';
    while (more) {
      String name = string();
      blanks();
      take(':');
      blanks();
      if (members.containsKey(name)) {
        throw new ParseException(name + " stands there twice", at);
      }
      members.put(name, value());
      more = another();
    }
    leave('}');
    return members;
  }

  private List<@Nullable Object> elements() throws ParseException {
    List<@Nullable Object> elements = new ArrayList<>();
    enter('[');
    boolean more = peek() != ']';
    while (more) {
      elements.add(value());
      more = another();
    }
    leave(']');
    return elements;
  }

  private void enter(char bracket) throws ParseException {
    take(bracket);
    depth++;
    if (depth > DEEPEST) {
      throw new ParseException("too deep", at);
    }
    blanks();
  }

  private void leave(char bracket) throws ParseException {
    take(bracket);
    depth--;
  }

  /** Whether a comma and so something more follows. */
  private boolean another() throws ParseException {
    blanks();
    if (peek() != ',') {
      return false;
    }
    at++;
    blanks();
    return true;
  }

  private String string() throws ParseException {
    take('"');
    StringBuilder string = new StringBuilder();
    for (char c = peek(); c != '"'; c = peek()) {
      if (c < ' ') {
        throw unexpected();
      }
      at++;
      string.append(c == '\\' ? escaped() : c);
    }
    at++;
    return string.toString();
  }

  private char escaped() throws ParseException {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9A-Fa-f]{4}")) {
          throw unexpected();
        }
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      default -> throw unexpected();
    };
  }

  private @Nullable Object word(String word, @Nullable Object meaning) throws ParseException {
    if (!text.startsWith(word, at)) {
      throw unexpected();
    }
    at += word.length();
    return meaning;
  }

  private BigDecimal number() throws ParseException {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (!number.lookingAt()) {
      throw unexpected();
    }
    at = number.end();
    return new BigDecimal(number.group());
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void take(char expected) throws ParseException {
    if (peek() != expected) {
      throw unexpected();
    }
    at++;
  }

  private char peek() throws ParseException {
    if (at >= text.length()) {
      throw unexpected();
    }
    return text.charAt(at);
  }

  private ParseException unexpected() {
    return new ParseException("no JSON", at);
  }
}
