package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The token rules about claims, with the settings' defaults unless a test says otherwise. */
class ClaimsPolicyTest {
  private static final long NOW = 1_524_642_700_000L;
  private static final long SKEW_SECONDS = 30;

  private static final String OTHERS =
      "\"iss\":\"Sentinel\",\"aud\":\"le81823118\",\"azp\":\"app\",\"scope\":\"msg.consumer\"";

  @Test
  void claimsOfAGoodTokenAreHandedOn() throws Exception {
    AppJwt token =
        check(
            "{"
                + OTHERS
                + ",\"exp\":1524646270,\"iat\":1524642670,\"x\":{\"y\":[1,null]},\"z\":null}");

    assertThat(token.issuer()).isEqualTo("Sentinel");
    assertThat(token.audience()).containsExactly("le81823118");
    assertThat(token.authorizedParty()).isEqualTo("app");
    assertThat(token.getName()).isEqualTo("app");
    assertThat(token.scopes()).containsExactly("msg.consumer");
    assertThat(token.expiresAt()).isEqualTo(Instant.ofEpochSecond(1_524_646_270));
    assertThat(token.issuedAt()).isEqualTo(Instant.ofEpochSecond(1_524_642_670));
    assertThat(token.claim("x")).asInstanceOf(InstanceOfAssertFactories.MAP).containsKey("y");
    assertThat(token.claim("z")).isNull();
    assertThat(token.claim("none")).isNull();
  }

  @Nested
  class Expiry {
    @Test
    void tokenIsValidWhileNowIsBeforeExpAndSkew() throws Exception {
      long exp = NOW / 1000;
      long end = NOW + SKEW_SECONDS * 1000;

      assertThat(check(withExp(Long.toString(exp)), end - 1).expiresAt())
          .isEqualTo(Instant.ofEpochSecond(exp));
      assertRefused(withExp(Long.toString(exp)), end, Rejection.EXPIRED);
      assertRefused(withExp(Long.toString(exp)), end + 1, Rejection.EXPIRED);
      assertRefused(withExp(Long.toString(exp)), Long.MAX_VALUE, Rejection.EXPIRED);
    }

    @Test
    void fractionOfExpCounts() throws Exception {
      String exp = NOW / 1000 + ".250";
      long end = NOW + 250 + SKEW_SECONDS * 1000;

      assertThat(check(withExp(exp), end - 1).expiresAt())
          .isEqualTo(Instant.ofEpochMilli(NOW + 250));
      assertRefused(withExp(exp), end, Rejection.EXPIRED);
    }

    @Test
    void exponentOfExpIsRead() throws Exception {
      assertThat(check(withExp("1.5246427e9")).expiresAt()).isEqualTo(Instant.ofEpochMilli(NOW));
      assertThat(check(withExp("15246427000E-1")).expiresAt())
          .isEqualTo(Instant.ofEpochSecond(1_524_642_700));
      assertThat(check(withExp("2e9")).expiresAt()).isEqualTo(Instant.ofEpochSecond(2_000_000_000));
    }

