package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What tokens have in common is held once; what a token says is never changed by it. */
class ClaimInternerTest {
  private static final long NOW = 1_700_000_000_000L;

  private final ClaimsPolicy policy = new ClaimsPolicy(policy());

  private static SentinelConfig.Policy policy() {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", "le1, le2");
    settings.setProperty("sentinel.server", "https://sentinel.example");
    return SentinelConfig.load(settings).policy();
  }

  private AppJwt token(String audience, String azp, String scope) throws InvalidTokenException {
    return policy.accept(claimed(audience, azp, scope));
  }

  private AppJwt claimed(String audience, String azp, String scope) throws InvalidTokenException {
    String payload =
        """
        {"iss":"Sentinel","aud":%s,"azp":"%s","scope":%s,"exp":1700003600,"iat":1700000000}"""
            .formatted(audience, azp, scope);
    String header = encode("{\"alg\":\"RS256\",\"kid\":\"k\"}");
    return policy.check(CompactJws.parse(header + "." + encode(payload) + ".AAAA"), NOW);
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tokensOfOneAccountWithTheSameScopesShareThem() throws Exception {
    AppJwt first = token("\"le1\"", "a", "\"x y\"");

    AppJwt second = token("\"le1\"", "b", "\"x y\"");

    assertThat(second.scopes()).containsExactly("x", "y").isSameAs(first.scopes());
    assertThat(second.claim("scope")).isEqualTo("x y").isSameAs(first.claim("scope"));
    assertThat(second.audience()).containsExactly("le1").isSameAs(first.audience());
    assertThat(second.claim("aud")).isEqualTo("le1").isSameAs(first.claim("aud"));
    assertThat(second.issuer()).isEqualTo("Sentinel").isSameAs(first.issuer());
    assertThat(second.issuer()).isSameAs(second.claim("iss"));
    assertThat(second.authorizedParty()).isEqualTo("b").isSameAs(second.claim("azp"));
  }

  @Test
  void tokenThatIsNotAcceptedTeachesNothing() throws Exception {
    AppJwt stranger = claimed("\"le1\"", "a", "\"x y\"");

    assertThat(claimed("\"le1\"", "a", "\"x y\"").scopes())
        .isEqualTo(stranger.scopes())
        .isNotSameAs(stranger.scopes());
  }

  @Test
  void tokensSayWhatTheySayHoweverManyScopesThereAre() throws Exception {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 1000; i++) {
        AppJwt token = token("\"le2\"", "a", "\"s" + i + " t\"");
        assertThat(token.scopes()).containsExactly("s" + i, "t");
        assertThat(token.claim("scope")).isEqualTo("s" + i + " t");
      }
    }
  }

  @Test
  void listsAreTakenAsTheyCome() throws Exception {
    token("\"le1\"", "a", "\"x y\"");

    AppJwt token = token("[\"le2\",\"le1\"]", "a", "[\"x\",\"y\"]");

    assertThat(token.audience()).containsExactly("le2", "le1");
    assertThat(token.scopes()).containsExactly("x", "y");
    assertThat(token("[\"le1\"]", "a", "[\"x y\"]").scopes()).containsExactly("x y");
  }
}
