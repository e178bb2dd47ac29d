package dev.sentinelauth.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

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
}
