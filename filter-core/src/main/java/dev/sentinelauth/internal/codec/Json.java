package dev.sentinelauth.internal.codec;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of one JSON object (RFC 8259). It exists because lenient readers are a way in:
 * what two parsers read differently (duplicate members, comments, unquoted names, invalid UTF-8,
 * text behind the end) is refused here.
 *
 * <p>Strings keep their code units; a number is a {@code Long} where it is written as an integer
 * that fits, else a {@code BigDecimal}, so that nothing is rounded or wraps around. Objects and
 * arrays are unmodifiable.
 */
public final class Json {

  /** Deeper than any token or key set needs to be, and far from the end of any stack. */
  private static final int MAX_DEPTH = 32;

  /**
   * Longer numbers are refused: no claim needs them, and arithmetic on them is a way to burn time.
   */
  private static final int MAX_NUMBER_LENGTH = 1000;

  /**
   * Names that nearly every token holds; they are shared instead of being made anew for each token.
   */
  private static final String[] COMMON_NAMES = {
    "exp", "iat", "iss", "aud", "azp", "scope", "sub", "nbf", "kid", "alg", "typ", "jti"
  };

  private final byte[] text;
  private int at;

  private Json(byte[] text) {
    this.text = text;
  }

  /** The text is not one valid JSON object. No stack trace: it is somebody's input, not a fault. */
  public static final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJsonException(String message) {
      super(message, null, false, false);
    }
  }

  public static Map<String, @Nullable Object> object(byte[] utf8) throws MalformedJsonException {
    Json reader = new Json(utf8);
    reader.skipSpace();
    if (reader.peek() != '{') {
      throw reader.malformed("no object");
    }
    Map<String, @Nullable Object> object = reader.objectAt(1);
    reader.skipSpace();
    if (reader.at != utf8.length) {
      throw reader.malformed("text behind the end");
    }
    return object;
  }

  private @Nullable Object value(int depth) throws MalformedJsonException {
    return switch (peek()) {
      case '"' -> string(false);
      case '{' -> objectAt(depth + 1);
      case '[' -> array(depth + 1);
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> objectAt(int depth) throws MalformedJsonException {
    checkDepth(depth);
    at++;
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    skipSpace();
    if (peek() == '}') {
      at++;
      return Map.of();
    }
    while (true) {
      skipSpace();
      if (peek() != '"') {
        throw malformed("a member needs a name");
      }
      String name = string(true);
      skipSpace();
      expect(':');
      skipSpace();
      int before = members.size();
      members.put(name, value(depth));
      if (members.size() == before) {
        throw malformed("a duplicate member");
      }
      skipSpace();
      if (peek() == '}') {
        at++;
        return Collections.unmodifiableMap(members);
      }
      expect(',');
    }
  }

  private List<@Nullable Object> array(int depth) throws MalformedJsonException {
    checkDepth(depth);
    at++;
    List<@Nullable Object> elements = new ArrayList<>(4);
    skipSpace();
    if (peek() == ']') {
      at++;
      return Collections.unmodifiableList(elements);
    }
    while (true) {
      skipSpace();
      elements.add(value(depth));
      skipSpace();
      if (peek() == ']') {
        at++;
        return Collections.unmodifiableList(elements);
      }
      expect(',');
    }
  }

  private String string(boolean name) throws MalformedJsonException {
    int start = ++at;
    while (true) {
      int c = peek();
      if (c == '"') {
        String plain = name ? name(start, at) : ascii(start, at);
        at++;
        return plain;
      }
      if (c == '\\' || c < 0) {
        return longWay(start);
      }
      if (c < 0x20) {
        throw malformed("a control character in a string");
      }
      at++;
    }
  }

  /** Reads on in a string that holds an escape or a character beyond ASCII. */
  private String longWay(int start) throws MalformedJsonException {
    StringBuilder out = new StringBuilder(ascii(start, at));
    while (true) {
      int c = peek();
      if (c == '"') {
        at++;
        return out.toString();
      } else if (c == '\\') {
        at++;
        out.append(escape());
      } else if (c < 0) {
        int from = at;
        while (at < text.length && text[at] < 0) {
          at++;
        }
        try {
          out.append(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, from, at - from)));
        } catch (CharacterCodingException e) {
          throw malformed("not UTF-8");
        }
      } else if (c < 0x20) {
        throw malformed("a control character in a string");
      } else {
        out.append((char) c);
        at++;
      }
    }
  }

  private char escape() throws MalformedJsonException {
    int c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> codeUnit();
      default -> throw malformed("a bad escape");
    };
  }

  private char codeUnit() throws MalformedJsonException {
    int unit = 0;
    for (int i = 0; i < 4; i++, at++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw malformed("a bad escape");
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  private Number number() throws MalformedJsonException {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int first = at;
    digits();
    if (text[first] == '0' && at - first > 1) {
      throw malformed("a number with a leading zero");
    }
    boolean integer = true;
    if (at < text.length && text[at] == '.') {
      integer = false;
      at++;
      digits();
    }
    if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
      integer = false;
      at++;
      if (at < text.length && (text[at] == '+' || text[at] == '-')) {
        at++;
      }
      digits();
    }
    if (at - start > MAX_NUMBER_LENGTH) {
      throw malformed("a number that is too long");
    }
    if (integer && at - first <= 18) { // these always fit; what is longer may not
      return whole(first, start < first);
    }
    try {
      return new BigDecimal(ascii(start, at));
    } catch (NumberFormatException e) {
      throw malformed("a number out of range");
    }
  }

  private Long whole(int first, boolean negative) {
    long number = 0;
    for (int i = first; i < at; i++) {
      number = 10 * number + (text[i] - '0');
    }
    return negative ? -number : number;
  }

  private void digits() throws MalformedJsonException {
    int from = at;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw malformed("not a value");
    }
  }

  private @Nullable Object word(String word, @Nullable Object value) throws MalformedJsonException {
    for (int i = 0; i < word.length(); i++) {
      expect(word.charAt(i));
    }
    return value;
  }

  private void expect(char c) throws MalformedJsonException {
    if (peek() != c) {
      throw malformed("'" + c + "' is missing");
    }
    at++;
  }

  /** The byte here: negative for one beyond ASCII. */
  private int peek() throws MalformedJsonException {
    if (at >= text.length) {
      throw malformed("cut short");
    }
    return text[at];
  }

  private void skipSpace() {
    while (at < text.length
        && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
      at++;
    }
  }

  private String ascii(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private String name(int from, int to) {
    for (String name : COMMON_NAMES) {
      if (name.length() == to - from && matches(name, from)) {
        return name;
      }
    }
    return ascii(from, to);
  }

  private boolean matches(String name, int from) {
    for (int i = 0; i < name.length(); i++) {
      if (text[from + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void checkDepth(int depth) throws MalformedJsonException {
    if (depth > MAX_DEPTH) {
      throw malformed("nested too deeply");
    }
  }

  private MalformedJsonException malformed(String what) {
    return new MalformedJsonException("not a valid JSON object: " + what + " at byte " + at);
  }
}
