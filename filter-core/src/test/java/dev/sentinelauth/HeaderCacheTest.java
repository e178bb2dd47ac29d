package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeaderCacheTest {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final HeaderCache known = new HeaderCache();

  private static String encoded(int keyId) {
    return BASE64.encodeToString(
        "{\"alg\":\"RS256\",\"kid\":\"k%d\"}".formatted(keyId).getBytes(UTF_8));
  }

  private CompactJws parse(int keyId) throws InvalidTokenException {
    String claims = BASE64.encodeToString("{}".getBytes(UTF_8));
    return CompactJws.parse(
        new CompactToken("Bearer " + encoded(keyId) + "." + claims + ".AAAA", 7), known);
  }

  private CompactJws.@Nullable Header find(String text) {
    return known.find(text.getBytes(ISO_8859_1), 0, text.length());
  }

  @Test
  void headerIsReadOnceItsTokenWasAccepted() throws Exception {
    CompactJws first = parse(1);
    assertThat(parse(1).header()).isEqualTo(first.header()).isNotSameAs(first.header());

    known.learn(first);

    assertThat(parse(1).header()).isSameAs(first.header());
    assertThat(parse(2).header().keyId()).isEqualTo("k2");
  }

  @Test
  void onlyTheVeryTextIsFound() throws Exception {
    known.learn(parse(1));
    String text = encoded(1);

    assertThat(find(text)).isNotNull();
    for (String other :
        new String[] {
          "", text + "A", "A" + text, text.substring(1), text.substring(0, text.length() - 1)
        }) {
      assertThat(find(other)).as(other).isNull();
    }
  }

  @Test
  void oldestGivesWay() throws Exception {
    for (int i = 0; i < 33; i++) {
      known.learn(parse(i));
      known.learn(parse(i));
    }

    assertThat(find(encoded(0))).isNull();
    for (int i = 1; i < 33; i++) {
      CompactJws.Header header = find(encoded(i));
      assertThat(header).isEqualTo(new CompactJws.Header("RS256", "k" + i));
    }
  }
}
