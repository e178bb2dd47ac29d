package dev.sentinelauth.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /a/b                        | /a/b
          /a;jsessionid=S3CRET        | /a;***
          /a;jsessionid=S3CRET/b;x=S3 | /a;***/b;***
          /a%3Bjsessionid=S3CRET/b    | /a;***/b
          /a%3bjsessionid=S3CRET      | /a;***
          /a%253Bx=S3CRET             | /a;***
          /a;x=S3%2FCRET              | /a;***
          /a?token=S3CRET             | /a?***
          https://h/a;x=S3CRET?y=S3   | https://h/a;***?***
          """)
  void pathsAreShownWithoutWhatStandsInTheirParameters(String path, String shown) {
    assertThat(Text.printablePath(path, 200)).isEqualTo(shown);
  }

  @Test
  void wordHoldsNothingThatCouldEndIt() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 0x250; c++) {
      all.append(c);
    }
    assertThat(Text.word(List.of(all.toString()), Integer.MAX_VALUE))
        .matches("([A-Za-z0-9._~:/@+*-]|\\\\u[0-9a-f]{4})+");
    assertThat(Text.word(List.of("a b=c", "d,e", "\\"), 200))
        .isEqualTo("a\\u0020b\\u003dc,d\\u002ce,\\u005c");
  }

  @Test
  void wordIsCutWhereMoreWouldFollow() {
    assertThat(Text.word(List.of("abc"), 3)).isEqualTo("abc");
    assertThat(Text.word(List.of("abcd"), 3)).isEqualTo("abc...");
    assertThat(Text.word(List.of("abc", "d"), 3)).isEqualTo("abc...");
    assertThat(Text.word(List.of("ab", "d"), 3)).isEqualTo("ab,...");
    assertThat(Text.word(Collections.nCopies(1000, ""), 10)).hasSize(13);
  }
}
