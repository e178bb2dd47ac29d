package dev.sentinelauth;

import dev.sentinelauth.internal.codec.ByteOrderMark;
import dev.sentinelauth.internal.codec.Json;
import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A token as people keep it: by itself, in quotes, with its scheme in front, as a whole header or
 * as the answer of a token endpoint. Says what was cut off. Not a record, whose {@code toString}
 * would print it.
 */
final class DoctorTokenFile {
  private static final Pattern HEADER =
      Pattern.compile("(?:> |-H )?[\"']?(?i:authorization)[ \\t]*:(.*)", Pattern.DOTALL);

  private static final Pattern SCHEME = Pattern.compile("(?i:bearer)[ \\t]+(.*)", Pattern.DOTALL);
  private static final Pattern QUOTED = Pattern.compile("(['\"`])(.*)\\1", Pattern.DOTALL);
  private static final Pattern BROKEN = Pattern.compile("\\R");

  private final List<String> notes = new ArrayList<>();
  private final List<String> headers = new ArrayList<>();
  private final String token;
  private boolean whole;

  /**
   * @param content what stands in the file
   */
  DoctorTokenFile(byte[] content) {
    String text = text(content);
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    for (String line : lines) {
      Matcher header = HEADER.matcher(line.strip());
      if (header.matches()) {
        headers.add(withoutQuote(line.strip(), header.group(1).strip()));
      }
    }
    if (!headers.isEmpty()) {
      whole = true;
      if (lines.size() > headers.size()) {
        notes.add("lines that are no Authorization header were left out");
      }
      notes.add("a whole header is taken as it stands: \"Authorization:\" was cut off");
      token = inHeader(headers.get(0));
    } else {
      token = alone(text);
      if (token.equalsIgnoreCase("bearer")) {
        headers.add(token);
      } else if (!token.isEmpty()) {
        headers.add("Bearer " + token);
      }
    }
  }

  private String text(byte[] content) {
    if (ByteOrderMark.isOfUtf16(content)) {
      notes.add("the file is UTF-16, as PowerShell writes it; it was read as such");
      return new String(content, StandardCharsets.UTF_16);
    }
    byte[] plain = ByteOrderMark.off(content);
    if (plain.length < content.length) {
      notes.add("a byte order mark in front was cut off");
    }
    return new String(plain, StandardCharsets.UTF_8);
  }

  /** Of a line that is one argument of a shell, the quote at its end. */
  private static String withoutQuote(String line, String value) {
    Matcher quote = Pattern.compile("(?:> |-H )?([\"']).*\\1", Pattern.DOTALL).matcher(line);
    return quote.matches() ? value.substring(0, value.length() - 1) : value;
  }

  private static String inHeader(String value) {
    Matcher scheme = SCHEME.matcher(value);
    return scheme.matches() ? scheme.group(1).strip() : value.indexOf(' ') < 0 ? value : "";
  }

  private String alone(String text) {
    String found = inAnswer(text.strip());
    if (!found.isEmpty()) {
      notes.add("the file is the answer of a token endpoint; its access_token was taken");
      return found;
    }
    found = text.strip();
    if (!found.equals(text)) {
      notes.add("white space or line breaks around the token were cut off");
    }
    for (String before = ""; !before.equals(found); ) {
      before = found;
      found = without(QUOTED, 2, found, "quotes around the token were cut off");
      found = without(SCHEME, 1, found, "\"Bearer\" in front of the token was cut off");
    }
    String joined = BROKEN.splitAsStream(found).map(String::strip).collect(Collectors.joining());
    if (!joined.equals(found)) {
      notes.add("line breaks inside the token were taken out; a caller must not send it with them");
    }
    return joined;
  }

  private String without(Pattern around, int group, String text, String note) {
    Matcher matcher = around.matcher(text);
    if (!matcher.matches()) {
      return text;
    }
    notes.add(note);
    return matcher.group(group).strip();
  }

  private static String inAnswer(String text) {
    if (!text.startsWith("{")) {
      return "";
    }
    try {
      Object token = Json.object(text.getBytes(StandardCharsets.UTF_8)).get("access_token");
      return token instanceof String found ? found.strip() : "";
    } catch (MalformedJsonException e) {
      return "";
    }
  }

  /** What a request would bring, one element for each header field. */
  List<String> headers() {
    return List.copyOf(headers);
  }

  /** Whether the file said what the header looks like; else the scheme was put in front. */
  boolean isWholeHeader() {
    return whole;
  }

  /** The token by itself; empty for none. */
  String token() {
    return token;
  }

  /** What was cut off, as sentences without an end. */
  List<String> notes() {
    return List.copyOf(notes);
  }
}
