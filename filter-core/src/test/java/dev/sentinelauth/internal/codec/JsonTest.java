package dev.sentinelauth.internal.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What two parsers could read differently is refused, and what is valid JSON is read as it stands.
 */
class JsonTest {

  @Test
  void objectIsReadAsItStands() throws Exception {
    Map<String, @Nullable Object> object =
        read(
            " {\"s\":\"x\", \"l\":[1,\"a\",[],{}],\n\"t\":true,\t\"f\":false,\r\"n\":null,\"o\":{\"i\":-7}} ");

    assertThat(object)
        .containsEntry("s", "x")
        .containsEntry("l", List.of(1L, "a", List.of(), Map.of()))
        .containsEntry("t", true)
        .containsEntry("f", false)
        .containsEntry("n", null)
        .containsEntry("o", Map.of("i", -7L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":1}",
        "{\"a\":null,\"a\":1}",
        "{\"a\":1,\"a\":null}",
        "{\"a\":null,\"a\":null}",
        "{\"o\":{\"a\":1,\"a\":2}}",
        "{\"l\":[0,{\"a\":1,\"b\":{},\"a\":2}]}",
        "{\"o\":{\"o\":{\"o\":[[{\"\":1,\"\":1}]]}}}"
      })
  void duplicateMembersAreRefusedAtEveryDepth(String json) {
    assertRefused(json);
  }

  @Test
  void sameNamesInDifferentObjectsAreNoDuplicates() throws Exception {
    assertThat(read("{\"a\":{\"a\":[{\"a\":1},{\"a\":2}]}}")).containsOnlyKeys("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "{}{}",
        "{} {}",
        "{},",
        "{}x",
        "{}\0",
        "{}//",
        "[]",
        "[{}]",
        "\"a\"",
        "1",
        "null",
        "true",
        "x",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1;\"b\":2}",
        "{\"a\"=1}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":'b'}",
        "{1:1}",
        "{null:1}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{\"a\":[1 2]}",
        "{\"a\":[1}",
        "{\"a\":[",
        "{\"a\":\"",
        "{\"a\":\"b",
        "{\"a",
        "{\"a\":\"\\\"}",
        "{\"a\":tru}",
        "{\"a\":True}",
        "{\"a\":nul",
        "{\"a\":undefined}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":-Infinity}",
        "/**/{}",
        "{/**/}",
        "{\"a\":1/**/}",
        "{}/**/",
        "//\n{}",
        "{\"a\":1//\n}",
        "#\n{}",
        "{\"a\"\u000b:1}",
        "\u000c{}",
        "\u00a0{}",
        "{\u0085}",
        ")]}'\n{}"
      })
  void whatIsNotOneValidObjectIsRefused(String json) {
    assertRefused(json);
  }

  @Test
  void byteOrderMarkIsRefused() {
    assertRefused("\ufeff{}");
    assertRefused("{}".getBytes(StandardCharsets.UTF_16));
    assertRefused("{}".getBytes(StandardCharsets.UTF_16LE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080", // a continuation without a beginning
        "\u00c3", // cut short
        "\u00c3(",
        "\u00c0\u00af", // overlong slash
        "\u00c1\u00bf",
        "\u00e0\u0080\u00af",
        "\u00f0\u0080\u0080\u00af",
        "\u00ed\u00a0\u0080", // a surrogate
        "\u00ed\u00a0\u00bd\u00ed\u00b8\u0080", // a pair of them (CESU-8)
        "\u00f4\u0090\u0080\u0080", // beyond U+10FFFF
        "\u00f8\u0088\u0080\u0080\u0080",
        "\u00fe",
        "\u00ff"
      })
  void invalidUtf8IsRefused(String bytes) {
    assertRefused(("{\"a\":\"" + bytes + "\"}").getBytes(ISO_8859_1));
    assertRefused(("{\"" + bytes + "\":1}").getBytes(ISO_8859_1));
    assertRefused(("{" + bytes + "}").getBytes(ISO_8859_1));
    assertRefused(("{}" + bytes).getBytes(ISO_8859_1));
  }

  @Test
  void charactersBeyondAsciiAreRead() throws Exception {
    assertThat(read("{\"\u00e4\":\"\u20ac\ud83d\ude00 z\"}"))
        .containsEntry("\u00e4", "\u20ac\ud83d\ude00 z");
  }

  @Test
  void controlCharactersInStringsAreRefused() throws Exception {
    for (char c = 0; c < 0x20; c++) {
      assertRefused("{\"a\":\"" + c + "\"}");
      assertRefused("{\"" + c + "\":1}");
      assertRefused("{\"a\":\"\u00e4" + c + "\"}");
    }
    assertThat(read("{\"a\":\"\u007f\"}")).containsEntry("a", "\u007f");
  }

  @Test
  void escapesAreRead() throws Exception {
    assertThat(read("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e4\\u0000x\"}"))
        .containsEntry("a", "\"\\/\b\f\n\r\tA\u00e4\0x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\",
        "\\x41",
        "\\'",
        "\\0",
        "\\a",
        "\\U0041",
        "\\u",
        "\\u004",
        "\\u004g",
        "\\u+041",
        "\\u 041",
        "\\u\uff10\uff10\uff14\uff11",
        "\\\n",
        "\\\u00e4"
      })
  void badEscapesAreRefused(String escape) {
    assertRefused("{\"a\":\"" + escape + "\"}");
  }

  @Test
  void loneSurrogateEscapesStayTheCodeUnitsTheyAre() throws Exception {
    assertThat(read("{\"a\":\"\\ud800\"}")).containsEntry("a", "\ud800");
    assertThat(read("{\"a\":\"\\udc00\\ud800\"}")).containsEntry("a", "\udc00\ud800");
    assertThat(read("{\"a\":\"\\ud83d\\ude00\"}")).containsEntry("a", "\ud83d\ude00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "01",
        "-01",
        "-",
        "-a",
        "+1",
        ".5",
        "1.",
        "1.e5",
        "1e",
        "1e+",
        "1e-",
        "0x10",
        "1_000",
        "1L",
        "1f",
        "--1",
        "1-",
        "1e5.5",
        "1 2",
        "\u0661",
        "1e99999999999"
      })
  void numbersBeyondTheGrammarAreRefused(String number) {
    assertRefused("{\"a\":" + number + "}");
    assertRefused("{\"a\":[" + number + "]}");
  }

  @Test
  void integersThatFitAreLongs() throws Exception {
    assertThat(read("{\"a\":0,\"b\":-0,\"c\":999999999999999999,\"d\":-999999999999999999}"))
        .containsEntry("a", 0L)
        .containsEntry("b", 0L)
        .containsEntry("c", 999999999999999999L)
        .containsEntry("d", -999999999999999999L);
  }

  @Test
  void numbersBeyondLongNeitherWrapNorRound() throws Exception {
    assertThat(
            read(
                "{\"a\":9223372036854775808,\"b\":-9223372036854775809,\"c\":18446744073709551617}"))
        .containsEntry("a", new BigDecimal("9223372036854775808"))
        .containsEntry("b", new BigDecimal("-9223372036854775809"))
        .containsEntry("c", new BigDecimal("18446744073709551617"));
    assertThat(read("{\"a\":0.1,\"b\":1.5e3,\"c\":1E-2}"))
        .containsEntry("a", new BigDecimal("0.1"))
        .containsEntry("b", new BigDecimal("1.5e3"))
        .containsEntry("c", new BigDecimal("1E-2"));
  }

  @Test
  void hugeExponentIsNotExpanded() throws Exception {
    assertThat(read("{\"a\":1e999999999}")).containsEntry("a", new BigDecimal("1e999999999"));
    assertThat(read("{\"a\":1e-999999999}")).containsEntry("a", new BigDecimal("1e-999999999"));
  }

  @Test
  void veryLongNumbersAreRefused() throws Exception {
    assertThat(read("{\"a\":" + "9".repeat(1000) + "}")).containsKey("a");
    assertRefused("{\"a\":" + "9".repeat(1001) + "}");
    assertRefused("{\"a\":0." + "9".repeat(100_000) + "}");
  }

  @Test
  void deepNestingIsRefusedBeforeItCostsTheStack() throws Exception {
    assertThat(read("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}")).containsKey("a");
    assertRefused("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}");
    assertRefused("{\"a\":" + "[".repeat(1_000_000));
    assertRefused("{\"a\":".repeat(200_000) + "1" + "}".repeat(200_000));
  }

  @Test
  void objectsAndArraysCannotBeChangedEmptyOnesIncluded() throws Exception {
    Map<String, @Nullable Object> object = read("{\"o\":{},\"l\":[],\"p\":{\"a\":1},\"q\":[1]}");

    assertUnmodifiable(object);
    assertUnmodifiable((Map<?, ?>) object.get("o"));
    assertUnmodifiable((Map<?, ?>) object.get("p"));
    assertUnmodifiable(read("{}"));
    assertThatThrownBy(() -> ((List<?>) object.get("l")).add(null))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ((List<?>) object.get("q")).add(null))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @SuppressWarnings("unchecked") // it is to throw, whatever it is given
  private static void assertUnmodifiable(Map<?, ?> map) {
    assertThatThrownBy(() -> ((Map<Object, Object>) map).put("x", 1))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refusalHasNoStackTraceAndHoldsNothingOfTheText() {
    assertThatThrownBy(() -> read("{\"secret\":1,\"secret\":2}"))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageNotContaining("secret")
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }

  @Test
  void quotedTextIsReadBackAsItWas() throws Exception {
    String text = "a\"b\\c\n\r\t\0\u001f\u007f \u00e4\u20ac\ud83d\ude00 \ud800 \u2028";

    assertThat(read("{\"a\":" + Text.json(text) + "}")).containsEntry("a", text);
    assertThat(Text.json(text)).doesNotContain("\n", "\r", "\0");
  }

  private static Map<String, @Nullable Object> read(String json) throws MalformedJsonException {
    return Json.object(json.getBytes(UTF_8));
  }

  private static void assertRefused(String json) {
    assertRefused(json.getBytes(UTF_8));
  }

  private static void assertRefused(byte[] json) {
    assertThatThrownBy(() -> Json.object(json)).isInstanceOf(MalformedJsonException.class);
  }
}
