package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenDigestTest {
  private final TokenDigest.Pool digests = new TokenDigest.Pool();

  @Test
  void digestIsTheSha256OfTheToken() throws NoSuchAlgorithmException {
    assertThat(digest("a.b.c")).isEqualTo(sha256("a.b.c"));
    assertThat(digest("d.e.f")).isEqualTo(sha256("d.e.f")).isNotEqualTo(digest("a.b.c"));
  }

  @Test
  void whatStandsBeforeTheTokenIsNoPartOfIt() {
    assertThat(digests.of(new CompactToken("Bearer a.b.c", 7))).isEqualTo(digest("a.b.c"));
  }

  @Test
  void characterBeyondLatin1IsNotTakenForOneWhoseLowByteItShares() {
    assertThat(digest("\u0161.b.c")).isNotEqualTo(digest("a.b.c"));
  }

  @Test
  void threadsDoNotMixUpTheirTokens() {
    assertThat(
            IntStream.range(0, 100_000)
                .parallel()
                .mapToObj(i -> "token." + i % 100)
                .allMatch(token -> digest(token).equals(sha256(token))))
        .isTrue();
  }

  private TokenDigest digest(String token) {
    return digests.of(new CompactToken(token, 0));
  }

  private static TokenDigest sha256(String token) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      ByteBuffer words = ByteBuffer.wrap(sha256.digest(token.getBytes(ISO_8859_1)));
      return new TokenDigest(words.getLong(), words.getLong(), words.getLong(), words.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
