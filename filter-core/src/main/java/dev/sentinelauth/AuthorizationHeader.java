package dev.sentinelauth;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Authorization} header of a request, read by the grammar of RFC 9110 section 11.6.2 and
 * RFC 6750 section 2.1.
 */
final class AuthorizationHeader {
  private static final String SCHEME = "bearer";

  /**
   * A table, because nobody can foresee whether the next character of a token is an upper case one,
   * a lower case one or a digit: with comparisons the processor goes wrong at every other one.
   */
  private static final boolean[] B64_TOKEN = new boolean[128];

  static {
    for (char c = 0; c < B64_TOKEN.length; c++) {
      B64_TOKEN[c] = isAlphanumeric(c) || "-._~+/".indexOf(c) >= 0;
    }
  }

  private AuthorizationHeader() {}

  /**
   * Finds the bearer token. Its characters are not looked at: {@link #refusal} does so for those
   * that are refused.
   *
   * @param values one element for each header field
   * @param bareToken whether a JWT without a scheme is a token too
   * @param maxLength the longest token that is read
   * @return the token, or {@code null} where there is none: no header, an empty one, or another
   *     scheme
   * @throws InvalidTokenException if the header is malformed, or the token too long
   */
  static @Nullable CompactToken token(List<String> values, boolean bareToken, int maxLength)
      throws InvalidTokenException {
    if (values.isEmpty()) {
      return null;
    }
    if (values.size() > 1) {
      throw new InvalidTokenException(Rejection.SEVERAL_CREDENTIALS);
    }
    String value = values.get(0);
    int start = 0;
    int end = value.length();
    while (start < end && isSpace(value.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(value.charAt(end - 1))) {
      end--;
    }
    if (start == end) {
      return null;
    }
    if (!value.regionMatches(true, start, SCHEME, 0, SCHEME.length())) {
      return bareToken ? bare(value, start, end, maxLength) : null;
    }
    int token = start + SCHEME.length();
    if (token == end) {
      throw malformed("the bearer scheme has no token");
    }
    if (value.charAt(token) != ' ') {
      if (isSchemeCharacter(value.charAt(token))) {
        // a longer word that begins alike is another scheme
        return bareToken ? bare(value, start, end, maxLength) : null;
      }
      throw malformed("the bearer scheme and the token are to be separated by a space");
    }
    while (value.charAt(token) == ' ') {
      token++;
    }
    if (end - token > maxLength) {
      throw new InvalidTokenException(Rejection.TOKEN_TOO_LONG);
    }
    return token(value, token, end);
  }

  /**
   * Why a token of a header is refused: where it is no {@code b64token}, for the header's sake. No
   * such token is ever accepted, so there is time for this until one is refused.
   *
   * @param asToken why it is refused by itself
   */
  static InvalidTokenException refusal(CompactToken token, InvalidTokenException asToken) {
    return isB64Token(token.bytes(), token.from())
        ? asToken
        : malformed("the bearer token holds a character that is not allowed there");
  }

  private static CompactToken token(String value, int start, int end) {
    return new CompactToken(end == value.length() ? value : value.substring(0, end), start);
  }

  /**
   * A word of three parts in the alphabet of base64url; anything else is no JWT, and so no token.
   */
  private static @Nullable CompactToken bare(String value, int start, int end, int maxLength)
      throws InvalidTokenException {
    int dots = 0;
    for (int i = start; i < end; i++) {
      char c = value.charAt(i);
      if (c == '.') {
        dots++;
      } else if (!isAlphanumeric(c) && c != '-' && c != '_') {
        if (dots == 2 && (c == ',' || c == ' ')) {
          throw malformed("more than one token in the Authorization header field");
        }
        return null;
      }
    }
    if (dots != 2) {
      return null;
    }
    if (end - start > maxLength) {
      throw new InvalidTokenException(Rejection.TOKEN_TOO_LONG);
    }
    return token(value, start, end);
  }

  /** Whether this is a {@code b64token}, so that it can stand in a header. */
  static boolean isB64Token(String value) {
    // what ISO-8859-1 lacks becomes '?', which no such token holds
    return isB64Token(value.getBytes(StandardCharsets.ISO_8859_1), 0);
  }

  /** {@code b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="}. */
  private static boolean isB64Token(byte[] text, int start) {
    int end = text.length;
    int i = start;
    while (i < end && isB64TokenCharacter(text[i])) {
      i++;
    }
    boolean empty = i == start;
    while (i < end && text[i] == '=') {
      i++;
    }
    return !empty && i == end;
  }

  private static boolean isB64TokenCharacter(byte c) {
    return c >= 0 && B64_TOKEN[c];
  }

  /** A character of an RFC 9110 section 5.6.2 token, which a scheme is. */
  private static boolean isSchemeCharacter(char c) {
    return isAlphanumeric(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private static InvalidTokenException malformed(String detail) {
    return new InvalidTokenException(Rejection.MALFORMED_CREDENTIALS, detail);
  }
}
