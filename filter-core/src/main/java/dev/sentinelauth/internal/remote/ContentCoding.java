package dev.sentinelauth.internal.remote;

import dev.sentinelauth.internal.codec.Text;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Takes off the content codings of an answer (RFC 9110 section 8.4.1). None is asked for, but
 * servers and proxies compress all the same.
 */
final class ContentCoding {
  /** Each one more is a way to hide a bomb in a bomb. */
  private static final int MOST = 3;

  private ContentCoding() {}

  /**
   * The content without its codings.
   *
   * @param headers the values of {@code Content-Encoding}, in their order
   * @param maxBytes what comes out, at each step, may not be longer
   */
  static byte[] decode(byte[] content, List<String> headers, int maxBytes) throws FetchException {
    List<String> codings = new ArrayList<>();
    for (String header : headers) {
      Stream.of(header.split(",", -1))
          .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
          .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
          .forEach(codings::add);
    }
    if (codings.size() > MOST) {
      throw new FetchException("the answer is encoded more than " + MOST + " times");
    }
    byte[] decoded = content;
    // the last one was applied last
    for (int i = codings.size() - 1; i >= 0 && decoded.length > 0; i--) {
      decoded = decode(decoded, codings.get(i), maxBytes);
    }
    return decoded;
  }

  private static byte[] decode(byte[] content, String coding, int maxBytes) throws FetchException {
    try (InputStream in = reader(content, coding)) {
      byte[] decoded = in.readNBytes(maxBytes + 1);
      if (decoded.length > maxBytes) {
        throw new FetchException(LimitedBody.tooLong(maxBytes));
      }
      return decoded;
    } catch (EOFException e) {
      throw new FetchException("the answer is " + coding + ", and cut short");
    } catch (IOException e) {
      throw new FetchException("the answer says that it is " + coding + ", and is not");
    }
  }

  private static InputStream reader(byte[] content, String coding)
      throws IOException, FetchException {
    InputStream in = new ByteArrayInputStream(content);
    return switch (coding) {
      case "gzip", "x-gzip" -> new GZIPInputStream(in);
      case "deflate" -> isZlib(content) ? new InflaterInputStream(in) : new Headless(in);
      default ->
          throw new FetchException(
              "the answer is encoded as "
                  + Text.printable(coding, 40)
                  + ", but only gzip and deflate can be read");
    };
  }

  /** {@code deflate} as some servers understood it: without the head of RFC 1950. */
  private static final class Headless extends InflaterInputStream {
    Headless(InputStream in) {
      super(in, new Inflater(true));
    }

    /** Ends the inflater too, which the stream leaves to whoever made it. */
    @Override
    public void close() throws IOException {
      inf.end();
      super.close();
    }
  }

  /** RFC 1950 section 2.2. */
  private static boolean isZlib(byte[] content) {
    return content.length > 1
        && (content[0] & 0x0f) == 8
        && ((content[0] & 0xff) << 8 | (content[1] & 0xff)) % 31 == 0;
  }
}
