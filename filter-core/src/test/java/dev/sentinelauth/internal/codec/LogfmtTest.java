package dev.sentinelauth.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogfmtTest {
  /** How readers of logfmt take a line apart. */
  private static final Pattern PAIR =
      Pattern.compile("(\\w+)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\"=]*)(?: |$)");

  @Test
  void pairsStandInTheirOrderAndWithoutThoseThatHaveNoValue() {
    assertThat(new Logfmt().add("b", "2").add("none", null).add("a", "/x;***"))
        .hasToString("b=2 a=/x;***");
    assertThat(new Logfmt().add("none", null)).hasToString("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|k=\"\"",
        "a b|k=\"a b\"",
        "a=b|k=\"a=b\"",
        "say \"x\"|k=\"say \\\"x\\\"\"",
        "a\\|k=\"a\\\\\"",
        "é|k=\"\\u00e9\""
      })
  void valueThatIsNoPlainWordIsQuoted(String value, String line) {
    assertThat(new Logfmt().add("k", value)).hasToString(line);
  }

  @Test
  void noValueForgesAPairOrALine() {
    List<String> hostile = new ArrayList<>();
    for (char c = 0; c < 0x300; c++) {
      hostile.add("x" + c + "outcome=accepted");
      hostile.add(c + " outcome=accepted " + c);
      hostile.add("\\" + c + " outcome=accepted");
    }
    hostile.add("\u2028outcome=accepted");
    hostile.add("\ud800 outcome=accepted");

    for (String value : hostile) {
      String line = new Logfmt().add("a", value).add("b", value).toString();
      assertThat(line).matches("[ -~]*");
      Matcher pairs = PAIR.matcher(line);
      List<String> keys = new ArrayList<>();
      int end = 0;
      while (pairs.find() && pairs.start() == end) {
        keys.add(pairs.group(1));
        end = pairs.end();
      }
      assertThat(end).as(line).isEqualTo(line.length());
      assertThat(keys).as(line).containsExactly("a", "b");
    }
  }
}
