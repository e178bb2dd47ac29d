package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.internal.codec.Json;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What answers look like, and that nothing gets out of a header value or into the body that
 * shouldn't.
 */
class AnswersTest {
  private static final String HOSTILE =
      "a\"b\\c\r\nSet-Cookie: x=y\u0000\u007f\u0085\u00e4\u2028\ud800,";

  private final Answers answers = new Answers("sentinel", true);
  private final Answers terse = new Answers("sentinel", false);

  @ParameterizedTest
  @EnumSource(Rejection.class)
  void everyRejectionHasItsAnswer(Rejection rejection) throws Exception {
    Verdict.Refused answer = answers.refused(rejection);

    assertThat(answer.rejection()).isEqualTo(rejection);
    assertThat(answer.status()).isEqualTo(rejection.status());
    assertThat(answer.headers())
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("Content-Type", "application/problem+json");
    Map<String, @Nullable Object> body = body(answer);
    assertThat(body).containsEntry("status", (long) rejection.status()).containsKey("title");
    assertThat(body.get("error")).isEqualTo(rejection.error());
    assertThat(body.get("detail")).isEqualTo(rejection.description());
  }

  @Test
  void challengeStandsWhereTheContractHasOne() {
    assertThat(challenge(answers.refused(Rejection.NO_TOKEN)))
        .isEqualTo("Bearer realm=\"sentinel\"");
    assertThat(challenge(answers.refused(Rejection.SEVERAL_CREDENTIALS)))
        .isEqualTo(
            "Bearer realm=\"sentinel\", error=\"invalid_request\","
                + " error_description=\"more than one Authorization header field\"");
    assertThat(challenge(answers.refused(Rejection.EXPIRED)))
        .isEqualTo(
            "Bearer realm=\"sentinel\", error=\"invalid_token\","
                + " error_description=\"the token has expired (exp)\"");
    assertThat(challenge(answers.insufficientScope(List.of("a", "b"))))
        .isEqualTo(
            "Bearer realm=\"sentinel\", error=\"insufficient_scope\","
                + " error_description=\"a required scope is missing\", scope=\"a b\"");
    assertThat(challenge(answers.refused(Rejection.OTHER_ACCOUNT)))
        .startsWith("Bearer realm=\"sentinel\", error=\"insufficient_scope\", error_description=")
        .doesNotContain("scope=");
    for (Rejection rejection :
        List.of(
            Rejection.DENIED,
            Rejection.AMBIGUOUS_PATH,
            Rejection.KEYS_UNAVAILABLE,
            Rejection.INTERNAL_ERROR)) {
      assertThat(challenge(answers.refused(rejection))).as(rejection.code()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Rejection.class)
  void withoutErrorDetailNothingSaysWhy(Rejection rejection) throws Exception {
    Verdict.Refused answer = terse.refused(rejection);

    String challenge = challenge(answer);
    if (challenge != null) {
      assertThat(challenge).doesNotContain("error_description");
      if (rejection.error() != null) {
        assertThat(challenge).contains("error=\"" + rejection.error() + '"');
      }
    }
    assertThat(body(answer)).doesNotContainKey("detail");
    assertThat(body(answer).get("error")).isEqualTo(rejection.error());
  }

  @Test
  void withoutErrorDetailTheWordsOfAnExceptionStayInside() throws Exception {
    InvalidTokenException reason =
        new InvalidTokenException(Rejection.MISSING_CLAIM, "the azp claim is missing");

    assertThat(challenge(terse.refused(reason, List.of())))
        .isEqualTo("Bearer realm=\"sentinel\", error=\"invalid_token\"");
    assertThat(body(terse.refused(reason, List.of()))).containsOnlyKeys("status", "title", "error");
    assertThat(challenge(terse.insufficientScope(List.of("a"))))
        .isEqualTo("Bearer realm=\"sentinel\", error=\"insufficient_scope\", scope=\"a\"");
  }

  @Test
  void nothingBreaksOutOfAQuotedValue() throws Exception {
    Verdict.Refused detail =
        answers.refused(new InvalidTokenException(Rejection.MALFORMED_CLAIM, HOSTILE), List.of());
    Verdict.Refused scopes = answers.insufficientScope(List.of(HOSTILE, "good"));

    for (Verdict.Refused answer : List.of(detail, scopes)) {
      for (Map.Entry<String, String> header : answer.headers().entrySet()) {
        assertThat(header.getValue()).as(header.getKey()).matches("[\\x20-\\x7e]*");
      }
      assertThat(String.valueOf(challenge(answer)))
          .matches("Bearer [a-z_]+=\"[^\"\\\\]*\"(, [a-z_]+=\"[^\"\\\\]*\")*");
    }
    assertThat(body(detail)).containsEntry("detail", HOSTILE);
    assertThat(new String(detail.body(), UTF_8)).doesNotContain("\n", "\r", "\u0000");
  }

  @Test
  void retryAfterIsInWholeSecondsAndNeverNought() {
    for (long[] pair :
        new long[][] {{0, 1}, {1, 1}, {1000, 1}, {1001, 2}, {2500, 3}, {60_000, 60}}) {
      Verdict.Refused answer =
          answers.unavailable(Rejection.KEYS_UNAVAILABLE, Duration.ofMillis(pair[0]));

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers()).containsEntry("Retry-After", Long.toString(pair[1]));
    }
  }

  @Test
  void missingGlobalScopeIsAnswered403WithTheScopesNeeded() {
    Verdict.Refused answer =
        answers.refused(new InvalidTokenException(Rejection.INSUFFICIENT_SCOPE), List.of("a", "b"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(challenge(answer)).endsWith("scope=\"a b\"");
  }

  @Test
  void codesAreTheNamesInLowerCaseAndStatusesThoseOfTheContract() {
    assertThat(Arrays.stream(Rejection.values()).map(Rejection::status))
        .containsOnly(400, 401, 403, 500, 503);
    assertThat(Rejection.WRONG_ISSUER.code()).isEqualTo("wrong_issuer");
    assertThat(Arrays.stream(Rejection.values()).map(Rejection::code)).doesNotHaveDuplicates();
  }

  private static @Nullable String challenge(Verdict.Refused answer) {
    return answer.headers().get("WWW-Authenticate");
  }

  private static Map<String, @Nullable Object> body(Verdict.Refused answer) throws Exception {
    return Json.object(answer.body());
  }
}
