package dev.sentinelauth.internal.remote;

import dev.sentinelauth.internal.codec.ByteOrderMark;
import dev.sentinelauth.internal.codec.Json;
import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import dev.sentinelauth.internal.codec.Text;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What the body of an answer says. Every document that is fetched is one JSON object, whatever its
 * media type is called; a {@code charset} has no meaning for JSON (RFC 8259 section 11), which is
 * UTF-8 between systems (section 8.1).
 */
public final class HttpBody {
  private HttpBody() {}

  /**
   * Checks, before the body is read, that it can be told where it ends (RFC 9112 section 6.3). What
   * is ambiguous may be somebody's trick, and the JDK's client would take one of the readings.
   */
  static void checkFraming(HttpHeaders headers) throws FetchException {
    List<String> lengths = headers.allValues("Content-Length").stream().distinct().toList();
    List<String> codings = headers.allValues("Transfer-Encoding");
    if (!codings.isEmpty()) {
      if (!lengths.isEmpty()) {
        throw new FetchException("the answer has both Content-Length and Transfer-Encoding");
      }
      if (codings.size() > 1 || !codings.get(0).strip().equalsIgnoreCase("chunked")) {
        throw new FetchException(
            "the answer has a Transfer-Encoding that nobody asked for: "
                + Text.printable(String.join(", ", codings), 40));
      }
    }
    if (lengths.size() > 1 || !lengths.stream().allMatch(length -> length.matches("[0-9]+"))) {
      throw new FetchException("the Content-Length of the answer is not one number");
    }
  }

  /**
   * The JSON text of an answer: without its content codings and without a byte order mark, which
   * parsers may ignore (RFC 8259 section 8.1).
   *
   * @param maxBytes how long it may be when it is decoded
   */
  static byte[] text(byte[] body, HttpHeaders headers, int maxBytes) throws FetchException {
    byte[] text =
        ByteOrderMark.off(
            ContentCoding.decode(body, headers.allValues("Content-Encoding"), maxBytes));
    int first = 0;
    while (first < text.length && " \t\r\n".indexOf(text[first]) >= 0) {
      first++;
    }
    if (first == text.length) {
      throw new FetchException("the answer is empty");
    }
    if (ByteOrderMark.isOfUtf16(text) || startsWith(text, 0) || startsWith(text, '{', 0)) {
      throw new FetchException("the answer is in UTF-16 or UTF-32; JSON has to be UTF-8");
    }
    if (text[first] != '{') {
      String type = headers.firstValue("Content-Type").orElse("without a Content-Type");
      throw new FetchException(
          "the answer is not a JSON object, at byte " + first + "; it is " + shown(type));
    }
    return text;
  }

  private static String shown(String type) {
    return Text.printable(type.split(";", 2)[0].strip(), 60);
  }

  private static boolean startsWith(byte[] text, int... bytes) {
    if (text.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((text[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Reads the document; fails in the way of asynchronous work. */
  public static Map<String, @Nullable Object> object(byte[] text) {
    try {
      return Json.object(text);
    } catch (MalformedJsonException e) {
      throw new CompletionException(new FetchException("the answer is " + e.getMessage()));
    }
  }
}