    @Test
    void lastInstantOfAllIsAnExpAndWhatLiesBeyondIsNot() throws Exception {
      long last = Instant.MAX.getEpochSecond();

      assertThat(check(withExp(Long.toString(last))).expiresAt())
          .isEqualTo(Instant.ofEpochSecond(last));
      assertThat(check(withExp(last + ".999999999")).expiresAt()).isEqualTo(Instant.MAX);
      assertThat(check(withExp(Long.toString(last)), Long.MAX_VALUE - 1)).isNotNull();
      assertRefused(withExp(Long.toString(last + 1)), Rejection.MALFORMED_CLAIM);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551616",
          "18446744075234217887",
          "1e18",
          "1e19",
          "1e30",
          "1e400",
          "1e999999999",
          "-1e999999999",
          "-9223372036854775808",
          "-9223372036854775809",
          "-31557014167219201",
          "99999999999999999999999999999999999999.5"
        })
    void instantBeyondRangeIsRefusedAndDoesNotWrapAround(String number) {
      assertRefused(withExp(number), Rejection.MALFORMED_CLAIM);
      assertRefused(withTime("nbf", number), Rejection.MALFORMED_CLAIM);
      assertRefused(withTime("iat", number), Rejection.MALFORMED_CLAIM);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "0",
          "-0",
          "-1",
          "-1524646270",
          "0.5",
          "1e-999999999",
          "0e999999999",
          "-1e-5",
          "-31557014167219200",
          "1524642669.999"
        })
    void expInThePastIsRefused(String number) {
      assertRefused(withExp(number), Rejection.EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"\"2000000000\"", "\"\"", "true", "[2000000000]", "{}", "{\"exp\":2000000000}"})
    void timeThatIsNoNumberIsRefused(String value) {
      assertRefused(withExp(value), Rejection.MALFORMED_CLAIM);
      assertRefused(withTime("nbf", value), Rejection.MALFORMED_CLAIM);
      assertRefused(withTime("iat", value), Rejection.MALFORMED_CLAIM);
    }

    @Test
    void expThatIsMissingOrNullIsRefused() {
      assertRefused("{" + OTHERS + "}", Rejection.MISSING_CLAIM, "exp");
      assertRefused(withExp("null"), Rejection.MISSING_CLAIM, "exp");
    }
  }

  @Nested
  class Start {
    @ParameterizedTest
    @ValueSource(strings = {"nbf", "iat"})
    void startMayLieInTheFutureByTheSkewAndNoMore(String claim) throws Exception {
      long latest = NOW / 1000 + SKEW_SECONDS;

      assertThat(check(withTime(claim, Long.toString(latest)))).isNotNull();
      assertRefused(withTime(claim, latest + ".001"), Rejection.NOT_YET_VALID, claim);
      assertRefused(withTime(claim, Long.toString(latest + 1)), Rejection.NOT_YET_VALID, claim);
      assertRefused(
          withTime(claim, Long.toString(Instant.MAX.getEpochSecond())),
          Rejection.NOT_YET_VALID,
          claim);
      assertThat(check(withTime(claim, "-31557014167219200"))).isNotNull();
      assertThat(check(withTime(claim, "null"))).isNotNull();
    }
  }

  @Nested
  class Issuer {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "\"sentinel\"",
          "\"Sentinel \"",
          "\" Sentinel\"",
          "\"SENTINEL\"",
          "\"\"",
          "\"Sentinel\\u0000\"",
          "\"\\u0405entinel\"",
          "\"Sentine\\u006c\\u0301\"",
          "\"Sentinel,other\""
        })
    void otherIssuerIsRefused(String issuer) {
      assertRefused(with("iss", issuer), Rejection.WRONG_ISSUER);
    }

    @Test
    void issuerIsComparedByCodeUnitsNotByHowItIsWritten() throws Exception {
      assertThat(check(with("iss", "\"\\u0053entinel\"")).issuer()).isEqualTo("Sentinel");
      SentinelConfig.Policy composed = policy("sentinel.issuer", "\u00e4");
      assertThat(check(with("iss", "\"\u00e4\""), NOW, composed)).isNotNull();
      assertRefused(with("iss", "\"a\u0308\""), NOW, composed, Rejection.WRONG_ISSUER);
    }

    @Test
    void issuerMustBeThereAndAString() {
      assertRefused(with("iss", null), Rejection.MISSING_CLAIM, "iss");
      assertRefused(with("iss", "null"), Rejection.MISSING_CLAIM, "iss");
      assertRefused(with("iss", "[\"Sentinel\"]"), Rejection.MALFORMED_CLAIM, "iss");
      assertRefused(with("iss", "1"), Rejection.MALFORMED_CLAIM, "iss");
    }
  }

  @Nested
  class Audience {
    @Test
    void audienceIsAStringOrAnArrayThatHoldsAnAccount() throws Exception {
      assertThat(check(with("aud", "[\"le81823118\"]")).audience()).containsExactly("le81823118");
      assertThat(check(with("aud", "[\"other\",\"le81823118\",\"\"]")).audience())
          .containsExactly("other", "le81823118", "");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "\"LE81823118\"",
          "\"le8182311\"",
          "\"le818231188\"",
          "\"le81823118 \"",
          "\"\"",
          "[\"\"]",
          "[\"other\"]",
          "\"le81823118,other\"",
          "\"other le81823118\"",
          "[\"le81823118 \"]"
        })
    void otherAudienceIsRefused(String audience) {
      assertRefused(with("aud", audience), Rejection.WRONG_AUDIENCE);
    }

    @Test
    void audienceMustBeThereAndOfStrings() {
      assertRefused(with("aud", null), Rejection.MISSING_CLAIM, "aud");
      assertRefused(with("aud", "null"), Rejection.MISSING_CLAIM, "aud");
      assertRefused(with("aud", "[]"), Rejection.MISSING_CLAIM, "aud");
      assertRefused(with("aud", "81823118"), Rejection.MALFORMED_CLAIM, "aud");
      assertRefused(with("aud", "{\"le81823118\":1}"), Rejection.MALFORMED_CLAIM, "aud");
      assertRefused(with("aud", "[\"le81823118\",1]"), Rejection.MALFORMED_CLAIM, "aud");
      assertRefused(with("aud", "[\"le81823118\",null]"), Rejection.MALFORMED_CLAIM, "aud");
      assertRefused(with("aud", "[[\"le81823118\"]]"), Rejection.MALFORMED_CLAIM, "aud");
    }
  }

  @Nested
  class AuthorizedParty {
    @Test
    void anyAuthorizedPartyWillDoUnlessSomeAreNamed() throws Exception {
      SentinelConfig.Policy named = policy("sentinel.authorized-parties", "a, app");

      assertThat(check(with("azp", "\"whoever\"")).authorizedParty()).isEqualTo("whoever");
      assertThat(check(with("azp", "\"app\""), NOW, named).authorizedParty()).isEqualTo("app");
      for (String other : List.of("\"App\"", "\"app \"", "\"a, app\"")) {
        assertRefused(with("azp", other), NOW, named, Rejection.WRONG_AUTHORIZED_PARTY);
      }
      assertRefused(with("azp", "[\"app\"]"), NOW, named, Rejection.MALFORMED_CLAIM);
      assertRefused(with("azp", "\"\""), Rejection.MALFORMED_CLAIM);
    }

    @Test
    void namedAuthorizedPartiesAskForTheClaimWhateverIsRequired() {
      SentinelConfig.Policy named =
          policy("sentinel.authorized-parties", "app", "sentinel.required-claims", "none, scope");

      assertRefused(with("azp", null), NOW, named, Rejection.MISSING_CLAIM);
      assertRefused(with("azp", "null"), NOW, named, Rejection.MISSING_CLAIM);
    }
  }

  @Nested
  class RequiredClaims {
    @ParameterizedTest
    @ValueSource(strings = {"azp", "scope"})
    void azpAndScopeAreRequiredUnlessToldOtherwise(String claim) throws Exception {
      assertRefused(with(claim, null), Rejection.MISSING_CLAIM, claim);
      assertRefused(with(claim, "null"), Rejection.MISSING_CLAIM, claim);

      SentinelConfig.Policy more = policy("sentinel.required-claims", "iat, tenant");
      String withTenant = tenant(with("more", "1"));
      assertThat(check(withTenant, NOW, more)).isNotNull();
      assertRefused(withTenant.replace("tenant", "x"), NOW, more, Rejection.MISSING_CLAIM);
      assertRefused(tenant(with(claim, null)), NOW, more, Rejection.MISSING_CLAIM);

      SentinelConfig.Policy others = policy("sentinel.required-claims", "none, iat, tenant");
      assertThat(check(tenant(with(claim, null)), NOW, others)).isNotNull();
      assertRefused(with(claim, null), NOW, others, Rejection.MISSING_CLAIM);
    }

    @Test
    void callerWithoutAzpIsNamedBySub() throws Exception {
      SentinelConfig.Policy lenient = policy("sentinel.required-claims", "none, scope");

      assertThat(
              check(with("azp", null).replace("{", "{\"sub\":\"user\","), NOW, lenient).getName())
          .isEqualTo("user");
      assertThat(check(with("azp", null), NOW, lenient).getName()).isEmpty();
    }
  }

  @Nested
  class Scope {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "\"a b\"            | a,b",
          "\"b a\"            | b,a",
          "\"a  b \"          | a,b",
          "\" a\"             | a",
          "\"a a b\"          | a,b",
          "\"\"               | ``",
          "\" \"              | ``",
          "\"a\\tb\"          | a\tb",
          "\"a,b c\"          | `a,b`;c",
          "[\"a\",\"b\"]      | a,b",
          "[\"a b\"]          | a b",
          "[]                 | ``",
          "[\"\"]             | ``"
        })
    void scopesAreTheWordsOfAStringOrTheElementsOfAnArray(String scope, String expected)
        throws Exception {
      List<String> wanted =
          expected.isEmpty()
              ? List.of()
              : List.of(expected.contains(";") ? new String[] {"a,b", "c"} : expected.split(","));

      assertThat(check(with("scope", scope)).scopes()).containsExactlyElementsOf(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "{}", "[1]", "[\"a\",null]", "[[\"a\"]]"})
    void scopeOfAnotherTypeIsRefused(String scope) {
      assertRefused(with("scope", scope), Rejection.MALFORMED_CLAIM, "scope");
    }

    @Test
    void scopesThatEveryTokenMustHoldAreAllNeeded() throws Exception {
      ClaimsPolicy claims = new ClaimsPolicy(policy("sentinel.scopes", "a, b"));

      claims.accept(check(with("scope", "\"c b a\"")));
      for (String scope : List.of("\"a\"", "\"A b\"", "\"ab\"", "[\"a b\"]", "\"\"")) {
        AppJwt token = check(with("scope", scope));
        assertThatThrownBy(() -> claims.accept(token))
            .isInstanceOfSatisfying(
                InvalidTokenException.class,
                e -> assertThat(e.rejection()).isEqualTo(Rejection.INSUFFICIENT_SCOPE));
      }
    }
  }

  @Nested
  class Others {
    @ParameterizedTest
    @ValueSource(strings = {"{\"jkt\":\"x\"}", "{}", "\"x\"", "null"})
    void tokenThatIsBoundToAProofIsRefused(String cnf) {
      assertRefused(with("cnf", cnf), Rejection.BOUND_TOKEN);
    }

    @Test
    void longestLifetimeIsAllowedAndALongerOneIsNot() throws Exception {
      SentinelConfig.Policy hour = policy("sentinel.max-lifetime", "1h");
      long iat = NOW / 1000 - 10;

      assertThat(check(lifetime(iat, iat + 3600), NOW, hour)).isNotNull();
      assertRefused(lifetime(iat, iat + 3601), NOW, hour, Rejection.LIFETIME_TOO_LONG);
      assertRefused(
          "{" + OTHERS + ",\"iat\":" + iat + ",\"exp\":" + (iat + 3600) + ".001}",
          NOW,
          hour,
          Rejection.LIFETIME_TOO_LONG);
      assertRefused(
          lifetime(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
          NOW,
          hour,
          Rejection.LIFETIME_TOO_LONG);
      assertRefused(withExp(Long.toString(iat + 3600)), NOW, hour, Rejection.MISSING_CLAIM);
      assertThat(check(lifetime(iat, iat + 1_000_000))).isNotNull();
    }

    @Test
    void skewIsAsConfigured() throws Exception {
      SentinelConfig.Policy none = policy("sentinel.clock-skew", "0s");
      String exp = withExp(Long.toString(NOW / 1000));

      assertThat(check(exp, NOW - 1, none)).isNotNull();
      assertRefused(exp, NOW, none, Rejection.EXPIRED);
      assertThat(check(withTime("nbf", Long.toString(NOW / 1000)), NOW, none)).isNotNull();
      assertRefused(withTime("nbf", NOW / 1000 + ".001"), NOW, none, Rejection.NOT_YET_VALID);
    }

    @Test
    void refusalNamesTheClaimAndNeitherItsValueNorTheConfiguredOne() {
      for (String claims :
          List.of(
              with("iss", "\"hostile\""),
              with("aud", "\"hostile\""),
              with("azp", "\"hostile\""),
              withExp("\"hostile\""))) {
        assertThatThrownBy(
                () -> check(claims, NOW, policy("sentinel.authorized-parties", "configured")))
            .message()
            .containsAnyOf("iss", "aud", "azp", "exp")
            .doesNotContain("hostile", "configured", "Sentinel", "le81823118");
      }
    }

    /** The default that the boundaries above are built on. */
    @Test
    void defaultSkewIsThirtySeconds() {
      assertThat(policy().clockSkew()).isEqualTo(Duration.ofSeconds(SKEW_SECONDS));
    }
  }

  private static String tenant(String claims) {
    return claims.replace("{", "{\"iat\":1,\"tenant\":false,");
  }

  private static String withExp(String exp) {
    return "{" + OTHERS + ",\"exp\":" + exp + "}";
  }

  private static String withTime(String claim, String value) {
    return "{" + OTHERS + ",\"exp\":2000000000,\"" + claim + "\":" + value + "}";
  }

  private static String lifetime(long iat, long exp) {
    return "{" + OTHERS + ",\"iat\":" + iat + ",\"exp\":" + exp + "}";
  }

  /** A good set of claims but for one, which is left out for {@code null}. */
  private static String with(String claim, @Nullable String value) {
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("iss", "\"Sentinel\"");
    claims.put("aud", "\"le81823118\"");
    claims.put("azp", "\"app\"");
    claims.put("scope", "\"msg.consumer\"");
    claims.put("exp", "2000000000");
    if (value == null) {
      claims.remove(claim);
    } else {
      claims.put(claim, value);
    }
    StringBuilder json = new StringBuilder();
    claims.forEach(
        (name, v) ->
            json.append(json.isEmpty() ? "{" : ",")
                .append('"')
                .append(name)
                .append("\":")
                .append(v));
    return json.append('}').toString();
  }

  private static SentinelConfig.Policy policy(String... settings) {
    Properties properties = new Properties();
    properties.setProperty("sentinel.account-id", "le81823118");
    for (int i = 0; i < settings.length; i += 2) {
      properties.setProperty(settings[i], settings[i + 1]);
    }
    return SentinelConfig.load(properties).policy();
  }

  private static AppJwt check(String claims) throws InvalidTokenException {
    return check(claims, NOW);
  }

  private static AppJwt check(String claims, long now) throws InvalidTokenException {
    return check(claims, now, policy());
  }

  private static AppJwt check(String claims, long now, SentinelConfig.Policy policy)
      throws InvalidTokenException {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String header = encoder.encodeToString("{\"alg\":\"RS256\",\"kid\":\"k\"}".getBytes(UTF_8));
    String payload = encoder.encodeToString(claims.getBytes(UTF_8));
    return new ClaimsPolicy(policy).check(CompactJws.parse(header + '.' + payload + ".AAAA"), now);
  }

  private static void assertRefused(String claims, Rejection expected) {
    assertRefused(claims, NOW, expected);
  }

  private static void assertRefused(String claims, Rejection expected, String named) {
    assertThatThrownBy(() -> check(claims))
        .hasMessageContaining(named)
        .isInstanceOfSatisfying(
            InvalidTokenException.class, e -> assertThat(e.rejection()).isEqualTo(expected));
  }

  private static void assertRefused(String claims, long now, Rejection expected) {
    assertRefused(claims, now, policy(), expected);
  }

  private static void assertRefused(
      String claims, long now, SentinelConfig.Policy policy, Rejection expected) {
    assertThatThrownBy(() -> check(claims, now, policy))
        .isInstanceOfSatisfying(
            InvalidTokenException.class, e -> assertThat(e.rejection()).isEqualTo(expected));
  }
}
