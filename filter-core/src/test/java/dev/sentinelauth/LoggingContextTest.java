package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of a caller stands in the log. That it goes away again is seen over real servers. */
class LoggingContextTest {

  private static SentinelConfig config(String claims) {
    Properties properties = new Properties();
    properties.setProperty("sentinel.account-id", "le1");
    if (!claims.isEmpty()) {
      properties.setProperty("sentinel.log.mdc", claims);
    }
    return SentinelConfig.load(properties);
  }

  private static Verdict.Accepted token(Map<String, @Nullable Object> claims) {
    return new Verdict.Accepted(
        new AppJwt(
            "Sentinel",
            List.of("le1", "le2"),
            "client",
            Set.of("msg.consumer"),
            null,
            Instant.EPOCH,
            "k1",
            claims));
  }

  private static @Nullable String shown(@Nullable Object value) {
    Map<String, @Nullable Object> claims = new HashMap<>();
    claims.put("x", value);
    return LoggingContext.of(config("x"), token(claims)).entries().get("sentinel.x");
  }

  @Test
  void nothingIsLoggedUnlessItIsAskedFor() {
    assertThat(LoggingContext.isOff(config(""))).isTrue();
    assertThat(LoggingContext.of(config(""), token(Map.of("azp", "client"))).entries()).isEmpty();
    assertThat(LoggingContext.isOff(config("azp"))).isFalse();
  }

  @Test
  void listedClaimsOfATokenStandThereByTheirNames() {
    assertThat(
            LoggingContext.of(
                    config("azp, aud, sub, exp"),
                    token(
                        Map.of(
                            "azp", "client", "aud", List.of("le1", "le2"), "iss", "x", "exp", 17L)))
                .entries())
        .containsEntry("sentinel.azp", "client")
        .containsEntry("sentinel.aud", "le1,le2")
        .containsEntry("sentinel.exp", "17")
        .containsEntry("sentinel.sub", null)
        .hasSize(4);
  }

  @Test
  void scopesAreAListHoweverTheTokenSaysThem() {
    AppJwt token =
        new AppJwt(
            "Sentinel",
            List.of("le1"),
            "client",
            Collections.unmodifiableSet(new LinkedHashSet<>(List.of("b", "a"))),
            null,
            Instant.EPOCH,
            null,
            Map.of("scope", "b a"));

    assertThat(LoggingContext.of(config("scope"), new Verdict.Accepted(token)).entries())
        .containsEntry("sentinel.scope", "b,a");
  }

  @Test
  void valuesAreOneWordOfNoGreatLength() {
    assertThat(shown("plain-1.2_3")).isEqualTo("plain-1.2_3");
    assertThat(shown("x\r\nERROR y sentinel.azp=z")).doesNotContain("\n", "\r", " ", "=");
    assertThat(shown("y".repeat(9000))).hasSize(203).endsWith("...");
    assertThat(shown(Collections.nCopies(9000, "ä"))).hasSizeLessThan(210).endsWith("...");
    assertThat(shown(true)).isEqualTo("true");
    assertThat(shown(new BigDecimal("1E+400"))).isEqualTo("1E+400");
    assertThat(shown(List.of("a,b", 1L, List.of("nested"), Map.of("k", "v"))))
        .isEqualTo("a\\u002cb,1");
  }

  @Test
  void whatHasNoTextStandsNowhere() {
    assertThat(shown(null)).isNull();
    assertThat(shown("")).isNull();
    assertThat(shown(List.of())).isNull();
    assertThat(shown(Map.of("k", "v"))).isNull();
  }

  @Test
  void usersStandThereByAccountInstallationAndId() {
    LoggedInUser user =
        LoggedInUser.of(
            "le1",
            "client",
            new IdToken("user@example.com", true, false),
            new UserTokens("access", null, null, null),
            "node",
            0);

    assertThat(
            LoggingContext.of(config("aud, azp, sub, scope, iss"), new Verdict.Accepted(null, user))
                .entries())
        .containsEntry("sentinel.aud", "le1")
        .containsEntry("sentinel.azp", "client")
        .containsEntry("sentinel.sub", "user@example.com")
        .containsEntry("sentinel.scope", null)
        .containsEntry("sentinel.iss", null);
  }

  @Test
  void anonymousCallersHaveNothing() {
    assertThat(LoggingContext.of(config("azp, sub"), new Verdict.Accepted(null)).entries())
        .containsEntry("sentinel.azp", null)
        .containsEntry("sentinel.sub", null);
    assertThat(LoggingContext.of(config("azp"), null).entries())
        .containsEntry("sentinel.azp", null);
  }
}
