package dev.sentinelauth.internal.codec;

import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an array in a JSON object into its elements without reading them, so that one that can't be
 * read spoils no other. Only brackets and strings are looked at; {@link Json} reads what is cut
 * out, as strictly as ever.
 */
public final class JsonParts {
  private static final char NOTHING = 0;

  private final byte[] text;
  private int at;

  private JsonParts(byte[] text) {
    this.text = text;
  }

  /**
   * The elements of a member that is an array; other members are not looked at.
   *
   * @return {@code null} where the object has no such member, or it is no array
   * @throws MalformedJsonException if the document is no object, or has the member twice, or it
   *     can't be told where an element ends
   */
  public static @Nullable List<byte[]> elements(byte[] document, String member)
      throws MalformedJsonException {
    JsonParts parts = new JsonParts(document);
    List<byte[]> elements = parts.object(member);
    if (parts.next() != NOTHING) {
      throw parts.malformed("text behind the end");
    }
    return elements;
  }

  private @Nullable List<byte[]> object(String member) throws MalformedJsonException {
    List<byte[]> found = null;
    boolean there = false;
    if (next() != '{') {
      throw malformed(at < text.length ? "no object" : "cut short");
    }
    at++;
    if (next() == '}') {
      at++;
      return null;
    }
    do {
      boolean wanted = name().equals(member);
      if (wanted && there) {
        throw malformed("a duplicate member");
      }
      there |= wanted;
      expect(':');
      if (wanted && next() == '[') {
        found = array();
      } else {
        skip();
      }
    } while (another('}'));
    return found;
  }

  private List<byte[]> array() throws MalformedJsonException {
    List<byte[]> elements = new ArrayList<>();
    at++;
    if (next() == ']') {
      at++;
      return elements;
    }
    do {
      elements.add(skip());
    } while (another(']'));
    return elements;
  }

  /** Whether a comma follows, and not the end. */
  private boolean another(char end) throws MalformedJsonException {
    if (next() == end) {
      at++;
      return false;
    }
    expect(',');
    return true;
  }

  private String name() throws MalformedJsonException {
    if (next() != '"') {
      throw malformed("a member needs a name");
    }
    int from = at;
    skipString();
    String name = new String(text, from, at - from, StandardCharsets.UTF_8);
    // read by the strict reader, which undoes escapes
    return Json.object(("{" + name + ":0}").getBytes(StandardCharsets.UTF_8))
        .keySet()
        .iterator()
        .next();
  }

  /** The value here, unread. */
  private byte[] skip() throws MalformedJsonException {
    next();
    int from = at;
    StringBuilder open = new StringBuilder(); // the brackets that are to be closed; no recursion
    do {
      char c = next();
      if (c == NOTHING) {
        throw malformed("cut short");
      } else if (c == '"') {
        skipString();
      } else if (c == '{' || c == '[') {
        open.append(c == '{' ? '}' : ']');
        at++;
      } else if (c == '}' || c == ']') {
        if (open.isEmpty() || open.charAt(open.length() - 1) != c) {
          throw malformed("not a value");
        }
        open.setLength(open.length() - 1);
        at++;
      } else if (open.isEmpty()) {
        skipWord();
      } else {
        at++;
      }
    } while (!open.isEmpty());
    return Arrays.copyOfRange(text, from, at);
  }

  private void skipString() throws MalformedJsonException {
    for (at++; at < text.length; at++) {
      if (text[at] == '"') {
        at++;
        return;
      } else if (text[at] == '\\') {
        at++;
      }
    }
    throw malformed("cut short");
  }

  /** A number, {@code true} or the like, or what stands in the place of one. */
  private void skipWord() throws MalformedJsonException {
    int from = at;
    while (at < text.length && ",:]} \t\r\n\"[{".indexOf(text[at]) < 0) {
      at++;
    }
    if (at == from) {
      throw malformed("not a value");
    }
  }

  private void expect(char c) throws MalformedJsonException {
    if (next() != c) {
      throw malformed(at < text.length ? "'" + c + "' is missing" : "cut short");
    }
    at++;
  }

  /** The next byte that is no white space, or {@link #NOTHING} at the end. */
  private char next() {
    while (at < text.length
        && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
      at++;
    }
    return at < text.length ? (char) (text[at] == NOTHING ? ' ' : text[at] & 0xff) : NOTHING;
  }

  private MalformedJsonException malformed(String what) {
    return new MalformedJsonException("not a valid JSON object: " + what + " at byte " + at);
  }
}
