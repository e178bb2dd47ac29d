package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Base64Url;
import dev.sentinelauth.internal.codec.Json;
import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token taken apart, and nothing believed yet: a JWS in compact serialization (RFC 7515 section
 * 3.1) whose header asks for nothing that isn't supported.
 *
 * @param header what the header says
 * @param claims the payload
 * @param signedPart the bytes that the signature is over
 * @param signature the signature, decoded
 */
@SuppressWarnings("ArrayRecordComponent") // passed from one step to the next, never compared
record CompactJws(
    Header header, Map<String, @Nullable Object> claims, byte[] signedPart, byte[] signature) {

  /**
   * The header members that decide. Those that would let a token bring its own key ({@code jku},
   * {@code x5u}, {@code jwk}, {@code x5c}) are not among them.
   *
   * @param keyId the {@code kid}, or {@code null} where there is none
   */
  record Header(String algorithm, @Nullable String keyId) {}

  /** The header as it stands in the token. */
  byte[] encodedHeader() {
    int end = 0;
    while (signedPart[end] != '.') {
      end++;
    }
    return Arrays.copyOf(signedPart, end);
  }

  /** Takes a token apart, whose header is read whether it is a known one or not. */
  static CompactJws parse(String compact) throws InvalidTokenException {
    return parse(new CompactToken(compact, 0), new HeaderCache());
  }

  static CompactJws parse(CompactToken compact, HeaderCache known) throws InvalidTokenException {
    int start = compact.from();
    int first = compact.dot(start);
    int second = compact.dot(first + 1);
    if (first < 0 || second < 0 || compact.dot(second + 1) >= 0) {
      throw malformed("the token does not have three parts");
    }
    if (!compact.isPlain()) {
      throw malformed("the token is not base64url");
    }
    byte[] text = compact.bytes();
    byte[] signature = Base64Url.decode(text, second + 1, text.length);
    if (signature == null) {
      throw malformed("the signature is not base64url");
    }
    Header header = known.find(text, start, first);
    if (header == null) {
      header = header(object(text, start, first, "header"));
    }
    Map<String, @Nullable Object> claims = object(text, first + 1, second, "payload");
    return new CompactJws(header, claims, Arrays.copyOfRange(text, start, second), signature);
  }

  private static Map<String, @Nullable Object> object(byte[] text, int from, int to, String part)
      throws InvalidTokenException {
    byte[] json = Base64Url.decode(text, from, to);
    if (json == null) {
      throw malformed("the " + part + " is not base64url");
    }
    try {
      return Json.object(json);
    } catch (MalformedJsonException e) {
      throw malformed("the " + part + " is not a valid JSON object");
    }
  }

  private static Header header(Map<String, @Nullable Object> members) throws InvalidTokenException {
    if (members.containsKey("crit") || members.containsKey("b64")) {
      throw new InvalidTokenException(Rejection.CRITICAL_HEADER);
    }
    if (!(members.get("alg") instanceof String algorithm)) {
      throw malformed("the alg of the token is missing or not a string");
    }
    Object keyId = members.get("kid");
    if (members.containsKey("kid") && !(keyId instanceof String)) {
      throw malformed("the kid of the token is not a string");
    }
    if (members.containsKey("typ")) {
      String type = members.get("typ") instanceof String s ? s.toLowerCase(Locale.ROOT) : "";
      if (type.startsWith("application/")) {
        type = type.substring("application/".length());
      }
      if (!type.equals("jwt") && !type.equals("at+jwt")) {
        throw new InvalidTokenException(Rejection.TYPE_NOT_ACCEPTED);
      }
    }
    return new Header(algorithm, (String) keyId);
  }

  private static InvalidTokenException malformed(String detail) {
    return new InvalidTokenException(Rejection.MALFORMED_TOKEN, detail);
  }
}
