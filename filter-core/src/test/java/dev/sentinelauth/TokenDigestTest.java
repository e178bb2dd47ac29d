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
    assertThat(digests.of("a.b.c")).isEqualTo(sha256("a.b.c"));
    assertThat(digests.of("d.e.f")).isEqualTo(sha256("d.e.f")).isNotEqualTo(digests.of("a.b.c"));
  }

  @Test
  void characterBeyondLatin1IsNotTakenForOneWhoseLowByteItShares() {
    assertThat(digests.of("\u0161.b.c")).isNotEqualTo(digests.of("a.b.c"));
  }

  @Test
  void threadsDoNotMixUpTheirTokens() {
    assertThat(
            IntStream.range(0, 100_000)
                .parallel()
                .mapToObj(i -> "token." + i % 100)
                .allMatch(token -> digests.of(token).equals(sha256(token))))
        .isTrue();
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
