package dev.sentinelauth.emulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request as it arrived.
 *
 * @param path the raw path, not decoded
 * @param query the raw query without its question mark; empty where there is none
 * @param headers all fields in order of arrival; the names' case does not matter to {@code get}
 * @param body the body, read as UTF-8; empty where there is none
 */
public record RecordedRequest(
    String method, String path, String query, Map<String, List<String>> headers, String body) {

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /**
   * The parameters of the query, decoded.
   *
   * @throws IllegalArgumentException where it is malformed, or one is repeated (RFC 6749 section
   *     3.2)
   */
  public Map<String, String> queryParameters() {
    return Form.decode(query);
  }

  /**
   * The parameters of a form body, decoded.
   *
   * @throws IllegalArgumentException where it is malformed, or one is repeated (RFC 6749 section
   *     3.2)
   */
  public Map<String, String> formParameters() {
    return Form.decode(body);
  }
}
