package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of tokens that nobody believes. */
class ClaimedTest {

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static Claimed claimed(String header, String payload) {
    return claimed(encoded(header) + "." + encoded(payload) + ".AAAA");
  }

  private static Claimed claimed(String token) {
    String value = "Bearer " + token;
    return Claimed.of(new CompactToken(value, 7));
  }

  @Test
  void claimsAreToldAsTheTokenHasThem() {
    Claimed claimed =
        claimed(
            "{\"alg\":\"none\",\"kid\":\"k1\"}",
            "{\"iss\":\"me\",\"aud\":[\"a\",\"b\"],\"azp\":\"app\",\"exp\":1524646270}");

    assertThat(claimed.line()).isEqualTo("kid=k1 iss=me aud=a,b azp=app exp=2018-04-25T08:51:10Z");
  }

  @Test
  void whatIsMissingIsLeftOut() {
    assertThat(claimed("{}", "{\"iss\":null,\"aud\":[]}").line()).isEmpty();
    assertThat(claimed("{}", "{\"azp\":\"app\"}").line()).isEqualTo("azp=app");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "x.y",
        "...",
        "a.b.c",
        "!.!.!",
        "e30.e30",
        ".e30.",
        "e30.\ud83d\ude00.e30"
      })
  void tokenThatIsNoneClaimsNothing(String token) {
    assertThat(claimed(token).line()).isEmpty();
  }

  @Test
  void goodPartIsToldBesideABadOne() {
    assertThat(claimed("{\"kid\":\"k\",\"kid\":\"k\"}", "{\"azp\":\"app\"}").line())
        .isEqualTo("azp=app");
    assertThat(claimed("{\"kid\":\"k\"}", "[]").line()).isEqualTo("kid=k");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"exp\":\"soon\"}|exp=soon",
        "{\"exp\":1e999999999}|exp=1E+999999999",
        "{\"exp\":-1.5}|exp=1969-12-31T23:59:58.500Z",
        "{\"aud\":5,\"azp\":true}|aud=5 azp=true",
        "{\"aud\":[null,[\"a\"]]}|aud=null,[a]",
        "{\"azp\":{\"a\":[1]}}|azp=\"{a=[1]}\"",
        "{\"azp\":\"\"}|azp=\"\""
      })
  void claimOfAnotherTypeIsToldAsFarAsItGoes(String payload, String line) {
    assertThat(claimed("{}", payload).line()).isEqualTo(line);
  }

  @Test
  void nothingThatACallerPutsInEndsALineOrAPair() {
    Claimed claimed =
        claimed(
            "{\"kid\":\"a\\nINFO forged\"}",
            "{\"iss\":\"a b=c \\\"d\\\" \\\\\",\"azp\":\"\\u001b[31m\\ud800\\u2028\\u0000\"}");

    assertThat(claimed.line())
        .isEqualTo(
            "kid=\"a\\\\u000aINFO forged\" iss=\"a b=c \\\"d\\\" \\\\\""
                + " azp=\"\\\\u001b[31m\\\\ud800\\\\u2028\\\\u0000\"");
  }

  @Test
  void longOnesAreCut() {
    String kilobytes = "x".repeat(8000);
    String hundred = "x".repeat(100) + "...";

    Claimed claimed =
        claimed(
            "{\"kid\":\"" + kilobytes + "\"}",
            "{\"aud\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"],\"azp\":[\""
                + kilobytes
                + "\"]}");

    assertThat(claimed.keyId()).isEqualTo(hundred);
    assertThat(claimed.audience()).containsExactly("a", "b", "c", "d", "e");
    assertThat(claimed.authorizedParty()).hasSize(103);
  }

  @Test
  void tokenInAClaimIsCutToo() {
    String token = encoded("{\"alg\":\"RS256\"}") + "." + "a".repeat(200) + "." + "b".repeat(342);

    assertThat(claimed("{}", "{\"azp\":\"" + token + "\"}").line())
        .endsWith("aaa...")
        .doesNotContain("bb");
  }
}
