package dev.sentinelauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrowserRequestTest {

  @ParameterizedTest
  @CsvSource({
    "/a;jsessionid=12/b, /a/b",
    "/a;jsessionid=12;x=1, /a;x=1",
    "/a;x=1, /a;x=1",
    "/a, /a"
  })
  void sessionIdIsTakenOffAndNothingElse(String path, String without) {
    assertThat(BrowserRequest.withoutSessionId(path)).isEqualTo(without);
  }

  @ParameterizedTest
  @CsvSource({"/a b\t/ü, /a?b?/?", "/a;token=secret, /a?", "/a/b, /a/b"})
  void logLineHasNeitherOddCharactersNorPathParameters(String path, String printed) {
    assertThat(BrowserRequest.printable(path)).isEqualTo(printed);
  }
}
