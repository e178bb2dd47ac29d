package dev.sentinelauth.internal.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One text for one sequence of bytes: whatever else would be read as the same is refused. */
class Base64UrlTest {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final List<String> LETTERS =
      ALPHABET.chars().mapToObj(Character::toString).toList();

  @Test
  void whatTheJdkEncodesIsDecoded() {
    Random random = new Random(1);
    for (int length = 1; length < 400; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

      assertThat(decode(text)).as(text).isEqualTo(bytes);
    }
  }

  @Test
  void everyTextOfUpToThreeCharactersIsDecodedOnlyWhereItIsCanonical() {
    for (String a : LETTERS) {
      assertThat(decode(a)).isNull();
      for (String b : LETTERS) {
        assertDecodedOnlyIfCanonical(a + b);
        for (String c : LETTERS) {
          assertDecodedOnlyIfCanonical(a + b + c);
        }
      }
    }
  }

  private static void assertDecodedOnlyIfCanonical(String text) {
    byte[] lenient = Base64.getUrlDecoder().decode(text);
    boolean canonical =
        Base64.getUrlEncoder().withoutPadding().encodeToString(lenient).equals(text);
    byte @Nullable [] decoded = decode(text);
    if (canonical ? !Arrays.equals(decoded, lenient) : decoded != null) {
      assertThat(decoded).as(text).isEqualTo(canonical ? lenient : null);
    }
  }

  @Test
  void everyOtherCharacterIsRefusedAtEveryPlace() {
    for (int length = 2; length <= 8; length++) {
      for (int at = 0; at < length; at++) {
        for (char c = 0; c < 256; c++) {
          if (ALPHABET.indexOf(c) < 0) {
            String text = "A".repeat(at) + c + "A".repeat(length - at - 1);
            assertThat(decode(text)).as("%x at %d of %d", (int) c, at, length).isNull();
          }
        }
      }
    }
  }

  @Test
  void paddingAndWhiteSpaceAreRefused() {
    for (String text :
        new String[] {
          "AA==", "AAA=", "AAAA=", "====", " AAAA", "AAAA ", "AA AA", "AAAA\n", "\r\nAAAA"
        }) {
      assertThat(decode(text)).as(text).isNull();
    }
  }

  @Test
  void emptyTextAndLengthsThatCannotBeAreRefused() {
    assertThat(decode("")).isNull();
    assertThat(decode("A")).isNull();
    assertThat(decode("AAAAA")).isNull();
    assertThat(decode("AAAAAAAAA")).isNull();
  }

  @Test
  void onlyTheGivenRangeIsRead() {
    byte[] text = "!!QUJD!!".getBytes(ISO_8859_1);

    assertThat(Base64Url.decode(text, 2, 6)).isEqualTo("ABC".getBytes(ISO_8859_1));
    assertThat(Base64Url.decode(text, 2, 7)).isNull();
    assertThat(Base64Url.decode(text, 2, 2)).isNull();
  }

  private static byte @Nullable [] decode(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return Base64Url.decode(bytes, 0, bytes.length);
  }
}
