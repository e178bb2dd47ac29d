package dev.sentinelauth.internal.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawPathTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /                      |
          /a                     | a
          /a/                    | a
          /a/b                   | a b
          /a/b/                  | a b
          /a;x=1/b;y             | a b
          /a;x=1/                | a
          /a;                    | a
          /a;b=%41/c             | a c
          /a;../b                | a b
          /%61%62                | ab
          /%c3%a4/%E2%82%AC      | ä €
          /%F0%9F%99%82          | 🙂
          /a%3Fb/%23             | a?b #
          /a.b/.c/c./...         | a.b .c c. ...
          """)
  void plainPathIsReadDecodedAndWithoutParameters(String raw, String segments) {
    List<String> expected = segments == null ? List.of() : List.of(segments.split(" "));

    assertThat(RawPath.segments(raw, "")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // encoded delimiters, in the name and in parameters
        "/a%2Fb",
        "/a%2fb",
        "/%2F",
        "/a%5Cb",
        "/a%5c",
        "/a%00",
        "/%00",
        "/a%3Bb",
        "/a%3b/c",
        "/a%25b",
        "/a%252Fb",
        "/%252e%252e",
        "/a;x=%2F",
        "/a;%2f/b",
        "/a;x=%5C",
        "/a;x=%00",
        "/a;x=%3B",
        "/a;x=%25",
        // dot segments
        "/.",
        "/..",
        "/./a",
        "/../a",
        "/a/.",
        "/a/..",
        "/a/./b",
        "/a/../b",
        "/a/../",
        "/%2e",
        "/%2E%2e/a",
        "/.%2e/a",
        "/%2e./a",
        "/a/..;x/b",
        "/a/..;/b",
        "/a/.;x",
        "/a/%2e%2e;x/b",
        "/a;x=1/../b",
        // empty segments
        "//",
        "//a",
        "/a//b",
        "/a//",
        "///",
        "/;x/",
        "/;x",
        "/;",
        "/a/;x",
        "/a/;x/b",
        "/a/;/b",
        // a backslash as it is
        "\\a",
        "/a\\b",
        "/\\",
        "/a;x=\\",
        // no path at all
        "",
        "a",
        "a/b",
        "*",
        "http://host/a",
        ";x",
        ".",
        // broken escapes
        "/%",
        "/a%",
        "/a%2",
        "/a%4/b",
        "/%zz",
        "/%u0041",
        "/% 41",
        "/%-1",
        "/a;x=%",
        "/a;x=%4",
        "/%４１",
        // bytes that are not UTF-8: overlong, surrogates, cut off, out of range
        "/%C0%AF",
        "/%c0%ae%c0%ae/a",
        "/%E0%80%AF",
        "/%ED%A0%80",
        "/%C3",
        "/%FF",
        "/%F5%80%80%80",
        "/a;x=%C0%AF",
        // characters that do not stand in a path
        "/a b",
        "/a\tb",
        "/a\nb",
        "/a\r",
        "/\u0000",
        "/\u007f",
        "/ä",
        "/a;x=ä",
        "/a?b",
        "/a#b",
        "/a;x?y"
      })
  void pathThatTwoServersCouldReadDifferentlyHasNoReading(String raw) {
    assertThat(RawPath.segments(raw, "")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /app       | /app       |
          /app/      | /app       |
          /app/a     | /app       | a
          /app;x/a   | /app       | a
          /app/a     | /app/      | a
          /%61pp/a   | /app       | a
          /app/a     | /%61pp     | a
          /app/a     | /app;x=1   | a
          /a         | /          | a
          /v1/app/a  | /v1/app    | a
          /v1/app/   | /v1/app    |
          /%61pp/a   | /%61pp     | a
          /app;x/a   | /app;x     | a
          """)
  void contextPathIsTakenOff(String raw, String context, String segments) {
    List<String> expected = segments == null ? List.of() : List.of(segments.split(" "));

    assertThat(RawPath.segments(raw, context)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/other/a, /app",
    "/application, /app",
    "/, /app",
    "/App/a, /app",
    "/app, /app/b",
    "/app/a, app",
    "/app/a, /a%2Fb",
    "/a%2Fb/c, /a%2Fb",
    "/app//a, /app",
    "/app/../a, /app/..",
    "app/a, app",
    "/x/../app/a, /app"
  })
  void pathOutsideItsContextHasNoReading(String raw, String context) {
    assertThat(RawPath.segments(raw, context)).isNull();
  }

  @Test
  void plusIsNoSpace() {
    assertThat(RawPath.segments("/a+b%20c", "")).containsExactly("a+b c");
  }

  @Test
  void everyOtherOctetMayBeEncoded() {
    for (char c = 1; c < 0x80; c++) {
      String raw = String.format("/a%%%02x", (int) c);
      if ("/\\;%".indexOf(c) < 0) {
        assertThat(RawPath.segments(raw, "")).containsExactly("a" + c);
      }
    }
  }

  /** What stands there as it is was decoded by somebody, and then there is no telling what else. */
  @Test
  void charactersThatOnlyADecodedPathCanHoldAreRefused() {
    String allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,=:@[]";
    for (char c = 0; c < 0x400; c++) {
      if (c != '/' && c != ';') {
        boolean may = allowed.indexOf(c) >= 0;
        assertThat(RawPath.segments("/a" + c + "b", "") != null)
            .as("U+%04x", (int) c)
            .isEqualTo(may);
        assertThat(RawPath.segments("/a;x=" + c + "/b", "") != null)
            .as("U+%04x in a parameter", (int) c)
            .isEqualTo(may);
        assertThat(RawPath.segments("/app" + c + "/b", "/app" + c) != null)
            .as("U+%04x in the context path", (int) c)
            .isEqualTo(may);
      }
    }
    assertThat(RawPath.segments("/a\u20ac", "")).isNull();
    assertThat(RawPath.segments("/a\ud83d\ude42", "")).isNull();
    assertThat(RawPath.segments("/a%", "")).isNull();
  }
}
