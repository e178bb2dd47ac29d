package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first rows of the contract's table of answers: what the header alone decides. */
class AuthorizationHeaderTest {
  private static final int LONGEST = 100;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer a.b.c",
        "bearer a.b.c",
        "BEARER a.b.c",
        "bEaReR    a.b.c",
        " Bearer a.b.c\t",
        "\t Bearer a.b.c  "
      })
  void tokenBehindTheSchemeIsFound(String header) throws Exception {
    assertThat(token(header)).isEqualTo("a.b.c");
  }

  @Test
  void everyCharacterOfB64TokenIsPassedOn() throws Exception {
    String all = "ABCXYZabcxyz0123456789-._~+/==";

    assertThat(token("Bearer " + all)).isEqualTo(all);
  }

  @Test
  void noHeaderIsNoToken() throws Exception {
    assertThat(AuthorizationHeader.token(List.of(), false, LONGEST)).isNull();
    assertThat(AuthorizationHeader.token(List.of(), true, LONGEST)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\t",
        "Basic YTpi",
        "Basic",
        "Negotiate a.b.c",
        "Bearers a.b.c",
        "BearerX",
        "Bearer2 a.b.c",
        "Bearer-Token a.b.c",
        "Bearer~ x",
        "a.b.c",
        "a",
        "=",
        "\u0000",
        "\u00e4",
        "B earer a.b.c",
        "Basic x, Bearer a.b.c",
        "\"Bearer\" a.b.c",
        "Token Bearer a.b.c"
      })
  void emptyHeaderAndOtherSchemesAreNoToken(String header) throws Exception {
    assertThat(token(header)).isNull();
  }

  @Test
  void severalHeadersAreRefusedWhateverTheyHold() {
    for (List<String> values :
        List.of(
            List.of("Bearer a.b.c", "Bearer a.b.c"),
            List.of("Bearer a.b.c", "Basic x"),
            List.of("Basic x", "Bearer a.b.c"),
            List.of("", "Bearer a.b.c"),
            List.of("", ""),
            List.of("Basic x", "Basic x", "Basic x"))) {
      assertRefused(values, Rejection.SEVERAL_CREDENTIALS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "bearer",
        " Bearer ",
        "Bearer\t",
        "Bearer a.b.c, Bearer d.e.f",
        "Bearer a.b.c,d.e.f",
        "Bearer a.b.c d.e.f",
        "Bearer a.b.c Bearer",
        "Bearer Bearer a.b.c",
        "Bearer, a.b.c",
        "Bearer,Bearer a.b.c",
        "Bearer=a.b.c",
        "Bearer:a.b.c",
        "Bearer\ta.b.c",
        "Bearer \ta.b.c",
        "Bearer \"a.b.c\"",
        "Bearer a.b.c;",
        "Bearer token=\"a.b.c\"",
        "Bearer =",
        "Bearer ==",
        "Bearer a=b",
        "Bearer a.b.c\u0000",
        "Bearer a\r\nX: y",
        "Bearer a\nb",
        "Bearer \u00e4.b.c",
        "Bearer\u00a0a.b.c",
        "Bearer\u0000a",
        "Bearer a.b.c\u0085",
        "Bearer %61.b.c",
        "Bearer a.b.c\u2028"
      })
  void bearerSchemeWithoutAToken68IsRefused(String header) {
    assertRefused(List.of(header), Rejection.MALFORMED_CREDENTIALS);
  }

  @Test
  void tokenOfTheLongestLengthIsReadAndALongerOneIsNot() throws Exception {
    assertThat(token("Bearer " + "a".repeat(LONGEST))).hasSize(LONGEST);
    assertRefused(List.of("Bearer " + "a".repeat(LONGEST + 1)), Rejection.TOKEN_TOO_LONG);
    assertThatThrownBy(
            () -> AuthorizationHeader.token(List.of("a.b." + "c".repeat(LONGEST)), true, LONGEST))
        .isInstanceOfSatisfying(
            InvalidTokenException.class,
            e -> assertThat(e.rejection()).isEqualTo(Rejection.TOKEN_TOO_LONG));
  }

  @Test
  void bareTokenIsOneOnlyWhereThatIsConfigured() throws Exception {
    assertThat(token("a.b.c")).isNull();
    assertThat(bare("a.b.c")).isEqualTo("a.b.c");
    assertThat(bare(" a-_9.b.c ")).isEqualTo("a-_9.b.c");
    assertThat(bare("Bearer.b.c")).isEqualTo("Bearer.b.c");
    assertThat(bare("bearer a.b.c")).isEqualTo("a.b.c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b.c d", "a.b.c,d.e.f", "a.b.c, Bearer d.e.f"})
  void severalBareTokensAreMalformed(String header) {
    assertThatThrownBy(() -> bare(header))
        .isInstanceOfSatisfying(
            InvalidTokenException.class,
            e -> assertThat(e.rejection()).isEqualTo(Rejection.MALFORMED_CREDENTIALS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a.b",
        "a.b.c.d",
        "a.b.c.d.e",
        "Basic YTpi",
        "Basic a.b.c",
        "a.b.c=",
        "a+b.c.d",
        "a/b.c.d",
        "\u00e4.b.c",
        "a.b.c\u0000"
      })
  void wordThatIsNoJwtIsNoToken(String header) throws Exception {
    assertThat(bare(header)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "Bearer a b", "Bearer \u00e4"})
  void bearerSchemeStaysStrictBesideBareTokens(String header) {
    assertThatThrownBy(() -> bare(header))
        .isInstanceOfSatisfying(
            InvalidTokenException.class,
            e -> assertThat(e.rejection()).isEqualTo(Rejection.MALFORMED_CREDENTIALS));
  }

  private static @Nullable String token(String header) throws InvalidTokenException {
    return read(List.of(header), false);
  }

  private static @Nullable String bare(String header) throws InvalidTokenException {
    return read(List.of(header), true);
  }

  /** As a request is read whose token is refused in any case. */
  private static @Nullable String read(List<String> values, boolean bare)
      throws InvalidTokenException {
    CompactToken token = AuthorizationHeader.token(values, bare, LONGEST);
    if (token == null) {
      return null;
    }
    InvalidTokenException asToken = new InvalidTokenException(Rejection.MALFORMED_TOKEN);
    InvalidTokenException refusal = AuthorizationHeader.refusal(token, asToken);
    if (refusal != asToken) {
      throw refusal;
    }
    return new String(token.bytes(), ISO_8859_1).substring(token.from());
  }

  private static void assertRefused(List<String> values, Rejection expected) {
    assertThatThrownBy(() -> read(values, false))
        .isInstanceOfSatisfying(
            InvalidTokenException.class, e -> assertThat(e.rejection()).isEqualTo(expected));
  }
}
